/** Something to suggest, and what somebody may call it, in lower case. */
export interface Searchable<T> {
  readonly item: T;
  readonly names: readonly string[];
}

/** How well `name` goes on from what is typed, 0 the best; nothing when not at all. */
function rank(name: string, typed: string): number | undefined {
  const at = name.indexOf(typed);
  if (at === 0) return 0;
  if (at > 0) return /[^\p{L}\p{N}]/u.test(name[at - 1] ?? "") ? 1 : 2;
  let position = 0;
  for (const character of typed) {
    position = name.indexOf(character, position) + 1;
    if (position === 0) return undefined;
  }
  return 3;
}

/** What goes on from what is typed, the best first: prefix, then word, then substring, then subsequence. */
export function bestMatches<T>(items: readonly Searchable<T>[], typed: string): T[] {
  const buckets: T[][] = [[], [], [], []];
  for (const { item, names } of items) {
    let found: number | undefined;
    for (const name of names) {
      const ranked = rank(name, typed);
      if (ranked !== undefined && (found === undefined || ranked < found)) found = ranked;
      if (found === 0) break;
    }
    if (found !== undefined) buckets[found]?.push(item);
  }
  return buckets.flat();
}
