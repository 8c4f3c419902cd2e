import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { terminalPerson } from "../../../../src/domain/access.js";
import { openAuth, smallConfig } from "../../../fixtures/auth-house.js";

const profiles = {
  "anthropic:home": { type: "token", provider: "anthropic", token: `sk-ant-oat01-${"h".repeat(80)}` },
  "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-work" },
};

test.each([
  ["deny", "turn_failed"],
  ["ask", "needs_consent"],
])("what a host's own call threw is the cause of what the turn says (crossBilling %s)", async (crossBilling, code) => {
  const house = await openAuth({ ...smallConfig, auth: { crossBilling } }, profiles);
  const bug = new TypeError("Cannot read properties of undefined");
  const turn = house.auth.session("discord:1").run(() => Promise.reject(bug));
  await expect(turn).rejects.toMatchObject({ code, cause: bug });
  await house.close();
});

test.each<[string, unknown, unknown]>([
  ["without a word", undefined, undefined],
  ["with a reason of the host's own", new Error("Somebody pressed stop."), undefined],
  ["by a time limit of the host's", new DOMException("30 s are over.", "TimeoutError"), undefined],
  ["while an SDK wraps the reason", new Error("stop"), new Error("The request was canceled.")],
])("a turn that the host's own signal ends, %s, books nothing and asks nobody else", async (_, reason, thrown) => {
  const house = await openAuth(smallConfig, profiles);
  const stop = new AbortController();
  let calls = 0;
  const session = house.auth.session("discord:1");
  const turn = session.run(
    async (_resolution, signal) => {
      calls += 1;
      stop.abort(reason);
      throw thrown ?? signal.reason;
    },
    { signal: stop.signal },
  );
  await expect(turn).rejects.toMatchObject({ code: "turn_failed", failure: { class: "aborted" } });
  expect(calls).toBe(1);
  const { providers } = await session.status({ person: terminalPerson, seenByCallerAlone: true });
  expect(providers.flatMap(({ candidates }) => candidates).map(({ reason }) => reason)).toEqual([undefined, undefined]);
  await house.close();
});

test("an answer that came before the host's signal is booked all the same", async () => {
  const house = await openAuth(smallConfig, profiles);
  const stop = new AbortController();
  const session = house.auth.session("discord:1");
  const turn = session.run(
    async () => {
      stop.abort();
      throw Object.assign(new Error("429"), { status: 429 });
    },
    { signal: stop.signal },
  );
  await expect(turn).rejects.toMatchObject({ failure: { class: "aborted" } });
  const { providers } = await session.status({ person: terminalPerson, seenByCallerAlone: true });
  expect(providers[0]?.candidates[0]).toMatchObject({ state: "cooldown", reason: "rate_limit" });
  await house.close();
});

test("where the profiles cannot be read a turn says that, and not that there are none", async () => {
  const house = await openAuth(smallConfig, profiles);
  await writeFile(join(house.stateDir, "agents", "main", "agent", "auth-profiles.json"), "{ broken");
  const reopened = await house.open();
  const turn = reopened.session("discord:1").run(async () => "");
  await expect(turn).rejects.toMatchObject({ code: "profiles_unreadable" });
  await expect(reopened.session("discord:1").resolve()).rejects.toMatchObject({ code: "profiles_unreadable" });
  await house.close();
});

test("a key that takes a refused subscription's place within a turn is not asked by that turn", async () => {
  const { "anthropic:home": flat, "anthropic:work": metered } = profiles;
  const house = await openAuth(smallConfig, { "anthropic:home": flat });
  const asked: string[] = [];
  const session = house.auth.session("discord:1");
  const turn = session.run(async ({ credential }) => {
    asked.push(credential.type);
    const document = { version: 1, profiles: { "anthropic:home": metered } };
    await writeFile(join(house.stateDir, "agents", "main", "agent", "auth-profiles.json"), JSON.stringify(document));
    throw Object.assign(new Error("401"), { status: 401 });
  });
  await expect(turn).rejects.toMatchObject({ cause: { code: "credential_replaced" } });
  expect(asked).toEqual(["token"]);
  expect(await session.run(async ({ credential }) => credential.type)).toBe("api_key");
  await house.close();
});

test("where several flat accounts are out, the question before a metered one speaks of the one that is back soonest", async () => {
  const second = { type: "token", provider: "anthropic", token: `sk-ant-oat01-${"i".repeat(80)}` };
  const house = await openAuth(smallConfig, { ...profiles, "anthropic:house": second });
  const turn = house.auth.session("discord:1").run(async ({ profileId }) => {
    throw Object.assign(new Error(), profileId === "anthropic:home" ? { status: 429 } : { status: 402 });
  });
  await expect(turn).rejects.toMatchObject({
    message: expect.stringMatching(/^The flat-rate account is cooling down; .* Back at /),
    flat: { profileId: "anthropic:home", state: "cooldown" },
  });
  await house.close();
});

test("the question before a metered account says how this turn failed with a flat one that no window keeps out", async () => {
  const gone = { type: "token", provider: "anthropic", tokenRef: { source: "file", id: "/nowhere/token" } };
  const house = await openAuth(smallConfig, { ...profiles, "anthropic:home": gone });
  const turn = house.auth.session("discord:1").run(async () => "");
  await expect(turn).rejects.toMatchObject({
    message: expect.stringContaining("The flat-rate account is not usable;"),
    flat: { profileId: "anthropic:home", state: "ready", reason: "unknown" },
  });
  await house.close();
});
