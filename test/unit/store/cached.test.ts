import { createCachedStore } from "../../../src/store/cached.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import type { Entry, Store } from "../../../src/store/store.js";
import { update } from "../../../src/store/update.js";

/** A memory store that counts its reads, can hold them back, and has no peek. */
function watched() {
  const { peek: _, ...inner } = createMemoryStore();
  const held: (() => void)[] = [];
  const state = { reads: 0, hold: false, failure: undefined as Error | undefined };
  const store: Store = {
    ...inner,
    async read(key) {
      state.reads += 1;
      const answer = await inner.read(key);
      const failure = state.failure;
      if (state.hold) await new Promise<void>((resolve) => held.push(resolve));
      if (failure !== undefined) throw failure;
      return answer;
    },
  };
  return { inner, store, state, release: () => held.splice(0).map((resolve) => resolve()) };
}

function setUp(options: { maxEntries?: number } = {}) {
  const clock = { now: 1_000_000 };
  const source = watched();
  return { ...source, clock, cache: createCachedStore(source.store, { now: () => clock.now, ...options }) };
}

const flush = () => new Promise((resolve) => setImmediate(resolve));

test("what another process writes is obeyed after 250 ms and not asked for before", async () => {
  const { cache, inner, state, clock } = setUp();
  await inner.write("k", "old");
  expect((await cache.read("k"))?.body).toBe("old");
  await inner.write("k", "new");
  clock.now += 249;
  expect((await cache.read("k"))?.body).toBe("old");
  expect(cache.peek("k")?.body).toBe("old");
  expect(state.reads).toBe(1);
  clock.now += 1;
  expect(cache.peek("k")).toBeUndefined();
  expect((await cache.read("k"))?.body).toBe("new");
  expect(state.reads).toBe(2);
});

test("absence is remembered too, and only as long", async () => {
  const { cache, inner, state, clock } = setUp();
  expect(cache.peek("k")).toBeUndefined();
  expect(await cache.read("k")).toBeUndefined();
  expect(cache.peek("k")).toBeNull();
  expect(await cache.read("k")).toBeUndefined();
  expect(state.reads).toBe(1);
  await inner.write("k", "");
  clock.now += 250;
  expect((await cache.read("k"))?.body).toBe("");
});

test("a clock that steps back makes nothing live longer", async () => {
  const { cache, inner, clock } = setUp();
  await inner.write("k", "old");
  await cache.read("k");
  await inner.write("k", "new");
  clock.now -= 3_600_000;
  expect((await cache.read("k"))?.body).toBe("new");
});

test("an answer counts as old as its question", async () => {
  const { cache, inner, state, clock, release } = setUp();
  await inner.write("k", "old");
  state.hold = true;
  const slow = cache.read("k");
  await flush();
  clock.now += 250;
  release();
  await slow;
  expect(cache.peek("k")).toBeUndefined();
});

test("concurrent reads of one key share one question, also when it fails, and the next asks again", async () => {
  const { cache, inner, state, release } = setUp();
  await inner.write("k", "x");
  state.hold = true;
  state.failure = new Error("disk");
  const readers = Promise.allSettled([cache.read("k"), cache.read("k"), cache.read("k")]);
  await flush();
  release();
  expect((await readers).map((result) => result.status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(state.reads).toBe(1);
  state.hold = false;
  state.failure = undefined;
  expect((await cache.read("k"))?.body).toBe("x");
  expect(state.reads).toBe(2);
});

test("own writes and deletions are visible at once", async () => {
  const { cache, state } = setUp();
  await cache.read("k");
  await cache.write("k", "mine");
  expect(cache.peek("k")?.body).toBe("mine");
  await cache.delete("k");
  expect(cache.peek("k")).toBeNull();
  expect(state.reads).toBe(1);
});

test("an answer to a question from before an own write is never believed after it", async () => {
  const { cache, inner, state, release } = setUp();
  await inner.write("k", "old");
  state.hold = true;
  const early = cache.read("k");
  await flush();
  await cache.write("k", "mine");
  release();
  expect((await early)?.body).toBe("old");
  expect(cache.peek("k")?.body).toBe("mine");
});

test("of overlapping own writes neither is believed blindly: the next read asks", async () => {
  const { inner, clock } = setUp();
  const finish: (() => void)[] = [];
  const slowAnswers: Store = {
    ...inner,
    async write(key, body, expected): Promise<Entry | undefined> {
      const entry = await inner.write(key, body, expected);
      await new Promise<void>((resolve) => finish.push(resolve));
      return entry;
    },
  };
  const cache = createCachedStore(slowAnswers, { now: () => clock.now });
  const first = cache.write("k", "first");
  const second = cache.write("k", "second");
  await flush();
  finish[1]?.();
  await second;
  finish[0]?.();
  await first;
  expect((await cache.read("k"))?.body).toBe("second");
});

test("who loses a write sees at once what won, and an update never decides on what was remembered", async () => {
  const { cache, inner } = setUp();
  const seen = await cache.write("k", "mine");
  await inner.write("k", "theirs");
  expect(await cache.write("k", "over", seen?.revision)).toBeUndefined();
  expect((await cache.read("k"))?.body).toBe("theirs");
  await inner.write("k", "theirs again");
  const bodies: (string | undefined)[] = [];
  await update(cache, "k", (body) => void bodies.push(body));
  expect(bodies).toEqual(["theirs again"]);
});

test("it remembers no more than it was told to", async () => {
  const { cache, state } = setUp({ maxEntries: 2 });
  for (const key of ["a", "b", "c", "a"]) await cache.read(key);
  expect(state.reads).toBe(4);
});

test("where the store can tell without waiting, so can the cache, and it remembers", async () => {
  const inner = createMemoryStore();
  const clock = { now: 5 };
  const cache = createCachedStore(inner, { now: () => clock.now });
  await inner.write("k", "old");
  expect(cache.peek("k")?.body).toBe("old");
  await inner.write("k", "new");
  expect(cache.peek("k")?.body).toBe("old");
  clock.now += 250;
  expect(cache.peek("k")?.body).toBe("new");
});
