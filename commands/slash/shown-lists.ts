import { LRUCache } from "lru-cache";
import { ageing } from "../../src/domain/cache-options.js";

/** How long `/model 3` means the third entry of the list that somebody was shown: 15 min, in ms. */
const shownFor = 15 * 60 * 1000;
/** How many different lists are looked through for an equal one. */
const mostLists = 64;

/** The list of models last shown to each reader, so that a number means what they saw. */
export interface ShownLists {
  /** @param reader one person in one conversation. @param refs numbered from 1. */
  remember(reader: string, refs: readonly string[]): void;
  /** Nothing after 15 min. */
  recall(reader: string): readonly string[] | undefined;
}

/**
 * Creates the memory of one process. Most readers see one of a few lists, which are thousands of models long where the
 * catalogue is, so equal ones are kept once.
 *
 * @param now ms since the epoch.
 */
export function createShownLists(now: () => number): ShownLists {
  const byReader = new LRUCache<string, readonly string[]>(ageing(shownFor, now));
  /** By the first entry, the current model, which is what they mostly differ in. */
  const byFirst = new LRUCache<string, readonly string[]>({ max: mostLists });
  return {
    remember(reader, refs) {
      const first = refs[0] ?? "";
      const known = byFirst.get(first);
      const isSame = known?.length === refs.length && known.every((ref, index) => ref === refs[index]);
      if (!isSame) byFirst.set(first, refs);
      byReader.set(reader, isSame ? known : refs);
    },
    recall: (reader) => byReader.get(reader),
  };
}
