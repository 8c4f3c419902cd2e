import { createSessionMemories } from "../../../src/auth/session-memory.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { type AuthHouse, openAuth } from "../../fixtures/auth-house.js";

const old = "telegram:-77";
const fresh = "telegram:-1007770000777";

let house: AuthHouse | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

test("a conversation that moved is one conversation under both keys: a turn under way, the last route, consents", async () => {
  house = await openAuth();
  const { auth } = house;
  const viewer = { person: terminalPerson, seenByCallerAlone: true };
  let finish = (): void => {};
  let began = (): void => {};
  const begun = new Promise<void>((resolve) => (began = resolve));
  const turn = auth.session(old).run(async () => {
    began();
    await new Promise<void>((resolve) => (finish = resolve));
  });
  await begun;
  await auth.moved(old, fresh);
  for (const key of [old, fresh]) {
    const report = await auth.session(key).pin({ kind: "choose", model: "gpt", once: false, soft: false }, viewer);
    expect(report).toMatchObject({ turnRunning: true, status: { session: fresh } });
  }
  finish();
  await turn;
  for (const session of [old, fresh])
    expect(await auth.explain({ session })).toMatchObject({
      session: fresh,
      model: "openai/gpt-5.2",
      last: { asked: "anthropic/claude-opus-4-5" },
    });
});

test("what is remembered moves for every agent, and stays where something is remembered already", () => {
  const memories = createSessionMemories();
  const [mine, other, near, there] = [
    memories.of("main", old),
    memories.of("two", old),
    memories.of("main", "telegram:-7"),
    memories.of("two", fresh),
  ];
  memories.move(old, fresh);
  memories.move(old, fresh);
  memories.move(fresh, fresh);
  expect(memories.peek("main", fresh)).toBe(mine);
  expect(memories.peek("two", fresh)).toBe(there);
  expect(there).not.toBe(other);
  expect(memories.peek("main", "telegram:-7")).toBe(near);
  expect(memories.peek("main", old)).toBeUndefined();
});
