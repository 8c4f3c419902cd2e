import { createUsages, type UsageRecord, type Usages } from "../../../src/auth/usages.js";
import { afterFailure, afterSuccess, clearProfile } from "../../../src/domain/cooldown.js";
import { usageOf } from "../../../src/domain/usage-document.js";
import { createCachedStore } from "../../../src/store/cached.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import type { Store } from "../../../src/store/store.js";

const now = Date.parse("2026-11-03T12:00:00Z");
let clock = now;
const subject = { profileId: "anthropic:work", model: "opus", now };
const failure = { class: "rate_limit" } as const;
async function listed(usages: Usages): Promise<UsageRecord[]> {
  const found: UsageRecord[] = [];
  for await (const record of usages.list("main")) found.push(record);
  return found;
}
const errors = (usage: Parameters<typeof usageOf>[0]) => usageOf(usage, "anthropic:work")?.windows.opus?.errorCount;

function open(store: Store = createMemoryStore(), onLost?: (error: unknown) => void) {
  return createUsages(createCachedStore(store, { now: () => clock }), onLost);
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

test("what a disk refuses costs no turn, still counts for this process, and is written with what comes next", async () => {
  const lost: unknown[] = [];
  const store = createMemoryStore();
  let isFull = true;
  const noRoom = new Error("no space left");
  const disk: Store = {
    ...store,
    write: (...args) => (isFull ? Promise.reject(noRoom) : store.write(...args)),
  };
  const usages = open(disk, (error) => lost.push(error));
  const fail = () => usages.note("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
  for (let count = 1; count <= 3; count++) {
    fail();
    await usages.settled();
    expect([errors(await usages.read("main", "anthropic")), lost.length]).toEqual([count, count]);
  }
  const [record, ...others] = await listed(usages);
  expect([record?.provider, record?.unwritten, errors(record?.usage), others]).toEqual(["anthropic", noRoom, 3, []]);
  expect(await listed(open(store))).toEqual([]);

  isFull = false;
  fail();
  await usages.settled();
  expect(errors(await open(store).read("main", "anthropic"))).toBe(4);
  expect(await listed(usages)).toEqual(await listed(open(store)));
});

test("what waits for a disk does not grow without end", async () => {
  let applied = 0;
  const full: Store = { ...createMemoryStore(), write: () => Promise.reject(new Error("no space left")) };
  const usages = open(full);
  for (let count = 0; count < 300; count++) {
    usages.note("main", "anthropic", (usage) => {
      applied++;
      return afterFailure(usage, { ...subject, failure });
    });
  }
  await usages.settled();
  applied = 0;
  usages.note("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
  await usages.settled();
  expect(applied).toBe(100);
});

test("what others write is obeyed within a quarter of a second also while something waits for the disk", async () => {
  const store = createMemoryStore();
  const theirs = open(store);
  await theirs.change("main", "anthropic", (usage) => afterFailure(usage, { ...subject, failure }));
  const usages = open({ ...store, write: () => Promise.reject(new Error("no space left")) });
  await usages.read("main", "anthropic");
  const home = { ...subject, profileId: "anthropic:home" };
  usages.note("main", "anthropic", (usage) => afterSuccess(usage, home));
  await usages.settled();
  expect(errors(await usages.read("main", "anthropic"))).toBe(1);

  await theirs.change("main", "anthropic", (usage) => clearProfile(usage, "anthropic:work"));
  clock += 251;
  for (const seen of [usages.peek("main", "anthropic") ?? undefined, await usages.read("main", "anthropic")]) {
    expect([errors(seen), usageOf(seen, "anthropic:home")?.lastGood]).toEqual([undefined, now]);
  }
});
