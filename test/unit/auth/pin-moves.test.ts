import { createConsents } from "../../../src/auth/consents.js";
import { createPins } from "../../../src/auth/pins.js";
import type { SessionPin } from "../../../src/domain/pin.js";
import { createCachedStore } from "../../../src/store/cached.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import type { Store } from "../../../src/store/store.js";

const old = "telegram:-77";
const fresh = "telegram:-100777";
const pin = (model: string): SessionPin => ({ model, strict: true, by: "telegram:11", at: 1 });
const pinsOf = (store: Store) => createPins(createCachedStore(store, { now: Date.now }));
async function choose(store: Store, session: string, model: string): Promise<void> {
  await pinsOf(store).change(session, () => ({ session, agentId: "main", pin: pin(model) }));
}

test("a pin follows, and its old key reads, changes and drops what stands under the new one", async () => {
  const store = createMemoryStore();
  const pins = pinsOf(store);
  await choose(store, old, "a/1");
  await pins.move(old, fresh);
  expect((await pins.readBack(fresh))?.pin?.model).toBe("a/1");
  await choose(store, old, "a/2");
  expect((await pins.readBack(fresh))?.pin?.model).toBe("a/2");
  expect((await pins.readBack(old))?.pin?.model).toBe("a/2");
  const listed = [];
  for await (const record of pins.list()) listed.push(record.session);
  expect(listed).toEqual([fresh]);
  await pins.change(old, () => undefined);
  expect(await pins.readBack(fresh)).toBeUndefined();
});

test("moving twice, back, in a circle or from nowhere loses nothing and hangs nowhere", async () => {
  const store = createMemoryStore();
  const pins = pinsOf(store);
  await choose(store, old, "a/1");
  for (const [from, to] of [
    [old, fresh],
    [old, fresh],
    [fresh, old],
    [old, old],
    ["telegram:-78", fresh],
  ] as const)
    await pins.move(from, to);
  for (const key of [old, fresh, "telegram:-78"]) expect((await pins.readBack(key))?.pin?.model).toBe("a/1");
});

test("the key under which it goes on is known at once, and after a restart, of a store that can be asked without waiting or was read", async () => {
  const { peek: _, ...store } = createMemoryStore();
  const peeking = { ...store, peek: _ };
  const first = pinsOf(store);
  expect(first.keyOf(old)).toBe(old);
  await first.move(old, fresh);
  expect([first.keyOf(old), first.keyOf(fresh)]).toEqual([fresh, fresh]);
  expect(pinsOf(peeking as Store).keyOf(old)).toBe(fresh);
  const second = pinsOf(store);
  await second.read(old);
  expect(second.keyOf(old)).toBe(fresh);
});

test("what was chosen under the new key already stays", async () => {
  const store = createMemoryStore();
  const pins = pinsOf(store);
  await choose(store, old, "a/1");
  await choose(store, fresh, "a/2");
  await pins.move(old, fresh);
  expect((await pins.readBack(old))?.pin?.model).toBe("a/2");
});

test("a choice that is made under the old key while it moves is not lost", async () => {
  const inner = createMemoryStore();
  let between: (() => Promise<void>) | undefined = () => choose(inner, old, "a/2");
  const store: Store = {
    ...inner,
    async write(key, body, expected) {
      if (body.includes("movedTo")) {
        const now = between;
        between = undefined;
        await now?.();
      }
      return inner.write(key, body, expected);
    },
  };
  await choose(inner, old, "a/1");
  await pinsOf(store).move(old, fresh);
  expect((await pinsOf(inner).readBack(fresh))?.pin?.model).toBe("a/2");
});

test("a process that dies between the two writes leaves both keys with the pin, and the next one finishes", async () => {
  const inner = createMemoryStore();
  const dying: Store = {
    ...inner,
    async write(key, body, expected) {
      if (body.includes("movedTo")) throw new Error("killed");
      return inner.write(key, body, expected);
    },
  };
  await choose(inner, old, "a/1");
  await expect(pinsOf(dying).move(old, fresh)).rejects.toThrow("killed");
  for (const key of [old, fresh]) expect((await pinsOf(inner).readBack(key))?.pin?.model).toBe("a/1");
  await pinsOf(inner).move(old, fresh);
  await choose(inner, fresh, "a/3");
  expect((await pinsOf(inner).readBack(old))?.pin?.model).toBe("a/3");
});

test("consents follow as well, without a second of the same profile", async () => {
  const consents = createConsents(createCachedStore(createMemoryStore(), { now: Date.now }));
  const consent = (profileId: string, at: number) => ({ profileId, by: "telegram:11", at, instead: [] });
  await consents.add(old, consent("a:1", 1));
  await consents.add(old, consent("a:2", 1));
  await consents.add(fresh, consent("a:1", 2));
  await consents.move(old, fresh);
  expect((await consents.read(fresh)).consents).toEqual([consent("a:1", 2), consent("a:2", 1)]);
  expect((await consents.read(old)).consents).toEqual([]);
});
