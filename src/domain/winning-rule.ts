/** Why the winner of a decision won, as a word that views put into a sentence. */
export type WinningRule =
  | "pinned"
  | "only_one"
  | "first_in_order"
  | "next_in_order"
  | "kept_for_cache"
  | "rested_longest"
  | "fallback"
  | "last_resort";
