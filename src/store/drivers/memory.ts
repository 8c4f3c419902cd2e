import { assertBody, assertKey, assertPrefix, type Entry, type Revision, type Store, storeClosed } from "../store.js";

/** A store that lives and dies with the process: for tests, and for hosts that want to keep nothing. */
export function createMemoryStore(): Store {
  const entries = new Map<string, Entry>();
  let writes = 0;
  let closed = false;

  function check(key: string): void {
    if (closed) throw storeClosed();
    assertKey(key);
  }
  function stands(key: string, expected: Revision | null | undefined): boolean {
    return expected === undefined || (entries.get(key)?.revision ?? null) === expected;
  }

  return {
    peek(key: string) {
      check(key);
      return entries.get(key) ?? null;
    },
    async read(key: string) {
      check(key);
      return entries.get(key);
    },
    async write(key: string, body: string, expected?: Revision | null, mayCommit = () => true) {
      check(key);
      assertBody(key, body);
      if (!stands(key, expected) || !mayCommit()) return undefined;
      writes += 1;
      const entry: Entry = { body, revision: String(writes) };
      entries.set(key, entry);
      return entry;
    },
    async delete(key: string, expected?: Revision) {
      check(key);
      if (!stands(key, expected)) return false;
      entries.delete(key);
      return true;
    },
    async *list(prefix: string) {
      if (closed) throw storeClosed();
      assertPrefix(prefix);
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix));
      for (const key of keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) yield key;
    },
    async close() {
      closed = true;
      entries.clear();
    },
  };
}
