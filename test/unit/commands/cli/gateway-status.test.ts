import { createServer } from "node:net";
import { join } from "node:path";
import type { GatewayBeside } from "../../../../commands/cli/gateway/compare-gateway.js";
import { createEnvironment } from "../../../../src/config/environment.js";
import { digestsOf, variablesSeen } from "../../../../src/config/variables-seen.js";
import { afterFailure } from "../../../../src/domain/cooldown.js";
import type { GatewayStatus } from "../../../../src/gateway/answers.js";
import { openSocket } from "../../../../src/gateway/socket.js";
import type { RestSeen } from "../../../../src/gateway/usage-seen.js";
import { noon, openStage, type Stage } from "./stage.js";

const open: { close?(): Promise<void>; remove?(): void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await (one.close?.() ?? one.remove?.());
});
const stageOf = (): Stage => {
  const stage = openStage({ config: {} });
  open.push(stage);
  return stage;
};
/** A gateway whose environment is this. */
async function run(
  stage: Stage,
  variables: Record<string, string>,
  { troubles = [], ...usage }: Partial<Pick<GatewayStatus, "troubles" | "usage" | "stateDir">> = {},
): Promise<void> {
  const environment = createEnvironment([{ source: "process", variables }]);
  const seen = variablesSeen(environment);
  const status = (): GatewayStatus => ({
    pid: 4711,
    startedAt: noon - 60_000,
    configPath: stage.configFile,
    channels: ["telegram @bot", "terminal"],
    awaited: ["discord"],
    troubles,
    variables: seen,
    values: digestsOf(environment, seen, "a salt"),
    stateDir: stage.dir,
    usage: { at: noon, agents: ["main"], rests: [], unwritten: [] },
    ...usage,
  });
  open.push(await openSocket({ stateDir: stage.dir, answers: { status } }));
}
const rest: RestSeen = {
  agentId: "main",
  provider: "anthropic",
  profileId: "anthropic:work",
  model: "claude-opus-4-5",
  state: "cooldown",
  reason: "rate_limit",
  until: noon + 40 * 60_000,
};
/** The database knows that a profile is limited for so many minutes. */
async function limit(stage: Stage, profileId: string, minutes: number): Promise<void> {
  const { openModelAuth } = await import("../../../../src/auth/open.js");
  const auth = await openModelAuth({ stateDir: stage.dir, env: {}, now: () => noon });
  const about = { profileId, model: "claude-opus-4-5", now: noon };
  const failure = { class: "rate_limit", retryAt: noon + minutes * 60_000 } as const;
  await auth.usages.change("main", "anthropic", (usage) => afterFailure(usage, { ...about, failure }));
  await auth.close();
}

test("where no gateway runs it is said at once, with the command that starts one", async () => {
  const stage = stageOf();
  expect(await stage.see("gateway status")).toBe("No gateway runs on ~.\n! Start it: modelpin gateway\n= 1");
  const { json, exit } = await stage.run("gateway status --json");
  expect([json, exit]).toEqual([{ running: false, stateDir: "~" }, 1]);
});

test("the running one says since when, on what, and with which variables; what differs from here is named", async () => {
  const stage = stageOf();
  await run(stage, { OPENAI_API_KEY: "sk-not-to-be-seen", ANTHROPIC_API_KEY_2: "x" });
  const env = { GROQ_API_KEY: "y", OPENAI_API_KEY: "sk-not-to-be-seen" };
  expect(await stage.see("gateway status", { env })).toBe(`Gateway    runs as process 4711 since 2027-01-15 11:59 UTC
Config     ~/config.json
Channels   telegram @bot, terminal
Awaited    discord (cannot be reached just now; tried again)
Variables  ANTHROPIC_API_KEY_2 (process), OPENAI_API_KEY (process)
Rests      none
Not here   ANTHROPIC_API_KEY_2: set for the gateway, not in this shell
Not there  GROQ_API_KEY: set here, not for the gateway; write it to .env or restart it
= 0`);
  expect((await stage.run("gateway status --json", { env })).json).toMatchObject({
    running: true,
    pid: 4711,
    onlyThere: ["ANTHROPIC_API_KEY_2"],
    onlyHere: ["GROQ_API_KEY"],
  });
});

test("a channel that is lost is shown with the reason, in each view of the gateway, and found by the doctor", async () => {
  const stage = stageOf();
  const lost = { channel: "telegram", why: "Telegram does not know this bot token. Copy it." };
  await run(stage, {}, { troubles: [lost] });
  expect((await stage.run("gateway status")).out).toContain(
    "\nTrouble    telegram: Telegram does not know this bot token. Copy it.\n",
  );
  expect((await stage.run("gateway status --json")).json).toMatchObject({ troubles: [lost] });
  expect((await stage.run("models status")).out).toContain(
    "\nTrouble          telegram: Telegram does not know this bot token. Copy it.\n",
  );
  expect((await stage.run("doctor")).out).toContain(
    `warning  gateway: The gateway (process 4711) hears nothing on telegram.
         Telegram does not know this bot token. Copy it.
         → modelpin doctor --online\n`,
  );
});

test("a gateway of an earlier version, which says less, is shown with what it says", async () => {
  const stage = stageOf();
  const status = () => ({
    pid: 4711,
    startedAt: noon,
    configPath: stage.configFile,
    channels: [],
    awaited: [],
    variables: [],
  });
  open.push(await openSocket({ stateDir: stage.dir, answers: { status } }));
  expect((await stage.run("gateway status --json")).json).toMatchObject({
    ...{ running: true, troubles: [], otherValues: [], usage: null, usageDiffers: [] },
    usageProblem: "not told: the gateway is of an earlier version; restart it",
  });
  expect(await stage.see("gateway status")).toBe(`Gateway    runs as process 4711 since 2027-01-15 12:00 UTC
Config     ~/config.json
Channels   none
Variables  none
Its usage  not told: the gateway is of an earlier version; restart it
= 0`);
});

test("the doctor compares the two environments", async () => {
  const stage = stageOf();
  await run(stage, { OPENAI_API_KEY: "sk-not-to-be-seen" });
  const { out } = await stage.run("doctor");
  expect(out).toContain("OPENAI_API_KEY is set for the gateway (process 4711, process) and not here.");
  expect(out).not.toContain("not-to-be-seen");
});

test("a bot's token that only the gateway has is no error here", async () => {
  const stage = stageOf();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as people write it
  const config = { channels: { telegram: { botToken: "${MY_BOT}" } }, access: { chat: ["*"] } };
  stage.write(stage.configFile, config);
  expect((await stage.run("doctor")).out).toContain("error    tokens: channels.telegram.botToken");
  const environment = createEnvironment([{ source: "process", variables: { MY_BOT: "not-to-be-seen" } }]);
  const status = () => ({ pid: 4711, variables: variablesSeen(environment, config) });
  open.push(await openSocket({ stateDir: stage.dir, answers: { status } }));
  const { out } = await stage.run("doctor");
  expect(out).not.toContain("tokens:");
  expect(out).toContain("MY_BOT is set for the gateway (process 4711, process) and not here.");
});

test("one that hangs is told within a second or so, by the doctor as well, whom it keeps from nothing", async () => {
  const stage = stageOf();
  const server = createServer((socket) => open.push({ remove: () => socket.destroy() }));
  await new Promise<void>((resolve) => server.listen(join(stage.dir, "gateway.sock"), resolve));
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  const seen = await stage.see("gateway status");
  expect(seen).toContain("! A gateway runs on ~ but does not answer.");
  expect(seen).toMatch(/= 1$/);
  const { out } = await stage.run("doctor");
  expect(out).toContain("warning  gateway: A gateway runs on ~ but does not answer.\n");
  expect(out).toContain("→ It may be busy or stopped; look at its log, or restart it.\n");
  expect(out).toContain("In order: clock, ");
});

test("models status shows the gateway's own view beside this command line's, and where they differ", async () => {
  const stage = stageOf();
  await run(stage, { ANTHROPIC_API_KEY_2: "x" });
  const shown = await stage.see("models status", { env: { GROQ_API_KEY: "y" } });
  expect(shown).toContain("Gateway          runs as process 4711 since 2027-01-15 11:59 UTC");
  expect(shown).toContain("Not here         ANTHROPIC_API_KEY_2: set for the gateway, not in this shell");
  expect(shown).toContain(
    "Not there        GROQ_API_KEY: set here, not for the gateway; write it to .env or restart it",
  );
});

test("what rests for the gateway is told, beside models status in short; the same there and here is no difference", async () => {
  const stage = stageOf();
  await limit(stage, "anthropic:work", 40);
  const disabled = { ...rest, profileId: "anthropic:home", model: null, state: "disabled", reason: "billing" } as const;
  await run(stage, {}, { usage: { at: noon, agents: ["main"], rests: [rest], unwritten: [] } });
  expect(await stage.see("gateway status")).toContain(`
Rests      anthropic:work · claude-opus-4-5 · cooldown (rate_limit), back in 40 min
= 0`);
  expect((await stage.run("models status")).out).toContain("\nIts usage        1 at rest, as here\n");
  expect((await stage.run("gateway status --json")).json).toMatchObject({
    usage: { at: noon, agents: ["main"], rests: [rest], unwritten: [] },
    ...{ usageDiffers: [], usageProblem: null },
  });

  const other = stageOf();
  const usage = { at: noon, agents: ["main", "research"], rests: [disabled], unwritten: [] };
  other.write(other.configFile, { agents: { list: [{ id: "main" }, { id: "research" }] } });
  await run(other, {}, { usage });
  expect(await other.see("gateway status")).toContain(`
Rests      main · anthropic:home · all models · disabled (billing), back in 40 min
`);
});

test("where the two know something else of the accounts, each difference is one line with its reason", async () => {
  const stage = stageOf();
  await limit(stage, "anthropic:home", 5);
  const unwritten = [{ agentId: "main", provider: "anthropic", why: "The disk is full." }];
  await run(stage, {}, { usage: { at: noon, agents: ["main"], rests: [rest], unwritten } });
  const why = "the gateway could not write it down: The disk is full.";
  const there = `anthropic:work · claude-opus-4-5: cooldown (rate_limit), back in 40 min for the gateway, does not rest here; ${why}`;
  const here = `anthropic:home · claude-opus-4-5: does not rest for the gateway, cooldown (rate_limit), back in 5 min here; ${why}`;
  expect(await stage.see("gateway status")).toContain(`\nDiffers    ${there}\nDiffers    ${here}\n= 0`);
  const { out, exit } = await stage.run("models status --check");
  expect(exit).toBe(0);
  expect(out).toContain(`
Its usage        1 at rest
Differs          ${there}
Differs          ${here}
`);
  for (const line of ["gateway status", "models status"]) {
    const { json } = await stage.run(`${line} --json`);
    const { gateway = json } = json as { gateway?: unknown };
    const { usageDiffers } = gateway as GatewayBeside;
    expect(usageDiffers).toMatchObject([
      { profileId: "anthropic:work", model: "claude-opus-4-5", there: { reason: "rate_limit" }, here: null, why },
      { profileId: "anthropic:home", there: null, here: { state: "cooldown", until: noon + 5 * 60_000 }, why },
    ]);
  }
});

test("a view that cannot be had is not taken for an empty one: why it cannot is said", async () => {
  const stage = stageOf();
  await run(stage, {}, { usage: { problem: "No." } });
  expect((await stage.run("gateway status")).out).toContain("\nIts usage  the gateway cannot read it: No.\n");
  const broken = stageOf();
  await run(broken, {}, { usage: { at: noon, agents: ["main"], rests: [rest], unwritten: [] } });
  broken.write(broken.configFile, "{ not json");
  const { out, exit } = await broken.run("gateway status");
  expect(exit).toBe(0);
  expect(out).toContain("\nRests      anthropic:work");
  expect(out).toMatch(/\nIts usage {2}cannot be compared: ~\/config.json:/);
});

test("a variable that has another value there is named with what mends it, and the value is nowhere", async () => {
  const stage = stageOf();
  const canary = "sk-canary-of-the-gateway";
  await run(stage, { OPENAI_API_KEY: canary, GROQ_API_KEY: "same" });
  stage.write(`${stage.dir}/.env`, "OPENAI_API_KEY=sk-canary-of-here\nGROQ_API_KEY=same");
  const differs = "OPENAI_API_KEY: another value for the gateway (process) than here (state .env); restart it";
  expect((await stage.run("gateway status")).out).toContain(`\nDiffers    ${differs}\n`);
  expect((await stage.run("models status")).out).toContain(`\nDiffers          ${differs}\n`);
  for (const line of ["gateway status --json", "models status --json", "models status --check", "doctor"]) {
    const { out, err } = await stage.run(line);
    expect(out + err).not.toMatch(/canary|salt|digest/);
  }
  expect((await stage.run("gateway status --json")).json).toMatchObject({
    otherValues: [{ name: "OPENAI_API_KEY", there: "process", here: "state .env" }],
  });
});
