import { createHistoryStore } from "../../../src/models/history-store.js";
import type { ChatMessage } from "../../../src/models/model-call.js";

const old = "telegram:-77";
const fresh = "telegram:-100777";
const turn = (said: string): ChatMessage[] => [
  { role: "user", content: said },
  { role: "assistant", content: `re: ${said}` },
];
function saying(...entries: (readonly [agentId: string, session: string, said: string])[]) {
  const histories = createHistoryStore();
  for (const [agentId, session, said] of entries)
    histories.append(agentId, session, turn(said), histories.read(agentId, session));
  return histories;
}
const saidIn = (histories: ReturnType<typeof createHistoryStore>, session: string, agentId = "main") =>
  histories
    .read(agentId, session)
    .filter(({ role }) => role === "user")
    .map(({ content }) => content);

describe("a conversation that goes on under another key", () => {
  test("goes on where it was, for every agent, told once or again", () => {
    const histories = saying(["main", old, "one"], ["two", old, "other"], ["main", "telegram:-7", "not this"]);
    for (let told = 0; told < 2; told++) {
      histories.move(old, fresh);
      expect(saidIn(histories, fresh)).toEqual(["one"]);
      expect(saidIn(histories, fresh, "two")).toEqual(["other"]);
      expect(saidIn(histories, old)).toEqual(["one"]);
      expect(saidIn(histories, "telegram:-7")).toEqual(["not this"]);
    }
  });

  test("keeps the turn that was under way", () => {
    for (const earlier of [[], [["main", old, "one"]]] as const) {
      const histories = saying(...earlier);
      const before = histories.read("main", old);
      histories.move(old, fresh);
      histories.append("main", old, turn("two"), before);
      expect(saidIn(histories, fresh)).toEqual([...earlier.map(([, , said]) => said), "two"]);
    }
  });

  test("puts what was said under the new key already at its end", () => {
    const histories = saying(["main", old, "one"], ["main", fresh, "two"]);
    histories.move(old, fresh);
    expect(saidIn(histories, fresh)).toEqual(["one", "two"]);
  });

  test("loses nothing when it is told to move onto itself or back", () => {
    const histories = saying(["main", old, "one"]);
    histories.move(old, old);
    histories.move(old, fresh);
    histories.move(fresh, old);
    for (const session of [old, fresh]) expect(saidIn(histories, session)).toEqual(["one"]);
  });

  test("is forgotten under both keys at once", () => {
    const histories = saying(["main", old, "one"]);
    histories.move(old, fresh);
    histories.clear("main", old);
    for (const session of [old, fresh]) expect(saidIn(histories, session)).toEqual([]);
  });
});
