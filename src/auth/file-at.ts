import { isModelpinError, ModelpinError, messageOf } from "../domain/errors.js";
import type { CachedStore } from "../store/cached.js";
import { type Entry, isSameState } from "../store/store.js";

/** Where a file is kept: a store that remembers, and the key in it. */
export interface FileAt {
  readonly store: CachedStore;
  readonly key: string;
}

/** The file, `null` when there is none, or why it cannot be read: for sources that go on with what they knew. */
export async function readFileAt({ store, key }: FileAt): Promise<Entry | null | ModelpinError> {
  try {
    // Without waiting where that can be: a small file is there sooner than a thread.
    const seen = store.peek(key);
    return seen !== undefined ? seen : ((await store.read(key)) ?? null);
  } catch (error) {
    if (isModelpinError(error)) return error;
    return new ModelpinError("file_unreadable", messageOf(error), { cause: error });
  }
}

/** Remembers what was made of an entry for as long as the entry stays the same. */
export function memoByEntry<T>(make: (entry: Entry | null) => T): (entry: Entry | null) => T {
  let known: { readonly entry: Entry | null; readonly value: T } | undefined;
  return (entry) => {
    if (!known || !isSameState(known.entry, entry)) known = { entry, value: make(entry) };
    return known.value;
  };
}
