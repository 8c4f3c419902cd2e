import { cpSync, lstatSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { inTerminal, whyNoTerminal } from "./pty.js";
import { digest, type Stage, shown, stagesPerTest } from "./stage.js";

const fixture = resolve("test/fixtures/import/state");
const openBare = stagesPerTest();
const open = (...files: Parameters<typeof openBare>): Stage => {
  const stage = openBare(...files);
  cpSync(fixture, join(stage.dir, "theirs"), { recursive: true });
  return stage;
};

const take = (stage: Stage, more = "--yes") => stage.run(`import theirs ${more}`);
interface Plan {
  applied: boolean;
  taken: { from: string; to: string }[];
  present: unknown[];
  kept: { from: string; to: string }[];
  left: { from: string; why: string }[];
  warnings: string[];
}

test("the plan is shown first: what maps, what does not and why; without --yes nothing is changed", async () => {
  const stage = open();
  const seen = shown(await take(stage, ""));
  expect(seen).toContain("From  ~/theirs (stays as it is)\nTo    ~/config.json\n\nTakes over\n");
  expect(seen).toMatch(/ {2}commands\.ownerAllowFrom: telegram:4242 +→ access\.admin: telegram:4242\n/);
  expect(seen).toMatch(/Leaves behind\n(?:.*\n)* {2}bindings\[3\] +: this program is not on that channel\n/);
  expect(seen).toMatch(/! Nothing was changed yet\. Apply it: modelpin import theirs --yes\n= 0$/);
  expect(readdirSync(stage.dir)).toEqual(["theirs"]);
});

test("what is taken over is a valid configuration and profile files that are this user's alone", async () => {
  const stage = open();
  expect((await take(stage)).exit).toBe(0);
  expect(stage.config()).toEqual({
    models: {
      providers: { proxy: { baseUrl: "https://llm.example.com/v1", api: "openai-completions", models: ["qwen3"] } },
    },
    agents: {
      defaults: {
        models: {
          "anthropic/claude-opus-4-5": { alias: "opus" },
          "anthropic/claude-sonnet-4-5": { alias: "sonnet" },
          "openrouter/moonshotai/kimi-k2": {},
          "openai/gpt-5.2": {},
          "proxy/qwen3": { alias: "it's" },
        },
        modelPolicy: { allow: ["anthropic/*", "openrouter/*", "proxy/*"] },
        model: { primary: "opus", fallbacks: ["openrouter/moonshotai/kimi-k2", "sonnet"] },
      },
      list: [
        { id: "main", default: true },
        { id: "research", model: "sonnet", models: { "anthropic/claude-haiku-4-5": { alias: "haiku" } } },
      ],
    },
    bindings: [
      {
        agentId: "research",
        match: {
          channel: "discord",
          guildId: "100000000000000001",
          peer: { kind: "channel", id: "100000000000000002" },
        },
      },
      { agentId: "research", match: { channel: "telegram", peer: { kind: "dm", id: "4242" } } },
    ],
    auth: {
      profiles: {
        "anthropic:default": { provider: "anthropic", mode: "api_key" },
        "anthropic:me@example.com": { provider: "anthropic", mode: "oauth", email: "me@example.com" },
      },
      order: { anthropic: ["anthropic:me@example.com", "anthropic:default"] },
    },
    access: {
      admin: ["telegram:4242"],
      switch: ["discord:200000000000000001", "telegram:4242", "telegram:4343"],
      chat: ["discord:200000000000000002", "telegram:4444"],
    },
    env: { shellEnv: { enabled: true, timeoutMs: 9000 } },
  });
  const main = JSON.parse(stage.read(stage.profilesFile()));
  expect(Object.keys(main.profiles)).toEqual([
    "anthropic:default",
    "anthropic:me@example.com",
    "openrouter:default",
    "proxy:default",
  ]);
  expect(main.order).toEqual({ anthropic: ["anthropic:me@example.com"] });
  for (const file of [stage.configFile, stage.profilesFile(), stage.profilesFile("research")]) {
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
  }
});

test("fields that are not ours travel along, counters do not", async () => {
  const stage = open();
  await take(stage);
  const main = JSON.parse(stage.read(stage.profilesFile()));
  expect(main.profiles["anthropic:default"].metadata).toEqual({ note: "kept" });
  expect(main.profiles["anthropic:me@example.com"].projectId).toBe("p-1");
  expect(main.usageStats).toBeUndefined();
  expect(main.lastGood).toBeUndefined();
});

test("a refresh token is never in two places, and what main holds other agents read through", async () => {
  const stage = open();
  const { out } = await take(stage);
  const research = JSON.parse(stage.read(stage.profilesFile("research")));
  expect(Object.keys(research.profiles)).toEqual(["anthropic:research"]);
  const texts = ["main", "research"].map((agent) => stage.read(stage.profilesFile(agent))).join("");
  expect(texts.match(/refresh-not-to-be-seen/g)).toHaveLength(1);
  expect(out).toContain("the same as main's, which research reads through");
  expect(out).toContain("a refresh token works once, so it is not copied");
  expect(out).toContain("Mind: anthropic:me@example.com: a refresh token works once.");
});

test("no secret is on the screen, whether as text or as JSON", async () => {
  const stage = open();
  for (const more of ["", "--json", "--yes", "--json"]) {
    const { out, err } = await take(stage, more);
    expect(out + err).not.toContain("not-to-be-seen");
  }
});

test("nothing in the source is changed, not even a time", async () => {
  const stage = open();
  const before = digest(join(stage.dir, "theirs"));
  await take(stage, "");
  await take(stage);
  await take(stage);
  expect(digest(join(stage.dir, "theirs"))).toBe(before);
});

test("a second time changes nothing here", async () => {
  const stage = open();
  const first = (await take(stage, "--yes --json")).json as Plan;
  const files = [stage.configFile, stage.profilesFile(), stage.profilesFile("research")];
  const before = files.map((file) => [stage.read(file), lstatSync(file).mtimeMs]);
  const second = (await take(stage, "--yes --json")).json as Plan;
  expect(second).toMatchObject({ applied: false, taken: [], kept: [], left: first.left });
  expect(second.present).toHaveLength(first.taken.length);
  expect(files.map((file) => [stage.read(file), lstatSync(file).mtimeMs])).toEqual(before);
});

test("what stands here already stays, with its comments, and is named", async () => {
  const stage = open({
    config: `{
  // mine
  "agents": { "defaults": { "model": "openai/gpt-5.2", "models": { "openai/gpt-5.2": { "alias": "opus" } } } },
  "access": { "switch": ["telegram:1"] },
}
`,
    profiles: { "anthropic:default": { type: "api_key", provider: "anthropic", key: "sk-mine" } },
  });
  const { kept, left } = (await take(stage, "--yes --json")).json as Plan;
  expect(kept.map(({ from }) => from)).toEqual([
    'agents.defaults.models["openai/gpt-5.2"]',
    "agents.defaults.model",
    "anthropic:default of main",
  ]);
  expect(left).toContainEqual({
    from: 'agents.defaults.models["anthropic/claude-opus-4-5"]',
    why: expect.stringContaining('the alias "opus" is also that of'),
  });
  const text = stage.read(stage.configFile);
  expect(text).toContain("// mine");
  expect(text).toMatch(/"telegram:1",\s+"discord:200000000000000001"/);
  expect(JSON.parse(stage.read(stage.profilesFile())).profiles["anthropic:default"].key).toBe("sk-mine");
});

test("everybody never becomes more than somebody who may talk", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "openclaw.json"), {
    commands: { ownerAllowFrom: ["*"], allowFrom: { "*": ["*"], discord: ["user:5"] } },
    channels: { discord: { dm: { allowFrom: ["*", "6"] } }, telegram: { allowFrom: ["*"] } },
  });
  await take(stage);
  expect(stage.config()).toEqual({ access: { chat: ["*", "discord:6"], switch: ["discord:5"] } });
});

test("everybody on one channel does not become everybody on every channel", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "openclaw.json"), {
    channels: { discord: { allowFrom: ["6"] }, telegram: { allowFrom: ["*", "7"] } },
  });
  const { left } = (await take(stage, "--yes --json")).json as Plan;
  expect(stage.config()).toEqual({ access: { switch: ["discord:6", "telegram:7"] } });
  expect(left).toContainEqual({
    from: "channels.telegram.allowFrom: *",
    why: expect.stringContaining('modelpin access add "*" --level chat'),
  });
});

test("who is heard in a group by a role, or by the group's own list, may chat", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "openclaw.json"), {
    channels: {
      discord: { guilds: { "1": { roles: ["33"] } } },
      telegram: { groups: { "-100": { allowFrom: [45] } } },
    },
  });
  await take(stage);
  expect(stage.config()).toEqual({ access: { chat: ["discord:role:33", "telegram:45"] } });
});

test("an order of other providers' profiles does not become an empty one, which would shut out all", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "openclaw.json"), {
    auth: { order: { openai: ["openai-codex:me"], anthropic: [] } },
  });
  await take(stage);
  expect(stage.config()).toEqual({ auth: { order: { anthropic: [] } } });
});

test("a profile whose id is not its provider's, which no turn could use, is left with the reason", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "agents", "main", "agent", "auth-profiles.json"), {
    version: 1,
    profiles: { mine: { type: "api_key", provider: "openai", key: "sk-not-to-be-seen" } },
  });
  const { left } = (await take(stage, "--json")).json as Plan;
  expect(left).toContainEqual({
    from: "mine of main",
    why: "an id begins with its provider here; store it as openai:<name>",
  });
});

test("also single settings that have no counterpart are named", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "openclaw.json"), {
    agents: {
      defaults: { imageModel: "openai/i", models: { "openai/gpt-5.2": { params: {} } } },
      list: [{ id: "main", workspace: "~", agentDir: "~/elsewhere" }],
    },
    models: { providers: { openai: { baseUrl: "https://api.openai.com/v1", auth: "api-key" } } },
  });
  const { left } = (await take(stage, "--json")).json as Plan;
  expect(left).toEqual(
    expect.arrayContaining([
      { from: "agents.list[0].agentDir", why: expect.stringContaining("modelpin models auth add") },
      {
        from: 'agents.defaults.imageModel, agents.defaults.models["openai/gpt-5.2"].params, agents.list[0].workspace, models.providers.openai.auth',
        why: "there is nothing like it here",
      },
    ]),
  );
});

test("where other versions keep credentials is named, and one broken file keeps no other from coming", async () => {
  const stage = open();
  const agent = (id: string): string => join(stage.dir, "theirs", "agents", id, "agent");
  stage.write(
    join(agent("research"), "auth-profiles.json"),
    '{ "version": 1, "profiles": { "a:b": { "key": "not-to-be-seen" ',
  );
  stage.write(join(agent("main"), "openclaw-agent.sqlite"), "SQLite");
  stage.write(join(agent("main"), "auth-state.json"), { order: { anthropic: ["anthropic:default"] } });
  const { left } = (await take(stage, "--yes --json")).json as Plan;
  expect(left).toContainEqual({
    from: "~/theirs/agents/research/agent/auth-profiles.json",
    why: expect.stringMatching(/^line 1, column \d+: /),
  });
  expect(left.find(({ from }) => from.endsWith(".sqlite"))?.why).toContain("only that program reads");
  const main = JSON.parse(stage.read(stage.profilesFile()));
  expect(main.order).toEqual({ anthropic: ["anthropic:default"] });
});

test("credentials of earlier versions come as <provider>:default, unless a newer file has that profile", async () => {
  const stage = open();
  const theirs = join(stage.dir, "theirs");
  stage.write(join(theirs, "agents", "main", "agent", "auth.json"), {
    anthropic: { type: "api_key", key: "older-not-to-be-seen" },
    groq: { type: "api_key", key: "groq-not-to-be-seen", note: "kept" },
    xai: { type: "api_key", apiKey: "misspelt-not-to-be-seen" },
  });
  stage.write(join(theirs, "credentials", "oauth.json"), {
    groq: { access: "a-not-to-be-seen" },
    "openai-codex": { access: "a-not-to-be-seen", refresh: "r-not-to-be-seen", expires: 1, accountId: "acc" },
    google: { access: "a2-not-to-be-seen", refresh: "refresh-not-to-be-seen", expires: 1, projectId: "p" },
  });
  const before = digest(theirs);
  const { left, taken } = (await take(stage, "--yes --json")).json as Plan;
  const { profiles } = JSON.parse(stage.read(stage.profilesFile()));
  expect(profiles["groq:default"]).toEqual({
    type: "api_key",
    provider: "groq",
    key: "groq-not-to-be-seen",
    note: "kept",
  });
  expect(profiles["openai-codex:default"]).toEqual({
    type: "oauth",
    provider: "openai-codex",
    access: "a-not-to-be-seen",
    refresh: "r-not-to-be-seen",
    expires: 1,
    accountId: "acc",
  });
  expect(profiles["anthropic:default"].key).toBe("sk-ant-not-to-be-seen");
  expect(profiles["google:default"]).toBeUndefined();
  expect(taken).toContainEqual({ from: "openai-codex:default of main", to: "openai-codex:default of main" });
  const [auth, oauth] = ["~/theirs/agents/main/agent/auth.json", "~/theirs/credentials/oauth.json"];
  expect(left).toEqual(
    expect.arrayContaining([
      { from: `${auth}: anthropic`, why: "a newer file has anthropic:default" },
      { from: `${oauth}: groq`, why: "a newer file has groq:default" },
      { from: `${auth}: profiles.xai:default.apiKey`, why: 'rename this field to "key"' },
      { from: "google:default of main", why: expect.stringContaining("the same login as anthropic:me@example.com") },
    ]),
  );
  expect(digest(theirs)).toBe(before);
});

test("a house that only has what earlier versions wrote is a house", async () => {
  const stage = open();
  stage.write(join(stage.dir, "oldest", "credentials", "oauth.json"), {
    chutes: { access: "a", refresh: "r", expires: 1 },
  });
  expect((await stage.run("import oldest --yes")).exit).toBe(0);
  expect(Object.keys(JSON.parse(stage.read(stage.profilesFile())).profiles)).toEqual(["chutes:default"]);
  stage.write(join(stage.dir, "oldest", "credentials", "oauth.json"), '{ "chutes": { "access": "not-to-be-seen');
  expect((await stage.run("import oldest --json")).json).toMatchObject({
    left: [{ from: "~/oldest/credentials/oauth.json", why: "line 1, column 25: unexpected end of string" }],
  });
});

test("keys in variables go into .env here, where none of that name stands; a bot's token does not", async () => {
  const stage = open();
  const line = "GROQ_API_KEY=groq-not-to-be-seen\nexport XAI_API_KEY='theirs-not-to-be-seen'\n";
  stage.write(
    join(stage.dir, "theirs", ".env"),
    `${line}TELEGRAM_BOT_TOKEN=4242:not-to-be-seen\nEDITOR=vi\n"not-to-be-seen=\n`,
  );
  stage.write(join(stage.dir, ".env"), "# mine\nXAI_API_KEY=mine\n");
  const plan = (await take(stage, "--yes --json")).json as Plan;
  expect(stage.read(join(stage.dir, ".env"))).toBe(
    "# mine\nXAI_API_KEY=mine\nGROQ_API_KEY=groq-not-to-be-seen\nOPENAI_API_KEY=sk-env-not-to-be-seen\n",
  );
  expect(plan.taken).toContainEqual({ from: "~/theirs/.env: GROQ_API_KEY", to: "~/.env: GROQ_API_KEY" });
  expect(plan.taken).toContainEqual({ from: "env.vars.OPENAI_API_KEY", to: "~/.env: OPENAI_API_KEY" });
  expect(plan.kept).toContainEqual({ from: "~/theirs/.env: XAI_API_KEY", to: "~/.env: XAI_API_KEY" });
  expect(plan.left).toContainEqual({
    from: "~/theirs/.env: …, EDITOR, TELEGRAM_BOT_TOKEN",
    why: "of variables only providers' keys are taken over",
  });
  const again = (await take(stage, "--yes --json")).json as Plan;
  expect([again.applied, again.taken]).toEqual([false, []]);
});

test.each([
  ["import nowhere", "! There is nothing to take over in ~/nowhere.", 1],
  ["import", "! There is nothing to take over in ~/.openclaw.", 1],
  ["import theirs more", '! I did not expect "more".', 64],
  ["import theirs --yse", '! Unknown flag "--yse".', 64],
])("%s is refused with what to type", async (line, says, exit) => {
  const seen = await open().see(line);
  expect(seen).toContain(says);
  expect(seen).toMatch(new RegExp(`= ${exit}$`));
});

test("a source whose configuration cannot be understood is refused with the place, and nothing is changed", async () => {
  const stage = open();
  stage.write(join(stage.dir, "theirs", "openclaw.json"), "{ agents: {\n  list: [ }\n");
  const seen = await stage.see("import theirs --yes");
  expect(seen).toContain("! ~/theirs/openclaw.json, line 2: expected a value");
  expect(seen).toMatch(/= 1$/);
  expect(readdirSync(stage.dir)).toEqual(["theirs"]);
});

test("a broken profile file here is refused before anything is written", async () => {
  const stage = open();
  stage.write(stage.profilesFile(), "{ broken");
  const { exit, err } = await take(stage);
  expect([exit, err]).toEqual([1, expect.stringContaining("auth-profiles.json: line 1")]);
  expect(readdirSync(stage.dir)).not.toContain("config.json");
});

describe("on a terminal", () => {
  const why = whyNoTerminal();
  if (why !== undefined) {
    test("was not tried", () => console.warn(`import on a terminal: ${why}`));
    return;
  }
  const drive = (stage: Stage, answer: string) =>
    inTerminal(["import", join(stage.dir, "theirs")], [["Take this over?", answer]], {
      MODELPIN_STATE_DIR: join(stage.dir, "state"),
      HOME: stage.dir,
    });

  test("the plan is shown, and applied when somebody agrees", async () => {
    const stage = open();
    const { screen, exit } = await drive(stage, "y");
    expect(screen).toMatch(/Leaves behind[\s\S]*Take this over\?/);
    expect(screen).toContain(`Took over ${screen.split(" → ").length - 1} things.`);
    expect(screen).not.toContain("not-to-be-seen");
    expect([exit, readdirSync(join(stage.dir, "state"))]).toEqual([0, [".env", "agents", "config.json"]]);
  });

  test("nothing is changed when somebody declines or leaves", async () => {
    const stage = open();
    for (const answer of ["n", "\u0003"]) {
      const { screen, exit } = await drive(stage, answer);
      expect([exit, screen.includes("Nothing was changed.")]).toEqual([0, true]);
    }
    expect(readdirSync(stage.dir)).toEqual(["theirs"]);
  });
});
