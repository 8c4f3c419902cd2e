import { openModelAuth } from "../../../../src/auth/open.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { gatewayAnswers } from "../../../../src/gateway/answers.js";
import { openSocket } from "../../../../src/gateway/socket.js";
import { ModelCallError } from "../../../../src/models/model-call.js";
import { smallConfig, smallProfiles } from "../../../fixtures/auth-house.js";
import { noon, openStage, type Stage } from "./stage.js";

let stage: Stage;
const config = {
  ...smallConfig,
  auth: { crossBilling: "allow", order: { anthropic: ["anthropic:home", "anthropic:work"] } },
};
beforeEach(() => {
  stage = openStage({ config, profiles: smallProfiles });
});
afterEach(() => stage.remove());

/** A turn whose first account reaches a limit; afterwards the gateway's resolver is still open. */
async function limitedTurn() {
  const auth = await openModelAuth({ config: stage.configFile, stateDir: stage.dir, env: {}, now: () => noon });
  const session = auth.session("terminal:home");
  await session.run(
    async ({ profileId }) => {
      const answer = { status: 429, headers: { "retry-after": "3600" } };
      if (profileId === "anthropic:home") throw new ModelCallError("no", answer, false);
      return { usage: { inputTokens: 900, cachedInputTokens: 0 } };
    },
    { person: terminalPerson },
  );
  await auth.usages.settled();
  return auth;
}

describe("models explain", () => {
  test.each([
    ["telgram:42", true],
    ["discord:#general", true],
    ["telegram:-1001234:17", false],
    ["discord:123456789012345678", false],
    ["terminal:home", false],
  ])("a conversation that no channel can have is explained and said to be none: %s, %s", async (session, isOdd) => {
    const { err } = await stage.run(["models", "explain", session]);
    const note = `No channel has a conversation ${session}; they are discord:<channel>, telegram:<chat>, telegram:<chat>:<topic> and terminal:<name>.`;
    expect(err.includes(note)).toBe(isOdd);
  });

  test("without a gateway decides with an empty memory, and says so", async () => {
    const { out, err, exit } = await stage.run("models explain terminal:home");
    expect(exit).toBe(0);
    expect(out).toMatch(
      /Taken: anthropic:home with anthropic\/claude-opus-4-5 · it is the first of the order · config order/,
    );
    expect(err).toMatch(/No gateway runs, so decided here with an empty memory/);
  });

  test("--cooling and --at say what would be, and write nothing", async () => {
    const auth = await limitedTurn();
    await auth.close();
    const now = await stage.run("models explain terminal:home --json");
    expect(now.json).toMatchObject({
      session: "terminal:home",
      agentId: "main",
      model: "anthropic/claude-opus-4-5",
      source: "config_order",
      choice: { profileId: "anthropic:work", model: "anthropic/claude-opus-4-5" },
      rule: "next_in_order",
      trace: [
        { profileId: "anthropic:home", state: "cooldown", reason: "rate_limit", until: noon + 3_600_000, next: false },
        { profileId: "anthropic:work", state: "ready", next: true, consent: "given" },
      ],
      decidedBy: "here",
    });
    const later = await stage.run("models explain terminal:home --at +2h --json");
    expect(later.json).toMatchObject({ choice: { profileId: "anthropic:home" }, at: noon + 7_200_000 });
    const cooling = await stage.run("models explain terminal:home --at +2h --cooling anthropic:home --json");
    expect(cooling.json).toMatchObject({ choice: { profileId: "anthropic:work" } });
    const both = await stage.run("models explain terminal:home --cooling anthropic:home,anthropic:work");
    expect(both.out).toMatch(/Taken: none/);
    expect((await stage.run("models explain terminal:home --json")).json).toEqual(now.json);
  });

  test("a profile that does not exist is named with its nearest", async () => {
    const { err, exit } = await stage.run("models explain terminal:home --cooling anthropic:hom");
    expect(exit).toBe(1);
    expect(err).toMatch(/no profile "anthropic:hom"[\s\S]*Did you mean anthropic:home/);
  });

  test("the agent is the one that bindings name for the next turn, not the one that answered when somebody pinned", async () => {
    const auth = await openModelAuth({ config: stage.configFile, stateDir: stage.dir, env: {}, now: () => noon });
    const owner = { person: terminalPerson, seenByCallerAlone: true };
    await auth.session("telegram:-77:5").pin({ kind: "choose", model: "sonnet", once: false, soft: false }, owner);
    await auth.close();
    const list = [{ id: "main" }, { id: "research", model: "openai/gpt-5.2" }];
    const group = { channel: "telegram", peer: { kind: "group", id: "-77" } };
    const dm = { channel: "telegram", peer: { kind: "dm", id: "42" } };
    const bindings = [group, dm, { channel: "discord" }].map((match) => ({ agentId: "research", match }));
    stage.write(stage.configFile, { ...config, agents: { ...config.agents, list }, bindings });
    const explained = async (session: string) => {
      const { json } = await stage.run(`models explain ${session} --json`);
      const { agentId, model } = json as { agentId: string; model: string };
      return [agentId, model];
    };
    expect(await explained("telegram:-77:5")).toEqual(["research", "anthropic/claude-sonnet-4-5"]);
    expect(await explained("telegram:-77")).toEqual(["research", "openai/gpt-5.2"]);
    expect(await explained("telegram:42")).toEqual(["research", "openai/gpt-5.2"]);
    expect(await explained("telegram:43")).toEqual(["main", "anthropic/claude-opus-4-5"]);
    expect(await explained("discord:9")).toEqual(["research", "openai/gpt-5.2"]);
  });

  test("accounts that are not for everybody: a DM is decided for its person, a room nobody wrote in for the owner, said so", async () => {
    const mine = (mode: string, person: string) => ({ provider: "anthropic", mode, use: [person] });
    const order = { anthropic: ["anthropic:work", "anthropic:home"] };
    const named = { "anthropic:work": mine("api_key", "telegram:11"), "anthropic:home": mine("token", "telegram:12") };
    const access = { switch: ["telegram:11", "telegram:12"] };
    stage.write(stage.configFile, { ...smallConfig, access, auth: { order, profiles: named } });
    const asOwner = /who may use every account/;
    const dm = await stage.run("models explain telegram:12");
    expect(dm.out).toContain("Taken: anthropic:home");
    expect(dm.err).not.toMatch(asOwner);
    const room = await stage.run("models explain telegram:-1001234");
    expect(room.out).toContain("Taken: anthropic:work");
    expect(room.err).toMatch(asOwner);
    expect((await stage.run("models explain terminal:home")).err).not.toMatch(asOwner);
  });

  test("of a Discord conversation that was not heard it says what a key cannot tell", async () => {
    const { err } = await stage.run("models explain discord:9");
    expect(err).toMatch(/If this is a thread .* its channel's applies: modelpin models explain discord:<channel>/);
    expect((await stage.run("models explain telegram:-9")).err).not.toMatch(/thread/);
  });

  test("a running gateway answers, with what it remembers of the last turn", async () => {
    const auth = await limitedTurn();
    const answers = gatewayAnswers(auth, () => ({ channels: [], awaited: [], troubles: [], startedAt: noon }));
    const socket = await openSocket({ stateDir: stage.dir, answers });
    try {
      const { json, out, err } = await stage.run("models explain terminal:home --json");
      expect(json).toMatchObject({
        decidedBy: "gateway",
        last: {
          asked: "anthropic/claude-opus-4-5",
          tried: [{ profileId: "anthropic:home", outcome: "rate_limit" }],
          answeredBy: { profileId: "anthropic:work" },
        },
      });
      expect(out).not.toMatch(/sk-ant/);
      expect(err).toMatch(/running gateway/);
    } finally {
      await socket.close();
      await auth.close();
    }
  });
});

describe("models auth cooldown", () => {
  test("list shows what rests, why and until when; clear lifts it, also in a process that runs", async () => {
    const auth = await limitedTurn();
    const listed = await stage.run("models auth cooldown list --json");
    expect(listed.json).toEqual([
      { profileId: "anthropic:home", model: "claude-opus-4-5", class: "rate_limit", until: noon + 3_600_000 },
    ]);
    expect(await stage.see("models auth cooldown list")).toMatch(
      /anthropic:home · claude-opus-4-5 · limit reached .*(?:in 60 min|in 1 h)\nLift one: modelpin models auth cooldown clear <profile>\n/,
    );
    const cleared = await stage.run("models auth cooldown clear anthropic:home");
    expect(cleared.out).toMatch(/anthropic:home may be used again: claude-opus-4-5/);
    expect((await stage.run("models auth cooldown list")).out).toBe("Nothing is cooling down.\n");
    await auth.close();
    const again = await openModelAuth({ config: stage.configFile, stateDir: stage.dir, env: {}, now: () => noon });
    expect((await again.explain({ session: "terminal:home" })).choice?.profileId).toBe("anthropic:home");
    await again.close();
  });

  test("clear of a profile that nobody knows names the nearest", async () => {
    const { err, exit } = await stage.run("models auth cooldown clear anthropic:wrok");
    expect([exit, err]).toEqual([1, expect.stringMatching(/Did you mean anthropic:work/)]);
  });
});
