import { createUsages } from "../../../src/auth/usages.js";
import { afterFailure, afterSuccess } from "../../../src/domain/cooldown.js";
import { usageOf } from "../../../src/domain/usage-document.js";
import { createCachedStore } from "../../../src/store/cached.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import type { Store } from "../../../src/store/store.js";

const now = Date.parse("2026-11-03T12:00:00Z");
const subject = { profileId: "anthropic:work", model: "opus", now };
const failure = { class: "rate_limit" } as const;
const errors = (usage: Parameters<typeof usageOf>[0]) => usageOf(usage, "anthropic:work")?.windows.opus?.errorCount;

function open(store: Store = createMemoryStore(), onLost?: (error: unknown) => void) {
  return createUsages(createCachedStore(store, { now: () => now }), onLost);
}

test("what is noted counts at once, and each note exactly once on the disk", async () => {
  const store = createMemoryStore();
  const usages = open(store);
  for (let count = 1; count <= 100; count++) {
    usages.note("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
    expect(errors(usages.peek("main", "anthropic") ?? undefined)).toBe(count);
  }
  await usages.settled();
  expect(errors(await open(store).read("main", "anthropic"))).toBe(100);
});

test("many notes are few writes: they never compete with each other", async () => {
  const store = createMemoryStore();
  let writes = 0;
  const counting: Store = { ...store, write: (...args) => store.write(...args).finally(() => writes++) };
  const usages = open(counting);
  for (let count = 0; count < 500; count++) {
    usages.note("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
  }
  await usages.settled();
  expect(writes).toBeLessThanOrEqual(3);
  expect(errors(await usages.read("main", "anthropic"))).toBe(500);
});

test("two processes note at once and nothing is lost", async () => {
  const store = createMemoryStore();
  const both = [open(store), open(store)];
  for (let count = 0; count < 50; count++) {
    for (const usages of both) {
      usages.note("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
      await Promise.resolve();
    }
  }
  await Promise.all(both.map((usages) => usages.settled()));
  expect(errors(await open(store).read("main", "anthropic"))).toBe(100);
});

test("a change waits for its write, and what is noted meanwhile is not forgotten", async () => {
  const usages = open();
  usages.note("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
  await usages.change("main", "anthropic", (usage) => afterSuccess(usage, { ...subject, profileId: "anthropic:home" }));
  expect(errors(usages.peek("main", "anthropic") ?? undefined)).toBe(1);
  await usages.settled();
  const stored = await usages.read("main", "anthropic");
  expect([errors(stored), usageOf(stored, "anthropic:home")?.lastGood]).toEqual([1, now]);
});

test("a disk that refuses costs the counters and no turn", async () => {
  const lost: unknown[] = [];
  const store = createMemoryStore();
  const full: Store = { ...store, write: () => Promise.reject(new Error("no space left")) };
  const usages = open(full, (error) => lost.push(error));
  usages.note("main", "anthropic", (usage) => afterSuccess(usage, subject));
  await usages.settled();
  expect(lost).toHaveLength(1);
});
