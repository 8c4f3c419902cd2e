import { createMemoryStore } from "../../../src/auth/open.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { type GatewayStatus, gatewayAnswers } from "../../../src/gateway/answers.js";
import { ModelCallError } from "../../../src/models/model-call.js";
import type { Store } from "../../../src/store/store.js";
import { type AuthHouse, openAuth } from "../../fixtures/auth-house.js";

const now = Date.UTC(2027, 0, 15, 12);
let house: AuthHouse;
afterEach(() => house.close());

async function open(store: Store, env: Readonly<Record<string, string>> = {}): Promise<() => Promise<GatewayStatus>> {
  house = await openAuth(undefined, undefined, { now: () => now, store, env, onWarning: () => undefined });
  const { status } = gatewayAnswers(house.auth, () => ({ channels: [], awaited: [], troubles: [], startedAt: now }));
  // As one of an earlier version asks: without a question.
  return async () => (await status?.(undefined)) as GatewayStatus;
}
/** One turn, whose first account is out of credit and whose second is limited. */
async function turn(): Promise<void> {
  const refusals = [402, 429];
  const call = async () => Promise.reject(new ModelCallError("no", { status: refusals.shift() ?? 500 }, false));
  const wait = async () => undefined;
  await house.auth
    .session("terminal:home")
    .run(call, { person: terminalPerson, wait })
    .catch(() => undefined);
  await house.auth.usages.settled();
}
const home = { agentId: "main", provider: "anthropic", profileId: "anthropic:home" };

test("a gateway tells what rests for it: for which model, why and until when", async () => {
  const status = await open(createMemoryStore());
  expect((await status()).usage).toEqual({ at: now, agents: ["main"], rests: [], unwritten: [] });
  await turn();
  expect((await status()).usage).toMatchObject({
    rests: [{ ...home, model: null, state: "disabled", reason: "billing", until: now + 10 * 60_000 }],
    unwritten: [],
  });
});

test("what it could not write down it knows all the same, and says that nobody else does", async () => {
  const noRoom = () => Promise.reject(new Error("No room."));
  const status = await open({ ...createMemoryStore(), write: noRoom });
  await turn();
  expect((await status()).usage).toMatchObject({
    rests: [{ ...home, reason: "billing" }],
    unwritten: [{ agentId: "main", provider: "anthropic", why: "No room." }],
  });
});

test("records that cannot be read do not keep it from telling the rest", async () => {
  const list = () => {
    throw new Error("Broken.");
  };
  const status = await open({ ...createMemoryStore(), list } as Store);
  expect(await status()).toMatchObject({ channels: [], usage: { problem: "Broken." } });
});

test("no answer holds a value, and no two the same digest of one", async () => {
  const status = await open(createMemoryStore(), { OPENAI_API_KEY: "sk-canary" });
  const [one, two] = [await status(), await status()];
  expect(JSON.stringify([one, two])).not.toContain("canary");
  expect(one.variables).toEqual([{ name: "OPENAI_API_KEY", source: "process" }]);
  expect(one.values?.digests).toHaveLength(1);
  expect(one.values?.digests).not.toEqual(two.values?.digests);
});
