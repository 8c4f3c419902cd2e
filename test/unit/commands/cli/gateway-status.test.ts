import { createServer } from "node:net";
import { join } from "node:path";
import { createEnvironment } from "../../../../src/config/environment.js";
import { variablesSeen } from "../../../../src/config/variables-seen.js";
import { openSocket } from "../../../../src/gateway/socket.js";
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
  troubles: readonly { channel: string; why: string }[] = [],
): Promise<void> {
  const environment = createEnvironment([{ source: "state .env", variables }]);
  const status = () => ({
    pid: 4711,
    startedAt: noon - 60_000,
    configPath: stage.configFile,
    channels: ["telegram @bot", "terminal"],
    awaited: ["discord"],
    troubles,
    variables: variablesSeen(environment),
  });
  open.push(await openSocket({ stateDir: stage.dir, answers: { status } }));
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
  const env = { OPENAI_API_KEY: "other", GROQ_API_KEY: "y" };
  expect(await stage.see("gateway status", { env })).toBe(`Gateway    runs as process 4711 since 2027-01-15 11:59 UTC
Config     ~/config.json
Channels   telegram @bot, terminal
Awaited    discord (cannot be reached just now; tried again)
Variables  ANTHROPIC_API_KEY_2 (state .env), OPENAI_API_KEY (state .env)
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
  await run(stage, {}, [lost]);
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
  expect((await stage.run("gateway status --json")).json).toMatchObject({ running: true, troubles: [] });
});

test("the doctor compares the two environments", async () => {
  const stage = stageOf();
  await run(stage, { OPENAI_API_KEY: "sk-not-to-be-seen" });
  const { out } = await stage.run("doctor");
  expect(out).toContain("OPENAI_API_KEY is set for the gateway (process 4711, state .env) and not here.");
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

test("one that hangs is told within a second or so, and keeps the doctor from nothing", async () => {
  const stage = stageOf();
  const server = createServer((socket) => open.push({ remove: () => socket.destroy() }));
  await new Promise<void>((resolve) => server.listen(join(stage.dir, "gateway.sock"), resolve));
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  const seen = await stage.see("gateway status");
  expect(seen).toContain("! A gateway runs on ~ but does not answer.");
  expect(seen).toMatch(/= 1$/);
  expect((await stage.run("doctor")).out).toContain("Not looked at: gateway");
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
