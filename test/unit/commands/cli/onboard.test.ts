import { chmodSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openModelAuth } from "../../../../src/auth/open.js";
import { afterFailure } from "../../../../src/domain/cooldown.js";
import { inTerminal, whyNoTerminal } from "./pty.js";
import { digest, noon, type Stage, stagesPerTest } from "./stage.js";

const open = stagesPerTest();

const key = "sk-ant-api03-not-to-be-seen";
const botToken = "123456789:AAnot-to-be-seen-not-to-be-seen-12";
const full =
  "onboard --non-interactive --stdin --key anthropic=A --telegram T --model opus --alias opus=anthropic/claude-opus-4-5 --switch telegram:42";
const stdin = `A=${key}\nT=${botToken}\n`;
/** A short answer as Anthropic streams it. */
const answer = [
  {
    type: "message_start",
    message: {
      id: "m",
      type: "message",
      role: "assistant",
      model: "x",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "ok" } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 1 } },
  { type: "message_stop" },
]
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join("");
const files = (stage: Stage): string[] =>
  readdirSync(stage.dir, { recursive: true, encoding: "utf8" }).filter((name) => !name.includes("lmdb"));

test("a setup token that was cut off is said to be short in the plan", async () => {
  const { out } = await open().run("onboard --non-interactive --stdin --token anthropic=A --dry-run", {
    stdin: "A=sk-ant-oat01-canary\n",
  });
  expect(out).toContain(
    "  store anthropic:manual (token); unproven until its first answer. Such a token has at least 80 characters, this one 19. If it is refused, copy it again, to its end.\n",
  );
});

test("a channel that was switched off answers again when somebody sets it up", async () => {
  const stage = open({ config: `{ "channels": { "telegram": { "botToken": "\${T}", "enabled": false } } }` });
  expect(await stage.see("onboard --non-interactive --stdin --telegram T --dry-run", { stdin })).toContain(
    "  switch telegram on\n",
  );
  await stage.run("onboard --non-interactive --stdin --telegram T", { stdin });
  expect(stage.config()).toMatchObject({ channels: { telegram: { enabled: true } } });
});

test("one command line sets everything up: secrets come from standard input, and the plan is what is done", async () => {
  const stage = open();
  expect(await stage.see(full, { stdin })).toBe(
    `The plan, for the agent main in ~/config.json:
  store anthropic:default (API key); unproven until its first answer
  store TELEGRAM_BOT_TOKEN in .env of the state directory
  opus means anthropic/claude-opus-4-5
  answer with opus
  name anthropic:default in the configuration
  answer on telegram with the token of \${TELEGRAM_BOT_TOKEN}
  telegram:42 may switch

Done.

Ask each account once:  modelpin models status --probe
Start:                  modelpin gateway
Or only in a terminal:  modelpin chat
= 0`,
  );
  expect(stage.config()).toEqual({
    agents: { defaults: { models: { "anthropic/claude-opus-4-5": { alias: "opus" } }, model: "opus" } },
    auth: { profiles: { "anthropic:default": { provider: "anthropic", mode: "api_key" } } },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as people write it
    channels: { telegram: { botToken: "${TELEGRAM_BOT_TOKEN}" } },
    access: { switch: ["telegram:42"] },
  });
  expect(stage.read(join(stage.dir, ".env"))).toBe(`TELEGRAM_BOT_TOKEN=${botToken}\n`);
  expect(JSON.parse(stage.read(stage.profilesFile())).profiles).toEqual({
    "anthropic:default": { type: "api_key", provider: "anthropic", key },
  });
  for (const name of [".env", "config.json"]) expect(lstatSync(join(stage.dir, name)).mode & 0o777).toBe(0o600);
  expect((await stage.run("models status --check")).exit).toBe(0);
});

test("a new profile is shown as unproven until its first success", async () => {
  const stage = open();
  await stage.run(full, { stdin });
  expect((await stage.run("models status")).out).toMatch(/anthropic:default.*(unproven|no answer yet|not yet)/i);
});

test("no secret is on the screen or in the configuration, whatever is asked for", async () => {
  const stage = open();
  for (const more of [" --dry-run", " --json", "", " --json --dry-run"]) {
    const { out, err } = await stage.run(full + more, { stdin });
    expect(out + err).not.toContain("not-to-be-seen");
  }
  expect(stage.read(stage.configFile)).not.toContain("not-to-be-seen");
});

test("the same again changes nothing, says so, and looks all the same whether all is well", async () => {
  const stage = open();
  await stage.run(full, { stdin });
  const before = digest(stage.dir);
  const nothing = `There is nothing to do: all that was said is set up already.

Ask each account once:  modelpin models status --probe
Start:                  modelpin gateway
Or only in a terminal:  modelpin chat
= 0`;
  expect(await stage.see(full, { stdin })).toBe(nothing);
  expect((await stage.run(`${full} --json`, { stdin })).json).toMatchObject({
    applied: false,
    steps: [],
    findings: [],
  });
  expect(digest(stage.dir)).toBe(before);
  chmodSync(stage.profilesFile(), 0o644);
  const { exit, out } = await stage.run(full, { stdin });
  expect([exit, out]).toEqual([1, expect.stringContaining("is open to other users of this machine")]);
});

test("another key in the place of one that failed is unproven and used at once; the same key again is not another", async () => {
  const stage = open();
  await stage.run(full, { stdin });
  const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon });
  const failed = { profileId: "anthropic:default", model: "x", failure: { class: "billing" as const }, now: noon };
  await auth.usages.change("main", "anthropic", (usage) => afterFailure(usage, failed));
  await auth.close();
  const candidate = async () => (await stage.run("models status")).out.match(/ {2}1\. .*/)?.[0];
  await stage.run(full, { stdin });
  expect(await candidate()).toContain("disabled");
  await stage.run(full, { stdin: stdin.replace(key, `${key}-2`) });
  expect(await candidate()).toBe("  1. anthropic:default · api_key · ready · next, unproven");
});

test("--non-interactive without a single answer is told what an answer is, and is no success", async () => {
  const { exit, err } = await open().run("onboard --non-interactive --stdin --by-name --agent main", { stdin });
  expect([exit, err]).toEqual([
    64,
    "--non-interactive takes the answers from flags, and there is none.\nFor example: modelpin onboard --non-interactive --key anthropic=ANTHROPIC_KEY --model anthropic/claude-opus-4-5\n",
  ]);
});

test("what a person wrote about a profile stays when its key is replaced, and makes the same key no other", async () => {
  const stage = open();
  const about = { email: "me@example.com", displayName: "Mine", note: "by hand" };
  const old = { type: "api_key", provider: "anthropic", key: "sk-ant-api03-old", ...about };
  stage.write(stage.profilesFile(), { version: 1, profiles: { "anthropic:default": old } });
  await stage.run(full, { stdin });
  const { profiles } = JSON.parse(stage.read(stage.profilesFile()));
  expect(profiles["anthropic:default"]).toEqual({ ...old, key });
  expect((await stage.run(`${full} --json`, { stdin })).json).toMatchObject({ steps: [] });
});

test("--dry-run shows the plan and writes nothing", async () => {
  const stage = open();
  const { out, exit } = await stage.run(`${full} --dry-run --json`, { stdin });
  expect([exit, files(stage)]).toEqual([0, []]);
  expect(JSON.parse(out)).toMatchObject({ applied: false, agentId: "main", steps: expect.any(Array) });
});

test("variables of the environment serve as well, and with --by-name only their names are stored", async () => {
  const stage = open();
  const env = { MY_KEY: key, BOT: botToken };
  const { exit } = await stage.run(
    "onboard --non-interactive --by-name --key anthropic:work=MY_KEY --telegram BOT --model anthropic/claude-opus-4-5 --chat * --admin discord:7",
    { env },
  );
  expect(exit).toBe(0);
  expect(JSON.parse(stage.read(stage.profilesFile())).profiles).toEqual({
    "anthropic:work": { type: "api_key", provider: "anthropic", keyRef: { source: "env", id: "MY_KEY" } },
  });
  expect(files(stage)).not.toContain(".env");
  expect(stage.config()).toMatchObject({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as people write it
    channels: { telegram: { botToken: "${BOT}" } },
    access: { chat: ["*"], admin: ["discord:7"] },
  });
  expect((await stage.run("models status --check", { env })).exit).toBe(0);
});

test("what stands there stays: comments, an order that gets the new profile first, other variables", async () => {
  const stage = open({
    config: `{
  // mine
  "agents": { "defaults": { "model": "openai/gpt-5.2" } },
  "auth": { "order": { "anthropic": ["anthropic:old"] } },
}
`,
  });
  stage.write(join(stage.dir, ".env"), "# keys\nexport TELEGRAM_BOT_TOKEN='1:old'\nOTHER=1\n");
  await stage.run("onboard --non-interactive --stdin --key anthropic=A --telegram T", { stdin });
  const text = stage.read(stage.configFile);
  expect(text).toContain("// mine");
  expect(text).toContain('"model": "openai/gpt-5.2"');
  expect(text).toMatch(/"anthropic:default",\s+"anthropic:old"/);
  expect(stage.read(join(stage.dir, ".env"))).toBe(`# keys\nexport TELEGRAM_BOT_TOKEN=${botToken}\nOTHER=1\n`);
});

test.each([
  ["onboard", "! onboard asks questions, and there is no terminal to ask on.", 64],
  ["onboard --non-interactive --key sk-ant-not-to-be-seen", "! --key takes the name of a variable", 64],
  ["onboard --non-interactive --key anthropic=sk-not-to-be-seen", "! --key takes the name of a variable", 64],
  ["onboard --non-interactive --telegram 1:not-to-be-seen", "! --telegram takes the name of a variable", 64],
  ["onboard --non-interactive sk-ant-not-to-be-seen", "! A secret is never taken from the command line", 64],
  ["onboard --non-interactive --key antropic=A", "! Did you mean anthropic?", 1],
  ["onboard --non-interactive --key anthropic=NOWHERE", "! --key names NOWHERE, which holds nothing.", 1],
  ["onboard --non-interactive --key anthropic=SHORT", "! There is a space inside.", 1],
  ["onboard --non-interactive --telegram SHORT", "! This is not a token of a bot on telegram.", 1],
  ["onboard --non-interactive --model nowhere/x", "is not built in", 1],
  ["onboard --non-interactive --model opuss", "! ", 1],
  ["onboard --non-interactive --alias list=anthropic/x", "is a word of /model", 1],
  ["onboard --non-interactive --alias opus", '! "opus" is not <alias>=<ref>.', 64],
  ["onboard --non-interactive --switch 42", "! Did you mean discord:42 or telegram:42?", 64],
  ["onboard --non-interactive --agent nobody", '! There is no agent "nobody".', 1],
  ["onboard --non-interactive --kye a", "Did you mean --key?", 64],
])("%s is refused before anything is written", async (line, says, exit) => {
  const stage = open();
  const seen = await stage.see(line, { env: { A: key, SHORT: "not to-be-seen" } });
  expect(seen).toContain(says);
  expect(seen).not.toContain("not-to-be-seen");
  expect([seen.slice(seen.lastIndexOf("= ")), files(stage)]).toEqual([`= ${exit}`, []]);
});

test("a profile file that cannot be read is refused before anything is written", async () => {
  const stage = open();
  stage.write(stage.profilesFile(), "{");
  const { exit, err } = await stage.run(full, { stdin });
  expect([exit, files(stage).includes("config.json")]).toEqual([1, false]);
  expect(err).toContain("doctor --fix");
});

test("when something cannot be written, the configuration that would make it count is not written either", async () => {
  const stage = open();
  mkdirSync(join(stage.dir, ".env"));
  const { exit, err } = await stage.run(full, { stdin });
  expect([exit, err]).toEqual([1, expect.stringContaining("Could not")]);
  expect(files(stage)).toEqual([".env"]);
});

test("with --online each account that was named and the platform are asked at the end; who refuses is told and ends with 1", async () => {
  const asked: string[] = [];
  let isKnown = false;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    const isModel = request.url?.includes("messages") ?? false;
    response.writeHead(isKnown ? 200 : 401, {
      "content-type": isModel && isKnown ? "text/event-stream" : "application/json",
    });
    response.end(
      isModel
        ? isKnown
          ? answer
          : '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}'
        : "{}",
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      models: { providers: { anthropic: { baseUrl: root } } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as people write it
      channels: { telegram: { botToken: "${TELEGRAM_BOT_TOKEN}", apiRoot: root } },
    };
    const stage = open({ config });
    const refused = await stage.run(`${full} --online`, { stdin });
    expect(asked.toSorted()).toEqual([`GET /bot${botToken}/getMe`, "POST /v1/messages"]);
    expect(refused.out).toContain("error: telegram does not know the token of channels.telegram.botToken.");
    expect(refused.out).toMatch(/anthropic:default +anthropic\/claude-opus-4-5 +auth/);
    expect(refused.out + refused.err).not.toContain("not-to-be-seen");
    expect(refused.exit).toBe(1);

    isKnown = true;
    const { exit, json } = await stage.run(`${full} --online --json`, { stdin });
    expect(json).toMatchObject({
      applied: false,
      findings: [],
      probes: { results: [{ profileId: "anthropic:default", status: "ok" }] },
    });
    expect(exit).toBe(0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe("on a terminal", () => {
  const why = whyNoTerminal();
  if (why !== undefined) {
    test("was not tried", () => console.warn(`onboard on a terminal: ${why}`));
    return;
  }
  const enter = "\r";
  const drive = (stage: Stage, steps: Parameters<typeof inTerminal>[1], env = {}) =>
    inTerminal(["onboard"], steps, { MODELPIN_STATE_DIR: join(stage.dir, "state"), HOME: stage.dir, ...env });
  const untilPlan: Parameters<typeof inTerminal>[1] = [
    ["Whose models", ` ${enter}`],
    ["How do you pay anthropic?", enter],
    ["Paste the key", `${key}${enter}`],
    ["Which model answers", enter],
    ["Short names", enter],
    ["Where does it answer", `\u001B[B ${enter}`],
    ["token on telegram", `${botToken}${enter}`],
    ["Who may choose", `telegram:42${enter}`],
  ];

  test("asks one question after the other, shows the plan, applies it and says how to start", async () => {
    const stage = open();
    const { screen, exit } = await drive(stage, [
      ...untilPlan,
      ["Set it up like this?", "y"],
      ["Look over the network", "n"],
    ]);
    expect(screen).toContain("store anthropic:default (API key); unproven until its first answer");
    expect(screen).toMatch(/telegram:42 may switch[\s\S]*Done\.[\s\S]*modelpin gateway/);
    expect(screen).not.toContain("not-to-be-seen");
    expect(exit).toBe(0);
    const state = join(stage.dir, "state");
    expect(JSON.parse(stage.read(join(state, "config.json")))).toMatchObject({
      agents: { defaults: { model: "anthropic/claude-opus-4-5" } },
      access: { switch: ["telegram:42"] },
    });
    expect(stage.read(join(state, ".env"))).toBe(`TELEGRAM_BOT_TOKEN=${botToken}\n`);
  });

  test("an account that is logged in to is not asked for a key, and the way to log in is said at the end", async () => {
    const stage = open();
    const down = "\u001B[B";
    const { screen } = await drive(stage, [
      ["Whose models", `${down}${down} ${enter}`],
      ["How do you pay openai-codex?", enter],
      ["Which model answers", enter],
      ["Short names", enter],
      ["Where does it answer", enter],
      ["Who may choose", enter],
      ["Set it up like this?", "y"],
      ["Look over the network", "n"],
    ]);
    expect(screen).toMatch(/answer with openai-codex\/\S+/);
    expect(screen).toContain("→ modelpin models auth login --provider openai-codex\n");
    expect(screen).not.toContain("Paste the");
  });

  test("who leaves at any question, or declines the plan, has changed nothing", async () => {
    for (const at of [0, 2, 5, 8]) {
      const stage = open();
      const [question = "Set it up like this?"] = untilPlan[at] ?? [];
      const { screen, exit } = await drive(stage, [...untilPlan.slice(0, at), [question, "\u0003"]]);
      expect([at, exit, files(stage)]).toEqual([at, at === 8 ? 0 : 1, []]);
      expect(screen).toMatch(/Cancelled; nothing was stored\.|Nothing was changed\./);
    }
  });

  test("a key that is none is asked for again, and a key of the environment need not be stored", async () => {
    const stage = open();
    const { exit } = await drive(
      stage,
      [
        ["Whose models", ` ${enter}`],
        ["which is set; store nothing", enter],
        ["Which model answers", enter],
        ["Short names", enter],
        ["Where does it answer", enter],
        ["Who may choose", `me${enter}`],
        ["is not a principal", `\u0015${enter}`],
        ["Set it up like this?", "y"],
        ["Look over the network", "n"],
      ],
      { ANTHROPIC_API_KEY: key },
    );
    expect(exit).toBe(0);
    expect(files(stage)).toEqual(["state", "state/config.json"]);
  });
});
