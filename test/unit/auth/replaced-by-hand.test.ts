import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Resolution } from "../../../src/auth/resolution.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { blocksOf } from "../../../src/domain/cooldown.js";
import { ModelCallError } from "../../../src/models/model-call.js";
import { type AuthHouse, openAuth, smallConfig } from "../../fixtures/auth-house.js";

let now = Date.parse("2026-11-03T12:00:00Z");
let house: AuthHouse;
const old = `sk-ant-api03-old-${"o".repeat(80)}`;
const other = `sk-ant-api03-new-${"n".repeat(80)}`;
const key = (value: string) => ({ type: "api_key", provider: "anthropic", key: value });
const ref = (id: string) => ({ type: "api_key", provider: "anthropic", keyRef: { source: "env", id } });
const env = { KEY_A: old, KEY_B: other };

const here = "anthropic:work";
const open = async (work: object, more: object = {}, config: object = {}): Promise<void> => {
  house = await openAuth({ ...smallConfig, ...config }, { [here]: work, ...more }, { now: () => now, env });
};
afterEach(() => house.close());

/** As an editor saves it; obeyed 250 ms later. */
function write(profiles: object, agent = "main"): void {
  const dir = join(house.stateDir, "agents", agent, "agent");
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "auth-profiles.json"), JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
  now += 251;
}

/** One turn, which the provider refuses so; who was asked. */
async function turn(status?: number, agentId?: string): Promise<string[]> {
  const asked: string[] = [];
  const call = async ({ profileId }: Resolution) => {
    asked.push(profileId);
    if (status !== undefined) throw new ModelCallError("no", { status }, false);
  };
  const session = house.auth.session("terminal:home", agentId === undefined ? {} : { agentId });
  const wait = async () => undefined;
  await session.run(call, { person: terminalPerson, wait }).catch(() => undefined);
  await house.auth.usages.settled();
  return asked;
}

async function blocks(agentId = "main") {
  return blocksOf(await house.auth.usages.read(agentId, "anthropic"), now);
}

describe("a key that somebody replaced by hand", () => {
  test.each([
    ["was not accepted", 401],
    ["had no money", 402],
    ["was limited", 429],
  ])("answers at once: that the old one %s says nothing of it", async (_what, status) => {
    await open(key(old));
    expect(await turn(status)).toEqual([here]);
    expect(await turn()).toEqual([]);
    write({ [here]: key(other) });
    expect(await blocks()).toEqual([]);
    expect(await turn()).toEqual([here]);
  });

  test("is known to have been replaced by a process that was not there when the old one failed", async () => {
    await open(key(old));
    await turn(401);
    write({ [here]: key(other) });
    const auth = await house.open();
    expect((await auth.session("terminal:home").resolve(terminalPerson)).profileId).toBe(here);
    const status = await auth.session("terminal:home").why({ person: terminalPerson, seenByCallerAlone: true });
    expect(status.trace.map(({ state }) => state)).toEqual(["ready"]);
  });

  test("rests for its own failures, on the first rung of the ladder", async () => {
    await open(key(old));
    await turn(402);
    now += 10 * 60_000;
    await turn(402);
    write({ [here]: key(other) });
    await turn(402);
    expect(await blocks()).toEqual([{ profileId: here, class: "billing", until: now + 10 * 60_000 }]);
    expect(await turn()).toEqual([]);
  });

  test("and put back rests as before, until the new one has failed", async () => {
    await open(key(old));
    await turn(402);
    write({ [here]: key(other) });
    expect(await blocks()).toEqual([]);
    write({ [here]: key(old) });
    expect(await blocks()).toHaveLength(1);
    expect(await turn()).toEqual([]);
  });

  test("is new to every agent that reads it of main", async () => {
    await open(key(old), {}, { agents: { ...smallConfig.agents, list: [{ id: "main" }, { id: "staff" }] } });
    await turn(401, "staff");
    expect(await blocks("staff")).toHaveLength(1);
    write({ [here]: key(other) });
    expect(await turn(undefined, "staff")).toEqual([here]);
  });
});

test("the same key, saved again beside an edit of something else, rests on", async () => {
  await open(key(old));
  await turn(401);
  write({ [here]: { ...key(old), displayName: "Work" }, "openai:default": { ...key(other), provider: "openai" } });
  expect(await blocks()).toHaveLength(1);
  expect(await turn()).toEqual([]);
});

test("a reference that leads elsewhere now is another credential; one that stays is the same, whatever it holds", async () => {
  await open(ref("KEY_A"));
  await turn(401);
  write({ [here]: ref("KEY_A") });
  expect(await turn()).toEqual([]);
  write({ [here]: ref("KEY_B") });
  expect(await turn(401)).toEqual([here]);
  write({ [here]: key(other) });
  expect(await turn()).toEqual([here]);
});

test("a key that was made up and could be guessed leaves no mark: it rests as before, also where it is replaced", async () => {
  await open(key("secret"));
  await turn(401);
  expect(JSON.stringify(await house.auth.usages.read("main", "anthropic"))).not.toMatch(/about/);
  write({ [here]: key("secret2") });
  expect(await turn()).toEqual([]);
  write({ [here]: key(other) });
  expect(await turn()).toEqual([]);
});

test("a host that reports by itself is told as well", async () => {
  await open(key(old));
  const session = house.auth.session("terminal:home");
  const resolution = await session.resolve(terminalPerson);
  session.report(resolution, { error: new ModelCallError("no", { status: 401 }, false) });
  await house.auth.usages.settled();
  expect(await blocks()).toHaveLength(1);
  write({ [here]: key(other) });
  expect(await blocks()).toEqual([]);
});

test("a login that was renewed is the same login, and rests on", async () => {
  const login = (access: string) => ({ type: "oauth", provider: "anthropic", access, expires: now + 86_400_000 });
  await open(login(`access-1-${"a".repeat(40)}`));
  await turn(402);
  write({ [here]: login(`access-2-${"b".repeat(40)}`) });
  expect(await turn()).toEqual([]);
  write({ [here]: key(other) });
  expect(await turn()).toEqual([here]);
});
