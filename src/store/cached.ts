import { LRUCache } from "lru-cache";
import { atMost } from "../domain/cache-options.js";
import { type Entry, isSameState, type ReadOptions, type Revision, type Store, storeClosed } from "./store.js";

export interface CacheOptions {
  /** ms since the epoch; a clock that steps back makes everything stale, never fresh for longer. */
  readonly now: () => number;
  /** How long an entry is served without asking again, in ms. Default 250: what another process writes is obeyed then. */
  readonly maxAgeMs?: number;
  /** How many documents (and absences) are remembered. Default 10 000. */
  readonly maxEntries?: number;
}

/** A store that remembers; its `peek` is always there. */
export interface CachedStore extends Store {
  peek(key: string): Entry | null | undefined;
}

interface Known {
  readonly entry: Entry | null;
  /** When the question was asked, not answered: the answer may be as old as that. */
  readonly askedAt: number;
}

/**
 * A store around a store that answers from memory for `maxAgeMs` and then asks again. Absence is remembered too, own
 * writes are visible at once, and concurrent reads of one key share one question.
 *
 * @example
 * const store = createCachedStore(createLmdbStore(directory), { now: Date.now });
 * let entry = store.peek(key); // free, synchronous
 * if (entry === undefined) entry = (await store.read(key)) ?? null;
 */
export function createCachedStore(store: Store, options: CacheOptions): CachedStore {
  const { now, maxAgeMs = 250, maxEntries = 10_000 } = options;
  const memory = new LRUCache<string, Known>(atMost(maxEntries));
  const flights = new Map<string, Promise<Entry | undefined>>();
  const writers = new Map<string, { count: number; alone: boolean }>();
  let closed = false;

  function fresh(key: string): Known | undefined {
    if (closed) throw storeClosed();
    const known = memory.get(key);
    if (known === undefined) return undefined;
    const age = now() - known.askedAt;
    return age >= 0 && age < maxAgeMs ? known : undefined;
  }

  function peek(key: string): Entry | null | undefined {
    const known = fresh(key);
    if (known !== undefined) return known.entry;
    if (store.peek === undefined) return undefined;
    const askedAt = now();
    const found = store.peek(key);
    if (found === undefined) return undefined;
    // The same entry for the same state: what was made of it can be found again by it.
    const last = memory.get(key)?.entry;
    const entry = last && isSameState(last, found) ? last : found;
    memory.set(key, { entry, askedAt });
    return entry;
  }

  function ask(key: string): Promise<Entry | undefined> {
    const askedAt = now();
    const flight: Promise<Entry | undefined> = store
      .read(key, { fresh: true })
      .then((entry) => {
        // A write or a later question has taken over: this answer is older than what is known.
        if (flights.get(key) === flight && !closed) memory.set(key, { entry: entry ?? null, askedAt });
        return entry;
      })
      .finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
    flights.set(key, flight);
    return flight;
  }

  /** Runs a write; whatever it ends in, no answer to an older question may be believed afterwards. */
  async function writing<T>(key: string, act: () => Promise<T>, outcome: (result: T) => Entry | null | undefined) {
    if (closed) throw storeClosed();
    const askedAt = now();
    const turn = writers.get(key) ?? { count: 0, alone: true };
    if (turn.count > 0) turn.alone = false;
    turn.count += 1;
    writers.set(key, turn);
    let entry: Entry | null | undefined;
    try {
      const result = await act();
      entry = outcome(result);
      return result;
    } finally {
      flights.delete(key);
      turn.count -= 1;
      if (turn.count === 0) writers.delete(key);
      // Of writes that overlapped, the one that answers last need not be the one that stands.
      if (entry === undefined || closed || !turn.alone) memory.delete(key);
      else memory.set(key, { entry, askedAt });
    }
  }

  return {
    peek,
    async read(key: string, options: ReadOptions = {}) {
      if (options.fresh) return closed ? Promise.reject(storeClosed()) : ask(key);
      const known = fresh(key);
      if (known !== undefined) return known.entry ?? undefined;
      return flights.get(key) ?? ask(key);
    },
    write: (key: string, body: string, expected?: Revision | null, mayCommit?: () => boolean) =>
      writing(
        key,
        () => store.write(key, body, expected, mayCommit),
        (entry) => entry,
      ),
    delete: (key: string, expected?: Revision) =>
      writing(
        key,
        () => store.delete(key, expected),
        (gone) => (gone ? null : undefined),
      ),
    list: (prefix: string) => store.list(prefix),
    async close() {
      closed = true;
      memory.clear();
      flights.clear();
      await store.close();
    },
  };
}
