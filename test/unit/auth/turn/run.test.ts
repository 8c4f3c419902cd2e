import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenOptions } from "../../../../src/auth/open.js";
import type { Resolution } from "../../../../src/auth/resolution.js";
import { ConsentNeeded } from "../../../../src/auth/turn/unusable.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import type { Notice } from "../../../../src/domain/notice.js";
import { usageOf } from "../../../../src/domain/usage-document.js";
import { ModelCallError } from "../../../../src/models/model-call.js";
import { type AuthHouse, openAuth, smallConfig, smallProfiles } from "../../../fixtures/auth-house.js";

const minute = 60_000;
const owner = { person: terminalPerson, seenByCallerAlone: true };
const limited = (headers = {}) => new ModelCallError("no", { status: 429, headers }, false);

let now = Date.parse("2026-11-03T12:00:00Z");
let house: AuthHouse;
const order = ["anthropic:home", "anthropic:work"];
const ordered = (auth: object = {}) => ({ ...smallConfig, auth: { order: { anthropic: order }, ...auth } });

/** What each account does: an error to throw, or what it answers. */
type Behaviours = Readonly<Record<string, unknown>>;

async function open(auth: object = {}, options: OpenOptions = {}): Promise<void> {
  house = await openAuth(ordered(auth), undefined, { now: () => now, ...options });
}
afterEach(() => house.close());

/** One turn; who was asked, what came of it, and what the conversation was told. */
async function turn(behaviours: Behaviours, options: object = {}, key = "terminal:home") {
  const asked: string[] = [];
  const notices: Notice[] = [];
  const waits: number[] = [];
  const call = async ({ profileId }: Resolution) => {
    asked.push(profileId);
    const does = behaviours[profileId];
    if (does instanceof Error) throw does;
    return does ?? { usage: { inputTokens: 100, cachedInputTokens: 90 } };
  };
  const wait = async (ms: number) => {
    waits.push(ms);
    now += ms;
  };
  const session = house.auth.session(key);
  const outcome = await session
    .run(call, { person: terminalPerson, wait, onNotice: (notice) => notices.push(notice), ...options })
    .then(
      () => "answered",
      (error: Error) => error,
    );
  return { asked, outcome, notices, waits };
}

describe("before a metered account answers", () => {
  test("the turn ends with a question, nothing was sent to it, and consent lets the next turn through", async () => {
    await open();
    const first = await turn({ "anthropic:home": limited({ "retry-after": "3600" }) });
    expect(first.asked).toEqual(["anthropic:home"]);
    expect(first.outcome).toBeInstanceOf(ConsentNeeded);
    expect(String(first.outcome)).not.toMatch(/anthropic:|auth-profiles/);
    const report = await house.auth.session("terminal:home").consent("work", owner);
    expect(report).toMatchObject({ given: true, profile: { kind: "named", id: "anthropic:work" } });
    expect((await turn({})).asked).toEqual(["anthropic:work"]);
  });

  test("a consent survives a restart and ends when the flat account is back", async () => {
    await open();
    await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    await house.auth.session("terminal:home").consent(undefined, owner);
    await house.auth.usages.settled();
    const restarted = await house.open();
    const status = await restarted.session("terminal:home").status(owner);
    expect(status.current.profile).toEqual({ kind: "named", id: "anthropic:work" });
    now += 11 * minute;
    expect((await turn({})).asked).toEqual(["anthropic:home"]);
    const again = await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    expect(again.outcome).toBeInstanceOf(ConsentNeeded);
  });

  test("a consent is one conversation's", async () => {
    await open();
    await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    await house.auth.session("terminal:home").consent(undefined, owner);
    expect((await turn({}, {}, "terminal:other")).asked).toEqual([]);
  });

  test("a consent that is not needed just now is foreseen for when it is", async () => {
    await open();
    await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    await house.auth.session("terminal:home").consent(undefined, owner);
    // Set back so far that nobody can say when the window would end: over, until the clock comes near it again.
    now -= 10 * minute + 1;
    const explained = (afterMs: number) => house.auth.explain({ session: "terminal:home", afterMs });
    expect((await explained(0)).choice?.profileId).toBe("anthropic:home");
    expect((await explained(minute)).choice?.profileId).toBe("anthropic:work");
  });

  test("only who may switch can consent", async () => {
    await open({}, { may: (person, action) => person.id === "terminal" || action === "view" || action === "chat" });
    await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    const stranger = { person: { id: "telegram:5", principals: ["telegram:5"] }, seenByCallerAlone: true };
    await expect(house.auth.session("terminal:home").consent(undefined, stranger)).rejects.toMatchObject({
      code: "may_not_switch",
    });
    expect((await turn({})).asked).toEqual([]);
  });

  test("there is nothing to consent to when the flat account is back by then", async () => {
    await open();
    await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    now += 11 * minute;
    expect((await house.auth.session("terminal:home").consent("work", owner)).given).toBe(false);
  });

  test("a consent is taken however long its press took, also when the flat account might be tried for want of another", async () => {
    await open();
    const broken = { "anthropic:home": new ModelCallError("no", { status: 500 }, false) };
    expect((await turn(broken)).outcome).toBeInstanceOf(ConsentNeeded);
    now += 10_000;
    expect((await house.auth.session("terminal:home").consent(undefined, owner)).given).toBe(true);
    expect((await turn(broken)).asked).toEqual(["anthropic:work"]);
  });

  test("consent can be given in place of a flat account whose secret is not to be had, until it is there again", async () => {
    await open();
    const gone = { "anthropic:home": new ModelpinError("secret_source_failed", "The file is away.") };
    expect((await turn(gone)).outcome).toBeInstanceOf(ConsentNeeded);
    expect((await house.auth.session("terminal:home").consent("work", owner)).given).toBe(true);
    expect((await turn(gone)).asked).toEqual(["anthropic:home", "anthropic:work"]);
    expect((await turn({})).asked).toEqual(["anthropic:home"]);
    expect((await turn(gone)).outcome).toBeInstanceOf(ConsentNeeded);
  });

  test("there is nothing to consent to when that account has answered elsewhere since, whatever the clock did", async () => {
    await open();
    await turn({ "anthropic:home": new ModelpinError("secret_source_failed", "The file is away.") });
    now -= minute;
    expect((await turn({}, {}, "terminal:other")).asked).toEqual(["anthropic:home"]);
    expect((await house.auth.session("terminal:home").consent("work", owner)).given).toBe(false);
  });

  test("there is nothing to consent to after a turn that its own message ended: nobody was asked who pays", async () => {
    const team = { type: "token", provider: "anthropic", token: `sk-ant-oat01-${"t".repeat(80)}` };
    const written = { order: { anthropic: ["anthropic:home", "anthropic:team", "anthropic:work"] } };
    const profiles = { ...smallProfiles, "anthropic:team": team };
    house = await openAuth({ ...smallConfig, auth: written }, profiles, { now: () => now });
    const wrong = new ModelCallError("no", { status: 400 }, false);
    const { asked } = await turn({ "anthropic:home": limited({ "retry-after": "3600" }), "anthropic:team": wrong });
    expect(asked).toEqual(["anthropic:home", "anthropic:team"]);
    expect((await house.auth.session("terminal:home").consent("work", owner)).given).toBe(false);
  });

  test("deny answers with the exact time, and consent is refused", async () => {
    await open({ crossBilling: "deny" });
    const { outcome, asked } = await turn({ "anthropic:home": limited({ "retry-after": "3600" }) });
    expect(asked).toEqual(["anthropic:home"]);
    expect((outcome as { hint?: string }).hint).toContain("Back at 2026-");
    await expect(house.auth.session("terminal:home").consent("work", owner)).rejects.toMatchObject({
      code: "consent_denied",
    });
  });

  test("allow takes it at once and says so once, and says when the flat one is back", async () => {
    await open({ crossBilling: "allow" });
    await turn({});
    const moved = await turn({ "anthropic:home": limited({ "retry-after": "600" }) });
    expect(moved.asked).toEqual(["anthropic:home", "anthropic:work"]);
    expect(moved.notices).toMatchObject([
      { kind: "moved", metered: true, reason: "rate_limit", until: now + 10 * minute },
    ]);
    expect((await turn({})).notices).toEqual([]);
    now += 11 * minute;
    expect((await turn({})).notices).toMatchObject([{ kind: "back", to: { profileId: "anthropic:home" } }]);
  });

  test("a flat account whose secret cannot be read now is out as well", async () => {
    const ref = { type: "token", provider: "anthropic", tokenRef: { source: "env", id: "NOT_SET" } };
    house = await openAuth(
      ordered(),
      { "anthropic:home": ref, "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-work" } },
      { now: () => now },
    );
    const { asked, outcome } = await turn({});
    expect(asked).toEqual([]);
    expect(outcome).toBeInstanceOf(ConsentNeeded);
  });
});

test("a pin to a subscription in the environment does not become a bill when a restart finds only a key there", async () => {
  const both = { ANTHROPIC_OAUTH_TOKEN: "sk-ant-oat01-env", ANTHROPIC_API_KEY: "sk-ant-api03-env" };
  house = await openAuth(smallConfig, smallProfiles, { now: () => now, env: both });
  const pinEnv = (auth: AuthHouse["auth"]) =>
    auth.session("terminal:home").pin({ kind: "choose", profile: "env", soft: false, once: false }, owner);
  await pinEnv(house.auth);
  expect((await turn({})).asked).toEqual(["anthropic:env"]);
  house = { ...house, auth: await house.open({ env: { ANTHROPIC_API_KEY: both.ANTHROPIC_API_KEY } }) };
  // Another model on the kept account is no word about who pays.
  const sonnet = { kind: "choose", model: "sonnet", soft: false, once: false } as const;
  expect((await house.auth.session("terminal:home").pin(sonnet, owner)).credential).toBe("kept");
  const { asked, outcome } = await turn({});
  expect(asked).toEqual([]);
  expect(outcome).toMatchObject({
    code: "no_usable_profile",
    message: expect.stringContaining("The pinned profile is"),
  });
  await pinEnv(house.auth);
  expect((await turn({})).asked).toEqual(["anthropic:env"]);
});

describe("a profile file that nobody can read from the start", () => {
  const broken = '{ "version": 1, "profiles": { "anthropic:home": ';
  async function openBroken(env: Record<string, string>, config: object = smallConfig): Promise<void> {
    house = await openAuth(config, smallProfiles, { now: () => now, env });
    writeFileSync(join(house.stateDir, "agents", "main", "agent", "auth-profiles.json"), broken);
    house = { ...house, auth: await house.open() };
  }
  const key = { ANTHROPIC_API_KEY: "sk-ant-api03-env" };

  test("may hold a flat account: no metered one of a layer behind it takes its place, a fallback's neither", async () => {
    const { defaults } = smallConfig.agents;
    const model = { primary: "opus", fallbacks: ["gpt"] };
    await openBroken(
      { ...key, OPENAI_API_KEY: "sk-env" },
      { ...smallConfig, agents: { defaults: { ...defaults, model } } },
    );
    const { asked, outcome } = await turn({});
    expect(asked).toEqual([]);
    expect(outcome).toMatchObject({
      code: "no_usable_profile",
      message: expect.stringContaining("in place of a flat one"),
    });
    const { current } = await house.auth.session("terminal:home").status(owner);
    expect(current.profile).toBeUndefined();
  });

  test("keeps nobody from a flat account, a pin, a written order, or what the operator allows", async () => {
    await openBroken({ ANTHROPIC_OAUTH_TOKEN: "sk-ant-oat01-env" });
    expect((await turn({})).asked).toEqual(["anthropic:env"]);
    await house.close();
    await openBroken(key);
    await house.auth.session("terminal:home").pin({ kind: "choose", profile: "env", soft: false, once: false }, owner);
    expect((await turn({})).asked).toEqual(["anthropic:env"]);
    await house.close();
    await openBroken(key, { ...smallConfig, auth: { order: { anthropic: ["anthropic:env"] } } });
    expect((await turn({})).asked).toEqual(["anthropic:env"]);
    await house.close();
    await openBroken(key, { ...smallConfig, auth: { crossBilling: "allow" } });
    expect((await turn({})).asked).toEqual(["anthropic:env"]);
  });

  test("an id that a written order names is out with it, and a metered one behind it asks", async () => {
    await openBroken(key, { ...smallConfig, auth: { order: { anthropic: ["anthropic:home", "anthropic:env"] } } });
    expect((await turn({})).outcome).toBeInstanceOf(ConsentNeeded);
    expect((await house.auth.session("terminal:home").consent("env", owner)).given).toBe(true);
    expect((await turn({})).asked).toEqual(["anthropic:env"]);
  });
});

describe("a turn", () => {
  test("waits once, at most 15 s, when the soonest is back by then", async () => {
    await open();
    const { asked, waits, outcome } = await turn({ "anthropic:home": limited({ "retry-after": "10" }) });
    expect(waits).toEqual([10_000]);
    expect(asked).toEqual(["anthropic:home", "anthropic:home"]);
    expect(outcome).toBeInstanceOf(Error);
  });

  test("tries the one that it waited for, and nobody else a second time", async () => {
    const team = { type: "token", provider: "anthropic", token: `sk-ant-oat01-${"t".repeat(80)}` };
    const written = { order: { anthropic: ["anthropic:home", "anthropic:team"] } };
    house = await openAuth(
      { ...smallConfig, auth: written },
      { ...smallProfiles, "anthropic:team": team },
      { now: () => now },
    );
    const broken = new ModelCallError("no", { status: 500 }, false);
    const { asked, waits } = await turn({ "anthropic:home": broken, "anthropic:team": broken });
    expect(waits).toEqual([5000]);
    expect(asked).toEqual(["anthropic:home", "anthropic:team", "anthropic:home"]);
  });

  test("asks nobody any more after the attempts and the time that auth.attempts allow", async () => {
    await open({ crossBilling: "allow", attempts: { max: 1, beforeTextMs: 60_000 } });
    expect((await turn({ "anthropic:home": limited() })).asked).toEqual(["anthropic:home"]);
  });

  test("asks nobody else once text was shown", async () => {
    await open({ crossBilling: "allow" });
    const cut = new ModelCallError("cut", { status: 200, errno: "ECONNRESET" }, true);
    expect((await turn({ "anthropic:home": cut })).asked).toEqual(["anthropic:home"]);
  });

  test("keeps the allowances of each answer under the account that gave it", async () => {
    await open({ crossBilling: "allow" });
    const limits = (remaining: string) => ({
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": remaining,
    });
    await turn({ "anthropic:home": { limits: limits("49") } });
    await turn({
      "anthropic:home": limited({ ...limits("0"), "retry-after": "60" }),
      "anthropic:work": { limits: limits("7") },
    });
    const { providers } = await house.auth.session("terminal:home").status(owner);
    const left = providers.flatMap(({ candidates }) =>
      candidates.map(({ profile, limits: found }) => [
        profile.kind === "named" && profile.id,
        found?.requests?.remaining,
      ]),
    );
    expect(left).toEqual([
      ["anthropic:home", 0],
      ["anthropic:work", 7],
    ]);
  });

  test("shows no allowance that has filled again since", async () => {
    await open();
    const reset = new Date(now + minute).toISOString();
    const limits = { "anthropic-ratelimit-requests-remaining": "7", "anthropic-ratelimit-requests-reset": reset };
    await turn({ "anthropic:home": { limits } });
    const shown = async () => (await house.auth.session("terminal:home").status(owner)).current.candidate?.limits;
    expect(await shown()).toMatchObject({ requests: { remaining: 7, resetAt: now + minute } });
    now += minute;
    expect(await shown()).toBeUndefined();
  });

  test("what a move cost is what the new account read past its cache", async () => {
    await open({ crossBilling: "allow" });
    await turn({});
    const answer = { usage: { inputTokens: 5000, cachedInputTokens: 200 } };
    await turn({ "anthropic:home": limited({ "retry-after": "60" }), "anthropic:work": answer });
    const { status, taken, rule } = await house.auth.session("terminal:home").why(owner);
    expect(status.lastRoute).toMatchObject({
      movedFrom: { id: "anthropic:home" },
      tokens: { inputTokens: 5000, cachedInputTokens: 200 },
      answeredBy: { profile: { id: "anthropic:work" } },
    });
    expect([taken, rule]).toEqual([{ kind: "named", id: "anthropic:work" }, "next_in_order"]);
  });

  test("without a model says which agent has none, and what an operator types", async () => {
    house = await openAuth({ agents: { list: [{ id: "main" }, { id: "research", default: true }] } }, {});
    const said = async (agentId: string) =>
      house.auth
        .session("terminal:home", { agentId })
        .run(async () => undefined, { person: owner.person })
        .catch(({ message, hint }) => ({ message, hint }));
    const set = "Choose one with /model list, or an operator sets a default: modelpin models set <provider/model>";
    expect(await said("research")).toEqual({ message: "No model is set for the agent research.", hint: set });
    expect(await said("main")).toEqual({ message: "No model is set for the agent main.", hint: `${set} --agent main` });
  });

  test.each([{ order: ["anthropic:gone"] }, { order: [] }])(
    "whose order yields no profile says so, however many others are stored: $order",
    async (written) => {
      house = await openAuth({ ...smallConfig, auth: { order: { anthropic: written.order } } });
      expect((await turn({})).outcome).toMatchObject({
        code: "no_usable_profile",
        message: "The order of anthropic (agent main) names no profile that can be used.",
        hint: "An operator sets another one: modelpin models auth order set --provider anthropic <id>",
      });
    },
  );

  test("without any credential says so, for whom, and how to add one, without a file's name", async () => {
    house = await openAuth(ordered(), {}, { now: () => now });
    const { outcome } = await turn({});
    expect(outcome).toMatchObject({
      message: "No credentials found for anthropic (agent main).",
      hint: expect.stringMatching(/paste-api-key --provider anthropic.*paste-token --provider anthropic/),
    });
    expect(JSON.stringify([String(outcome), (outcome as { hint?: string }).hint])).not.toMatch(
      /auth-profiles|anthropic:/,
    );
  });

  test.each([401, 402])(
    "that is refused (HTTP %i) while somebody replaces the credential goes on with the new one, which is not blamed",
    async (status) => {
      await open();
      const file = join(house.stateDir, "agents", "main", "agent", "auth-profiles.json");
      const sent: string[] = [];
      await house.auth.session("terminal:home").run(
        async ({ credential }) => {
          sent.push(credential.secret.reveal().slice(-3));
          if (sent.length > 1) return {};
          const profiles = { ...smallProfiles, "anthropic:home": { ...smallProfiles["anthropic:home"], token: "new" } };
          writeFileSync(file, JSON.stringify({ version: 1, profiles }));
          throw new ModelCallError("no", { status }, false);
        },
        { person: terminalPerson },
      );
      expect(sent).toEqual(["hhh", "new"]);
      await house.auth.usages.settled();
      const usage = await house.auth.usages.read("main", "anthropic");
      expect(usageOf(usage, "anthropic:home")?.windows).toEqual({});
    },
  );

  test("is booked at the moment it happened, not when the disk had time for it", async () => {
    await open({ crossBilling: "allow" });
    const began = now;
    await turn({ "anthropic:home": limited() });
    now += 5000;
    await house.auth.usages.settled();
    const usage = await house.auth.usages.read("main", "anthropic");
    expect(usageOf(usage, "anthropic:home")?.windows["claude-opus-4-5"]?.since).toBe(began);
    expect(usageOf(usage, "anthropic:work")?.lastGood).toBe(began);
  });

  test("tells the operator of an answer that no line of the table knows, by its codes alone", async () => {
    const warnings: unknown[] = [];
    await open({ crossBilling: "deny" }, { onWarning: (error) => warnings.push(error) });
    const body = { error: { type: "teapot_error", message: "short and stout, sk-ant-api03-secret" } };
    await turn({ "anthropic:home": new ModelCallError("no", { status: 418, body }, false) });
    expect(String(warnings[0])).toMatch(/Unclassified: anthropic .*418.*: teapot_error/);
    expect(String(warnings)).not.toMatch(/stout|sk-ant/);
  });

  test("a failure is never a choice: the stored pin is the same bytes before and after", async () => {
    await open({ crossBilling: "allow" });
    await house.auth.session("terminal:home").pin({ kind: "choose", model: "opus", soft: true, once: false }, owner);
    const before = JSON.stringify(await house.auth.pins.readBack("terminal:home"));
    await turn({ "anthropic:home": limited() });
    await turn({ "anthropic:work": limited() });
    expect(JSON.stringify(await house.auth.pins.readBack("terminal:home"))).toBe(before);
  });
});
