import type { ConfigItem } from "../config-items.js";

/** Something that is not taken over, and why. */
export interface Left {
  readonly from: string;
  readonly why: string;
}

/** What one section of the source becomes. */
export interface Mapped {
  readonly items: readonly ConfigItem[];
  readonly left: readonly Left[];
}
