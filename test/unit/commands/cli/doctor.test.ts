import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openModelAuth } from "../../../../src/auth/open.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { digest, noon, type Stage, shown, stagesPerTest } from "./stage.js";

const open = stagesPerTest();

const config = {
  agents: { defaults: { model: "anthropic/claude-opus-4-5" } },
  access: { switch: ["telegram:1"] },
};
const key = { type: "api_key", provider: "anthropic", key: "sk-ant-api03-secret-secret" };
const healthy = (): Stage => open({ config, profiles: { "anthropic:default": key } });

interface Report {
  ok: boolean;
  findings: { check: string; level: string; what: string; mend: string | null; fixable: boolean }[];
  checks: { check: string; outcome: string }[];
  fixed: { check: string; did: string; worked: boolean }[];
}
const report = async (stage: Stage, line = "doctor --json", options = {}): Promise<Report & { exit: number }> => {
  const transcript = await stage.run(line, options);
  return { ...(transcript.json as Report), exit: transcript.exit };
};
const whats = ({ findings }: Report): string[] =>
  findings.map(({ check, level, what }) => `${level} ${check}: ${what}`);

test("a healthy house has nothing to mend", async () => {
  expect(await healthy().see("doctor")).toBe(
    [
      "In order: clock, config, state directory, modes, leftovers, database, profile files, profiles, orders, pins, encryption, environment, agents, access",
      "Not looked at: secrets (nothing refers to a secret that is kept elsewhere)",
      "Not looked at: gateway (none is running here)",
      "Not looked at: tokens (neither Discord nor Telegram is configured)",
      "Nothing to mend.",
      "= 0",
    ].join("\n"),
  );
});

test("before anything is stored, doctor says where to begin and ends well", async () => {
  const stage = open();
  expect(await stage.see("doctor")).toContain(
    [
      "warning  config: There is no configuration at ~/config.json yet.",
      "         Without one there are no models to choose from and no channels to answer on.",
      "         → modelpin onboard",
    ].join("\n"),
  );
  expect((await report(stage)).exit).toBe(0);
});

test("looking changes nothing", async () => {
  const stage = healthy();
  stage.write(join(stage.dir, ".env"), "OPENAI_API_KEY=sk-1\n");
  chmodSync(join(stage.dir, ".env"), 0o644);
  const before = digest(stage.dir);
  await stage.run("doctor");
  await stage.run("doctor --json");
  expect(digest(stage.dir)).toBe(before);
});

test("a configuration that cannot be used is a finding per problem, and what does not need it is looked at all the same", async () => {
  const stage = open({
    config: '{ "agnets": {}, "language": 7 }',
    profiles: { "anthropic:default": { ...key, type: "apikey" } },
  });
  const found = await report(stage);
  expect(whats(found)).toEqual([
    'error config: ~/config.json:1:3: agnets: unknown key; did you mean "agents"?',
    "error config: ~/config.json:1:17: language: expected text in quotes, found the number 7",
    'error profile files: ~/agents/main/agent/auth-profiles.json: profiles.anthropic:default.type: write "api_key".',
  ]);
  expect(found.exit).toBe(1);
  expect(found.checks.filter(({ outcome }) => outcome === "skipped").map(({ check }) => check)).toContain("orders");
});

test("what only the group could read is found as well", async () => {
  const stage = healthy();
  chmodSync(stage.profilesFile(), 0o640);
  expect(shown(await stage.run("doctor"))).toContain("is open to other users of this machine (mode 0640).");
});

test("what others could read is found, and --fix closes it and says so", async () => {
  const stage = healthy();
  const file = stage.profilesFile();
  chmodSync(file, 0o644);
  expect(shown(await stage.run("doctor"))).toContain(
    [
      "error    modes: ~/agents/main/agent/auth-profiles.json is open to other users of this machine (mode 0644).",
      "         They could read what is stored in it.",
      "         → chmod 600 ~/agents/main/agent/auth-profiles.json   (modelpin doctor --fix does it)",
    ].join("\n"),
  );
  const fixed = await report(stage, "doctor --fix --json");
  expect(fixed).toMatchObject({
    exit: 0,
    ok: true,
    findings: [],
    fixed: [
      { check: "modes", did: "Closed ~/agents/main/agent/auth-profiles.json to others (mode 600).", worked: true },
    ],
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a configuration that others may read is fine, one that they may write is not", async () => {
  const stage = healthy();
  chmodSync(stage.configFile, 0o644);
  expect((await report(stage)).findings).toEqual([]);
  chmodSync(stage.configFile, 0o666);
  expect(whats(await report(stage))).toEqual([
    "error modes: ~/config.json is open to other users of this machine (mode 0666).",
  ]);
});

test("a profile file that does not parse is set aside whole, under a dated name, only with --fix", async () => {
  const stage = healthy();
  const broken = '{ "version": 1, "profiles": { "anthropic:default": { "key": "sk-ant-api03-secret-secret" ';
  stage.write(stage.profilesFile(), broken);
  const before = await report(stage);
  expect(before.exit).toBe(1);
  expect(before.findings.find(({ check }) => check === "profile files")).toMatchObject({
    fixable: true,
    level: "error",
  });
  expect(stage.read(stage.profilesFile())).toBe(broken);

  const after = await stage.run("doctor --fix");
  const aside = `${stage.profilesFile()}.broken-2027-01-15T120000Z`;
  expect(after.out).toContain("mended  profile files: Set ~/agents/main/agent/auth-profiles.json aside as ");
  expect(stage.read(aside)).toBe(broken);
  expect(statSync(aside).mode & 0o777).toBe(0o600);
  expect(after.out).not.toContain("sk-ant");
});

test.each(["config.json", ".env", "agents/main/agent/auth-profiles.json"])(
  "a pipe in the place of %s keeps nobody waiting, is told and stays",
  async (name) => {
    const stage = healthy();
    const file = join(stage.dir, name);
    rmSync(file, { force: true });
    execFileSync("mkfifo", [file]);
    const { findings } = await report(stage, "doctor --fix --json");
    expect(findings.map(({ what }) => what)).toContainEqual(expect.stringMatching(/it is not a regular file/));
    expect(statSync(file).isFIFO()).toBe(true);
  },
);

test("a document of a newer version is not set aside: a newer modelpin reads it", async () => {
  const stage = healthy();
  stage.write(stage.profilesFile(), { version: 2, profiles: {} });
  const found = await report(stage, "doctor --fix --json");
  expect(found.fixed).toEqual([]);
  expect(found.findings.find(({ check }) => check === "profile files")).toMatchObject({
    level: "error",
    fixable: false,
  });
});

test("an allow-list that leads to a provider without an address is found, once for all agents", async () => {
  const stage = healthy();
  const policy = { allow: ["anthropic/*", "nowhere/*", "nowhere/model"] };
  const { agents, ...rest } = config;
  const defaults = { ...agents.defaults, modelPolicy: policy };
  stage.write(stage.configFile, { ...rest, agents: { defaults, list: [{ id: "main" }, { id: "two" }] } });
  const found = whats(await report(stage)).filter((what) => what.includes("config:"));
  expect(found).toEqual([
    "warning config: modelPolicy.allow names the provider nowhere, which is not built in and has no models.providers.nowhere.baseUrl.",
  ]);
});

test("a profile under another provider's id is mended by hand: no verb would store it so", async () => {
  const stage = open({ config, profiles: { "anthropic:w": { ...key, provider: "openai" }, work: key } });
  const found = (await report(stage)).findings.filter(({ check }) => check === "profiles");
  expect(found.map(({ mend }) => mend)).toEqual(Array(2).fill("$EDITOR ~/agents/main/agent/auth-profiles.json"));
});

test("an order that is no list is said to apply not at all", async () => {
  const stage = healthy();
  stage.write(stage.profilesFile(), { version: 1, profiles: { "anthropic:default": key }, order: { anthropic: "x" } });
  const { out } = await stage.run("doctor");
  expect(out).toContain(
    "order.anthropic: expected a list of profile ids.\n         No order applies that is written so.",
  );
});

test("a provider that people log in to is mended by a login", async () => {
  const stage = open({ config: { ...config, agents: { defaults: { model: "openai-codex/gpt-5.2" } } } });
  const { findings } = await report(stage);
  expect(findings.find(({ check }) => check === "orders")?.mend).toBe(
    "modelpin models auth login --provider openai-codex",
  );
});

test("a command that mends a place with spaces in its name means that place alone", async () => {
  const stage = healthy();
  const place = join(stage.dir, "my state");
  mkdirSync(join(place, ".~left"), { recursive: true, mode: 0o700 });
  utimesSync(join(place, ".~left"), (noon - 7_200_000) / 1000, (noon - 7_200_000) / 1000);
  const { findings } = await report(stage, "doctor --json", { env: { MODELPIN_STATE_DIR: place } });
  expect(findings.find(({ check }) => check === "leftovers")?.mend).toBe("rm -r '~/my state/.~left'");
});

test("what a killed doctor was writing goes with the next one, and is nothing to be told", async () => {
  const stage = healthy();
  stage.write(join(stage.dir, ".~doctor"), "?");
  utimesSync(join(stage.dir, ".~doctor"), (noon - 7_200_000) / 1000, (noon - 7_200_000) / 1000);
  expect(whats(await report(stage))).toEqual([]);
  expect(readdirSync(stage.dir)).not.toContain(".~doctor");
});

test("what dead processes left is removed with --fix, what is being written is not", async () => {
  const stage = healthy();
  const left = join(stage.dir, ".~config.json.abc");
  const busy = join(stage.dir, ".~config.json.lock");
  for (const path of [left, busy]) mkdirSync(path, { mode: 0o700 });
  utimesSync(left, (noon - 7_200_000) / 1000, (noon - 7_200_000) / 1000);
  utimesSync(busy, noon / 1000, noon / 1000);
  expect(whats(await report(stage))).toEqual([
    "warning leftovers: ~/.~config.json.abc was left by a process that ended while it wrote.",
  ]);
  expect((await report(stage, "doctor --fix --json")).fixed).toEqual([
    { check: "leftovers", did: "Removed ~/.~config.json.abc.", worked: true },
  ]);
  expect(readdirSync(stage.dir)).toContain(".~config.json.lock");
  expect(readdirSync(stage.dir)).not.toContain(".~config.json.abc");
});

test("an id in an order that does not exist is named with the nearest that does", async () => {
  const stage = open({
    config: { ...config, auth: { order: { anthropic: ["anthropic:wrok", "anthropic:work"] } } },
    profiles: { "anthropic:work": key },
  });
  const { findings } = await report(stage);
  expect(findings).toEqual([
    expect.objectContaining({
      check: "orders",
      level: "error",
      what: "auth.order of anthropic (agent main) names anthropic:wrok, which does not exist.",
      why: "It is skipped. There is anthropic:work.",
      mend: "modelpin models auth remove anthropic:wrok, or store its secret: modelpin models auth paste-api-key --provider anthropic --profile-id anthropic:wrok",
    }),
  ]);
  expect((await stage.run("models auth remove anthropic:wrok")).exit).toBe(0);
  expect((await report(stage)).findings).toEqual([]);
});

test("a stranger in a stored order goes by the order's own verb, which is given only ids that exist", async () => {
  const stage = open({ config });
  const document = { version: 1, profiles: { "anthropic:work": key } };
  const mends = async (order: readonly string[]): Promise<(string | null)[]> => {
    stage.write(stage.profilesFile(), { ...document, order: { anthropic: order } });
    return (await report(stage)).findings
      .filter(({ what }) => what.includes("does not exist"))
      .map(({ mend }) => mend?.split(", or")[0] ?? null);
  };
  const set = "modelpin models auth order set --provider anthropic anthropic:work";
  expect(await mends(["anthropic:a", "anthropic:work", "anthropic:b"])).toEqual([set, set]);
  expect(await mends(["anthropic:a"])).toEqual(["modelpin models auth order clear --provider anthropic"]);
});

test("what is so for several agents is said once, with the command that serves them all", async () => {
  const stage = open({
    config: {
      agents: {
        defaults: { model: { primary: "anthropic/x", fallbacks: ["openai/y"] } },
        list: [{ id: "main" }, { id: "research", default: true }],
      },
      bindings: [{ agentId: "main", match: { channel: "telegram" } }],
      auth: {
        profiles: { "anthropic:gone": { provider: "anthropic", mode: "token" } },
        order: { anthropic: ["anthropic:gone", "anthropic:work"] },
      },
    },
    profiles: { "anthropic:work": key },
  });
  const { findings } = await report(stage);
  expect(findings.map(({ what, mend }) => [what, mend])).toEqual([
    [
      "auth.order of anthropic (agents main, research) names anthropic:gone, which does not exist.",
      "modelpin models auth remove anthropic:gone, or store its secret: modelpin models auth paste-token --provider anthropic --profile-id anthropic:gone --agent main",
    ],
    [
      "There is no credential for openai, which the agents main, research use.",
      "modelpin models auth paste-api-key --provider openai --agent main",
    ],
  ]);
});

test("a key that the configuration refers to is mended by its variable's name", async () => {
  const provider = { baseUrl: "https://llm.example.com/v1", api: "openai-completions", models: ["q"] };
  const stage = open({
    config: {
      agents: { defaults: { model: "my-proxy/q" } },
      models: { providers: { "my-proxy": { ...provider, apiKey: { source: "env", id: "PROXY_SECRET" } } } },
    },
  });
  const found = (await report(stage)).findings.find(({ check }) => check === "profiles");
  // Not `export …`: what is typed stands in the shell's history.
  expect(found?.mend).toBe("write PROXY_SECRET=… to .env in the state directory");
});

test("an order that yields nothing usable, and a provider in use without any credential, are errors", async () => {
  const stage = open({
    config: { agents: { defaults: { model: { primary: "anthropic/x", fallbacks: ["openai/y"] } } } },
    profiles: { "anthropic:old": { type: "token", provider: "anthropic", token: "t", expires: noon - 1 } },
  });
  expect(whats(await report(stage))).toEqual([
    "error profiles: anthropic:old expired 2027-01-15 11:59 UTC.",
    "error orders: The one profile that anthropic (agent main) is tried with cannot be used.",
    "error orders: There is no credential for openai, which the agent main uses.",
  ]);
});

test("a token that runs out within a day is a warning with the command that renews it", async () => {
  const stage = open({
    config,
    profiles: { "anthropic:manual": { type: "token", provider: "anthropic", token: "t", expires: noon + 3_600_000 } },
  });
  expect((await report(stage)).findings).toEqual([
    {
      check: "profiles",
      level: "warning",
      what: "anthropic:manual expires 2027-01-15 13:00 UTC.",
      why: "A model that is in use is asked through this provider.",
      mend: "modelpin models auth paste-token --provider anthropic --profile-id anthropic:manual",
      fixable: false,
    },
  ]);
});

test("a profile of another type than configured is told", async () => {
  const stage = open({
    config: { ...config, auth: { profiles: { "anthropic:work": { provider: "anthropic", mode: "oauth" } } } },
    profiles: { "anthropic:work": key },
  });
  expect(whats(await report(stage))[0]).toBe(
    "error profiles: anthropic:work is of another type than auth.profiles in the configuration says.",
  );
});

const channels = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: references as people write them
  telegram: { botToken: "${TELEGRAM_BOT_TOKEN}" },
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as people write it
const discordOff = { token: "${DISCORD_BOT_TOKEN}", enabled: false };
const botToken = "123456789:AAsecretsecretsecretsecretsecret12345";
const discordToken = "MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.secret-secret-secret-secret";

/** A server of another host, as far as the port makes it one. */
async function listening(answer: RequestListener): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

test("a channel's token that is not there or has another shape is told, and is never shown", async () => {
  const stage = open({ config: { ...config, channels }, profiles: { "anthropic:default": key } });
  expect(whats(await report(stage))).toEqual([
    expect.stringMatching(/^error tokens: channels\.telegram\.botToken: .*TELEGRAM_BOT_TOKEN/),
  ]);
  const wrong = await stage.run("doctor", { env: { TELEGRAM_BOT_TOKEN: "hunter2-hunter2" } });
  expect(wrong.out).toContain("error    tokens: channels.telegram.botToken does not look like a token of telegram.");
  expect(wrong.out + wrong.err).not.toContain("hunter2");
  expect((await report(stage, "doctor --json", { env: { TELEGRAM_BOT_TOKEN: botToken } })).findings).toEqual([]);
});

test("a bot whose token is set comes up without being written down, so it is looked at all the same", async () => {
  const stage = healthy();
  const bots = async (env: Record<string, string>): Promise<string[]> =>
    whats(await report(stage, "doctor --json", { env }));
  expect(await bots({ DISCORD_BOT_TOKEN: "hunter2", TELEGRAM_BOT_TOKEN: botToken })).toEqual([
    "error tokens: channels.discord.token does not look like a token of discord.",
    "warning access: Nobody on discord is let in.",
  ]);
  stage.write(stage.configFile, { ...config, channels: { discord: discordOff } });
  expect(await bots({ DISCORD_BOT_TOKEN: "hunter2", TELEGRAM_BOT_TOKEN: botToken })).toEqual([]);
});

test("with --online the platform is asked, and only then", async () => {
  const asked: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stage = open({
      config: { ...config, channels: { telegram: { ...channels.telegram, apiRoot } } },
      profiles: { "anthropic:default": key },
    });
    const env = { TELEGRAM_BOT_TOKEN: botToken };
    await stage.run("doctor", { env });
    expect(asked).toEqual([]);
    expect((await report(stage, "doctor --online --json", { env })).findings).toEqual([]);
    expect(asked).toEqual([`GET /bot${botToken}/getMe`]);
    status = 401;
    const refused = await stage.run("doctor --online", { env });
    expect(refused.out).toContain("error    tokens: telegram does not know the token of channels.telegram.botToken.");
    status = 500;
    expect(whats(await report(stage, "doctor --online --json", { env }))).toEqual([
      "warning tokens: telegram answered 500 when asked about channels.telegram.botToken.",
    ]);
    expect(refused.out).not.toContain(botToken);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.each(["telegram", "discord"] as const)("%s's token goes nowhere else when its server redirects", async (name) => {
  const elsewhere: string[] = [];
  const other = await listening((request, response) => {
    elsewhere.push(`${request.url} ${request.headers.authorization}`);
    response.end("{}");
  });
  const server = await listening((request, response) => {
    response.writeHead(307, { location: `${other.origin}${request.url}` }).end();
  });
  try {
    const own = { discord: { token: discordOff.token }, telegram: channels.telegram };
    const stage = open({
      config: { ...config, access: { switch: ["*"] }, channels: { [name]: { ...own[name], apiRoot: server.origin } } },
      profiles: { "anthropic:default": key },
    });
    const env = name === "telegram" ? { TELEGRAM_BOT_TOKEN: botToken } : { DISCORD_BOT_TOKEN: discordToken };
    expect(whats(await report(stage, "doctor --online --json", { env }))).toContain(
      `warning tokens: ${name} answered 307 when asked about channels.${name}.${name === "discord" ? "token" : "botToken"}.`,
    );
    expect(elsewhere).toEqual([]);
  } finally {
    await Promise.all([server.close(), other.close()]);
  }
});

test("conversations that are pinned to a profile that is gone are told with the command that frees them", async () => {
  const stage = open({ config, profiles: { "anthropic:default": key, "anthropic:old": key } });
  const auth = await openModelAuth({ stateDir: stage.dir, env: {}, now: () => noon });
  const viewer = { person: terminalPerson, seenByCallerAlone: true };
  for (const session of ["discord:1", "discord:2"]) {
    await auth.session(session).pin({ kind: "choose", profile: "anthropic:old", once: false, soft: false }, viewer);
  }
  await auth.close();
  stage.write(stage.profilesFile(), { version: 1, profiles: { "anthropic:default": key } });
  const found = await report(stage);
  expect(whats(found)).toEqual([
    "warning pins: 2 conversations are pinned to anthropic:old of the agent main, which does not exist.",
  ]);
  expect((await stage.run((found.findings[0]?.mend ?? "").replace("modelpin ", ""))).exit).toBe(0);
  expect(whats(await report(stage))).toEqual([]);
  stage.write(stage.profilesFile(), "{");
  expect(whats(await report(stage)).filter((what) => what.includes(" pins: "))).toEqual([]);
});

test("a credential that travels unencrypted to another host is a warning with the line that mends it", async () => {
  const insecure = { baseUrl: "http://10.0.0.7:8000/v1", models: ["m"], allowInsecure: true };
  const stage = open({
    config: {
      ...config,
      channels: { telegram: { ...channels.telegram, apiRoot: "http://bot-api.lan:8081" } },
      models: {
        providers: {
          lan: { ...insecure, oauth: { tokenEndpoint: "http://10.0.0.7/token", clientId: "c" } },
          here: { baseUrl: "http://127.0.0.1:11434/v1", models: ["m"] },
        },
      },
    },
    profiles: { "anthropic:default": key },
  });
  const found = await report(stage, "doctor --json", { env: { TELEGRAM_BOT_TOKEN: botToken } });
  expect(whats(found)).toEqual([
    "warning encryption: models.providers.lan.baseUrl is http://10.0.0.7:8000/v1: the provider's credentials can be read on the way.",
    "warning encryption: models.providers.lan.oauth.tokenEndpoint is http://10.0.0.7/token: the provider's credentials can be read on the way.",
    "warning encryption: channels.telegram.apiRoot is http://bot-api.lan:8081: the bot's token can be read on the way.",
  ]);
  expect(found.findings[2]?.mend).toBe(
    "write https:// at channels.telegram.apiRoot in ~/config.json, or reach it through a tunnel that ends at 127.0.0.1",
  );
});

test("a platform that cannot be reached is a warning, and the token in the address is not shown", async () => {
  const stage = open({
    config: { ...config, channels: { telegram: { ...channels.telegram, apiRoot: "http://127.0.0.1:1" } } },
    profiles: { "anthropic:default": key },
  });
  const { out, exit } = await stage.run("doctor --online", { env: { TELEGRAM_BOT_TOKEN: botToken } });
  expect(out).toContain("warning  tokens: telegram could not be asked about channels.telegram.botToken.");
  expect(out).not.toContain(botToken);
  expect(exit).toBe(0);
});

test("a secret that is not where a profile says is told with its name alone; programs run only with --online", async () => {
  const stage = open({
    config: {
      ...config,
      secrets: { providers: { vault: { source: "exec", command: "/bin/false" } } },
    },
    profiles: {
      "anthropic:default": { type: "api_key", provider: "anthropic", keyRef: { source: "env", id: "NOT_SET" } },
      "anthropic:vault": {
        type: "api_key",
        provider: "anthropic",
        keyRef: { source: "exec", provider: "vault", id: "a" },
      },
    },
  });
  const offline = whats(await report(stage)).filter((what) => what.includes("secrets:"));
  expect(offline).toEqual([
    expect.stringMatching(/^error secrets: anthropic:default in .*NOT_SET/),
    expect.stringMatching(/^note secrets: anthropic:vault in .*which was not run\.$/),
  ]);
  const online = whats(await report(stage, "doctor --online --json")).filter((what) => what.includes("secrets:"));
  expect(online[1]).toMatch(/^error secrets: anthropic:vault/);
});

test("a channel that nobody may use, and one that everybody may, are warnings", async () => {
  const env = { TELEGRAM_BOT_TOKEN: botToken };
  const stage = open({ config: { ...config, channels, access: {} }, profiles: { "anthropic:default": key } });
  expect((await report(stage, "doctor --json", { env })).findings).toEqual([
    expect.objectContaining({ check: "access", mend: "modelpin access add telegram:<userId> --level switch" }),
  ]);
  stage.write(stage.configFile, { ...config, channels, access: { admin: ["*"] } });
  expect(whats(await report(stage, "doctor --json", { env }))).toEqual([
    'warning access: access.admin holds "*": everybody who finds the bot may do everything.',
  ]);
});

test("agents: a shared directory, a binding that never decides, an agent that nothing leads to", async () => {
  const match = { channel: "telegram", peer: { kind: "dm", id: "1" } };
  const stage = open({
    config: {
      agents: {
        defaults: { model: "anthropic/x" },
        list: [{ id: "main" }, { id: "two", agentDir: "agents/main/agent" }, { id: "three" }],
      },
      bindings: [
        { agentId: "main", match },
        { agentId: "two", match },
      ],
    },
    profiles: { "anthropic:default": key },
  });
  expect(whats(await report(stage))).toEqual([
    "error agents: The agents main and two share the directory ~/agents/main/agent.",
    "warning agents: bindings[1] matches what bindings[0] matches already.",
    "note agents: Nothing leads to the agent three: no binding names it and it is not the default.",
  ]);
});

test("a .env where somebody stands, and the variables of model SDKs, have no effect and it is said", async () => {
  const stage = healthy();
  const found = await report(stage, "doctor --json", { env: { ANTHROPIC_BASE_URL: "https://evil.example" } });
  expect(whats(found)).toEqual(["note environment: ANTHROPIC_BASE_URL is set and has no effect here."]);
  expect(found.exit).toBe(0);
});

test("doctor takes no words", async () => {
  expect(await healthy().see("doctor now")).toMatch(/= 64$/);
  expect(await healthy().see("doctor --fxi")).toContain("Did you mean --fix?");
});

test("a profile file that is nested without end is refused, untouched, and can be set aside", async () => {
  const stage = healthy();
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const text = `{"version":1,"profiles":{"openai:default":{"type":"api_key","provider":"openai","key":"x","more":${deep}}}}`;
  stage.write(stage.profilesFile(), text);
  const refused =
    "~/agents/main/agent/auth-profiles.json: line 1, column 295: nested too deeply, expected at most 200 levels.";
  for (const line of ["models auth paste-api-key --provider openai", "models auth remove openai:default"]) {
    expect((await stage.run(line, { stdin: "sk-new" })).err).toContain(refused);
  }
  expect(stage.read(stage.profilesFile())).toBe(text);
  expect(whats(await report(stage))).toContain(`error profile files: ${refused}`);
  expect((await report(stage, "doctor --fix --json")).fixed).toMatchObject([{ check: "profile files", worked: true }]);
});
