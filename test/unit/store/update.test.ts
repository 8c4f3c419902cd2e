import fc from "fast-check";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import type { Store } from "../../../src/store/store.js";
import { update } from "../../../src/store/update.js";

/** A store that hands control back before every step, so that a scheduler decides who is first. */
function interleaved(store: Store, scheduler: fc.Scheduler): Store {
  return {
    ...store,
    read: (key) => scheduler.schedule(Promise.resolve()).then(() => store.read(key)),
    write: (...args) => scheduler.schedule(Promise.resolve()).then(() => store.write(...args)),
  };
}

const noWait = { wait: async () => {} };
const increment = (body: string | undefined) => String(Number(body ?? 0) + 1);

test("concurrent increments are never lost, whoever comes first", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 8 }), async (scheduler, writers) => {
      const store = createMemoryStore();
      const slow = interleaved(store, scheduler);
      const all = Promise.all(Array.from({ length: writers }, () => update(slow, "n", increment, noWait)));
      await scheduler.waitFor(all);
      expect((await store.read("n"))?.body).toBe(String(writers));
    }),
    { numRuns: 100 },
  );
});

test("leaving a document writes nothing, and so does the same text", async () => {
  const store = createMemoryStore();
  const entry = await store.write("k", "x");
  expect(await update(store, "k", () => undefined)).toEqual(entry);
  expect(await update(store, "k", (body) => body)).toEqual(entry);
  expect(await update(store, "none", () => undefined)).toBeUndefined();
  expect(await store.read("none")).toBeUndefined();
});

test("null deletes what was seen and nothing newer", async () => {
  const store = createMemoryStore();
  await store.write("k", "old");
  const seen: (string | undefined)[] = [];
  const meddling: Store = {
    ...store,
    async delete(key, expected) {
      if (seen.length === 1) await store.write(key, "newer");
      return store.delete(key, expected);
    },
  };
  const decide = (body: string | undefined) => {
    seen.push(body);
    return body === "newer" ? undefined : null;
  };
  const result = await update(meddling, "k", decide, noWait);
  expect(seen).toEqual(["old", "newer"]);
  expect(result?.body).toBe("newer");
  expect(await update(store, "k", () => null)).toBeUndefined();
  expect(await store.read("k")).toBeUndefined();
});

test("an empty document is handed over as such, not as none", async () => {
  const store = createMemoryStore();
  await store.write("k", "");
  const seen: unknown[] = [];
  await update(store, "k", (body) => void seen.push(body));
  expect(seen).toEqual([""]);
});

test("who loses every time is told so with a code, after a bounded number of growing, jittered waits", async () => {
  const store = createMemoryStore();
  const waits: number[] = [];
  const losing: Store = { ...store, write: async () => undefined };
  const wait = async (ms: number) => void waits.push(ms);
  const lost = update(losing, "k", () => "x", { attempts: 9, random: () => 0.5, wait });
  await expect(lost).rejects.toMatchObject({ name: "ModelpinError", code: "store_contention" });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
});

test("what the change throws passes through and writes nothing", async () => {
  const store = createMemoryStore();
  const refusal = new Error("no");
  const refused = update(store, "k", () => {
    throw refusal;
  });
  await expect(refused).rejects.toBe(refusal);
  expect(await store.read("k")).toBeUndefined();
});
