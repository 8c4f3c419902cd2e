import fc from "fast-check";
import { appendTurn, charactersOf } from "../../../src/models/history.js";
import { createHistoryStore } from "../../../src/models/history-store.js";
import type { ChatMessage } from "../../../src/models/model-call.js";

const user = (content: string): ChatMessage => ({ role: "user", content });
const assistant = (content: string): ChatMessage => ({ role: "assistant", content });
const system: ChatMessage = { role: "system", content: "Be brief." };
const turn = (name: string): ChatMessage[] => [user(`${name}?`), assistant(`${name}.`)];
const wide = { messages: 100, characters: 10_000 };

test("turns are kept in order behind what the system says", () => {
  const history = appendTurn(appendTurn([system], turn("a"), wide), turn("b"), wide);
  expect(history).toEqual([system, ...turn("a"), ...turn("b")]);
});

test("beyond the bounds the oldest turn goes as a whole and the system's words stay", () => {
  const history = appendTurn([system, ...turn("a"), ...turn("b")], turn("c"), { messages: 6, characters: 10_000 });
  expect(history).toEqual([system, ...turn("b"), ...turn("c")]);
});

test("a turn that exceeds the bounds by itself is not kept", () => {
  expect(appendTurn([system, ...turn("a")], turn("x".repeat(50)), { messages: 9, characters: 60 })).toEqual([system]);
});

test("blank messages are left out: providers refuse them", () => {
  expect(appendTurn([], [user("a?"), assistant(" \n")], wide)).toEqual([user("a?")]);
});

test("whatever is said, the bounds hold and no answer stands without its question", () => {
  const message = fc.record({
    role: fc.constantFrom("user" as const, "assistant" as const),
    content: fc.string({ maxLength: 30 }),
  });
  const turns = fc.array(
    fc.array(message, { maxLength: 4 }).map((rest) => [user("q"), ...rest]),
    { maxLength: 12 },
  );
  const bounds = fc.record({ messages: fc.integer({ min: 1, max: 12 }), characters: fc.integer({ min: 1, max: 120 }) });
  fc.assert(
    fc.property(turns, bounds, (all, limits) => {
      let history: readonly ChatMessage[] = [];
      for (const each of all) {
        history = appendTurn(history, each, limits);
        expect(history.length).toBeLessThanOrEqual(limits.messages);
        expect(charactersOf(history)).toBeLessThanOrEqual(limits.characters);
        if (history.length > 0) expect(history[0]?.role).toBe("user");
      }
    }),
  );
});

describe("the store of histories", () => {
  test("agents and conversations do not share, and /new forgets one alone", () => {
    const store = createHistoryStore();
    store.append("main", "telegram:1", turn("a"), store.read("main", "telegram:1"));
    store.append("work", "telegram:1", turn("b"), store.read("work", "telegram:1"));
    store.append("main", "telegram:1:2", turn("c"), store.read("main", "telegram:1:2"));
    expect(store.read("main", "telegram:1")).toEqual(turn("a"));
    store.clear("main", "telegram:1");
    expect(store.read("main", "telegram:1")).toEqual([]);
    expect(store.read("work", "telegram:1")).toEqual(turn("b"));
    expect(store.read("main", "telegram:1:2")).toEqual(turn("c"));
  });

  test("a turn that was under way when /new was typed does not come back into the fresh conversation", () => {
    const store = createHistoryStore();
    for (const round of ["first", "second"]) {
      const before = store.read("main", "telegram:1");
      store.clear("main", "telegram:1");
      store.append("main", "telegram:1", turn(round), before);
      expect(store.read("main", "telegram:1")).toEqual([]);
    }
    store.append("main", "telegram:1", turn("third"), store.read("main", "telegram:1"));
    expect(store.read("main", "telegram:1")).toEqual(turn("third"));
  });

  test("beyond the bound of all, the conversation unused longest is forgotten", () => {
    const store = createHistoryStore({ ...wide, charactersOfAll: 500 });
    store.append("main", "terminal:1", turn("a"), store.read("main", "terminal:1"));
    store.append("main", "terminal:2", turn("b"), store.read("main", "terminal:2"));
    store.read("main", "terminal:1");
    store.append("main", "terminal:3", turn("c"), store.read("main", "terminal:3"));
    expect(["1", "2", "3"].map((name) => store.read("main", `terminal:${name}`).length)).toEqual([2, 0, 2]);
  });
});
