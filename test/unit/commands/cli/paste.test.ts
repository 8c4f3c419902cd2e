import { existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { openModelAuth } from "../../../../src/auth/open.js";
import { afterFailure } from "../../../../src/domain/cooldown.js";
import { noon, openStage, type Stage } from "./stage.js";

const token = `sk-ant-oat01-canary-${"t".repeat(80)}`;
const key = "sk-proj-canary-0123456789";
const config = `{
  // who pays
  "auth": { "order": { "openai": ["openai:work"] } }, // the company first
}
`;

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config });
});
afterEach(() => stage.remove());

const profiles = (agent?: string): unknown => JSON.parse(readFileSync(stage.profilesFile(agent), "utf8")).profiles;

describe("models auth paste-token and paste-api-key", () => {
  test("store what is piped in, in both files, and say what to do next", async () => {
    expect(
      await stage.see("models auth paste-token --provider anthropic --expires-in 365d", { stdin: `${token}\n` }),
    ).toBe(
      `Stored anthropic:manual (token, expires 2028-01-15 12:00 UTC) in ~/agents/main/agent/auth-profiles.json
Named in ~/config.json
anthropic is tried in this order: anthropic:manual

See it:    modelpin models status
Next:      modelpin models set anthropic/<model>
= 0`,
    );
    expect(profiles()).toEqual({
      "anthropic:manual": { type: "token", provider: "anthropic", token, expires: noon + 365 * 86_400_000 },
    });
    expect(statSync(stage.profilesFile()).mode & 0o777).toBe(0o600);
    expect(stage.read(stage.configFile).replace(/\s/g, "")).toContain(
      '"profiles":{"anthropic:manual":{"provider":"anthropic","mode":"token"}}',
    );
  });

  test("a setup token that was cut off is stored as it is, and said to be short", async () => {
    const { exit, out, err } = await stage.run("models auth paste-token --provider anthropic", {
      stdin: "sk-ant-oat01-canary",
    });
    expect([exit, err]).toEqual([
      0,
      "Such a token has at least 80 characters, this one 19. If it is refused, copy it again, to its end.\n",
    ]);
    expect(out).toContain("Stored anthropic:manual (token)");
    const other = await stage.run("models auth paste-token --provider groq", { stdin: "short" });
    expect([other.exit, other.err]).toEqual([0, ""]);
  });

  test("with a default model there is something to pin, and the last line says how", async () => {
    stage.write(stage.configFile, { agents: { defaults: { model: "anthropic/claude-opus-4-5" } } });
    const { out } = await stage.run("models auth paste-token --provider anthropic", { stdin: token });
    expect(out).toMatch(/\nPin it: {4}\/model @anthropic:manual\n$/);
  });

  test("what to type next names the agent that has no model", async () => {
    stage.write(stage.configFile, {
      agents: {
        list: [{ id: "main", default: true, model: "anthropic/claude-opus-4-5" }, { id: "research" }],
      },
    });
    const { out } = await stage.run("models auth paste-token --provider anthropic --agent research", { stdin: token });
    expect(out).toMatch(/\nNext: {6}modelpin models set anthropic\/<model> --agent research\n$/);
  });

  test("an API key goes to <provider>:default, unless --profile-id says otherwise", async () => {
    await stage.run("models auth paste-api-key --provider openai", { stdin: key });
    await stage.run("models auth paste-api-key --provider openai --profile-id openai:other", { stdin: `${key}2` });
    expect(profiles()).toEqual({
      "openai:default": { type: "api_key", provider: "openai", key },
      "openai:other": { type: "api_key", provider: "openai", key: `${key}2` },
    });
  });

  test("whoever meant to add a second account is told how, and a first one is told nothing of it", async () => {
    const paste = async () => (await stage.run("models auth paste-api-key --provider openai", { stdin: key })).out;
    expect(await paste()).not.toContain("--profile-id");
    expect(await paste()).toContain("Beside it: --profile-id openai:<name>");
  });

  test("a new credential does not rest for what the old one failed, for whichever agent reads it", async () => {
    stage.write(stage.configFile, { agents: { list: [{ id: "main" }, { id: "reader" }, { id: "owner" }] } });
    const old = { "openai:default": { type: "api_key", provider: "openai", key: "sk-old" } };
    for (const agent of ["main", "owner"]) stage.write(stage.profilesFile(agent), { version: 1, profiles: old });
    const failed = { profileId: "openai:default", model: "gpt-5.2", failure: { class: "billing" as const }, now: noon };
    const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon });
    for (const agent of ["main", "reader", "owner"])
      await auth.usages.change(agent, "openai", (usage) => afterFailure(usage, failed));
    await auth.close();
    const resting = async (agent: string) =>
      (await stage.run(`models auth cooldown list --json --agent ${agent}`)).json as unknown[];
    expect(await resting("reader")).toHaveLength(1);
    const { out } = await stage.run("models auth paste-api-key --provider openai", { stdin: key });
    expect(out).toContain("\nIt may be used at once: what the old one had failed is forgotten.\n");
    expect([await resting("main"), await resting("reader")]).toEqual([[], []]);
    expect(await resting("owner")).toHaveLength(1);
    const again = await stage.run("models auth paste-api-key --provider openai", { stdin: key });
    expect(again.out).not.toContain("forgotten");
  });

  test("an order that the configuration has gets the id first; comments stay; none is created", async () => {
    await stage.run("models auth paste-api-key --provider openai", { stdin: key });
    await stage.run("models auth paste-token --provider anthropic", { stdin: token });
    const text = stage.read(stage.configFile);
    expect(text).toContain("// who pays");
    expect(text).toContain("// the company first");
    expect(stage.read(stage.configFile).replace(/\s/g, "")).toContain(
      '"order":{"openai":["openai:default","openai:work"]}',
    );
  });

  test("what a person wrote about the profile, in either file, stays when its secret is replaced", async () => {
    const about = { provider: "openai", mode: "token", email: "me@example.com", billing: "flat", use: ["terminal"] };
    stage.write(stage.configFile, { auth: { profiles: { "openai:default": about } } });
    const before = { type: "api_key", provider: "openai", key: "old", displayName: "Ours", note: "mine" };
    stage.write(stage.profilesFile(), { version: 1, profiles: { "openai:default": before }, usageStats: { x: 1 } });
    const { out } = await stage.run("models auth paste-api-key --provider openai", { stdin: key });
    expect(out).toContain("Replaced openai:default (api_key)");
    expect(profiles()).toEqual({ "openai:default": { ...before, key } });
    expect(JSON.parse(stage.read(stage.profilesFile())).usageStats).toEqual({ x: 1 });
    expect(stage.config()).toEqual({ auth: { profiles: { "openai:default": { ...about, mode: "api_key" } } } });
  });

  test("profiles that are no longer tried, because the configuration now names others, are named", async () => {
    stage.write(stage.profilesFile(), {
      version: 1,
      profiles: { "mistral:old": { type: "api_key", provider: "mistral", key } },
    });
    const { out } = await stage.run("models auth paste-api-key --provider mistral", { stdin: key });
    expect(out).toContain("Only through a pin from now on, since the configuration does not name them: mistral:old");
    const [, typed = ""] = /^Keep them: modelpin (.*)$/m.exec(out) ?? [];
    expect((await stage.run(typed)).out).toContain("Order     mistral:default, mistral:old");
  });

  test("a key takes no conversation from a flat account that was tried without being named", async () => {
    stage.write(stage.configFile, { agents: { defaults: { model: "anthropic/claude-opus-4-5" } } });
    const subscription = { type: "token", provider: "anthropic", token };
    const old = { type: "api_key", provider: "anthropic", key: `${key}-old` };
    stage.write(stage.profilesFile(), {
      version: 1,
      profiles: { "anthropic:max": subscription, "anthropic:old": old },
    });
    const { out } = await stage.run("models auth paste-api-key --provider anthropic", { stdin: key });
    expect(out).toContain("anthropic is tried in this order: anthropic:max, anthropic:default\n");
    expect(out).toContain(
      "Only through a pin from now on, since the configuration does not name them: anthropic:old\n",
    );
    expect(stage.config()).toMatchObject({
      auth: {
        profiles: {
          "anthropic:default": { provider: "anthropic", mode: "api_key" },
          "anthropic:max": { provider: "anthropic", mode: "token" },
        },
      },
    });
    const { json } = await stage.run("models explain terminal:home --json");
    expect(json).toMatchObject({ choice: { profileId: "anthropic:max" } });
  });

  test("--agent stores for that agent alone", async () => {
    stage.write(stage.configFile, { agents: { list: [{ id: "main" }, { id: "research" }] } });
    await stage.run("models auth paste-api-key --provider openai --agent research", { stdin: key });
    expect(existsSync(stage.profilesFile())).toBe(false);
    expect(profiles("research")).toHaveProperty("openai:default");
  });

  test.each([
    ["a secret as an argument", `models auth paste-api-key --provider openai ${key}`, 64],
    ["a secret as a flag", `models auth paste-token --provider anthropic --token=${token}`, 64],
    ["a secret after an unknown flag", `models auth paste-token --provider anthropic --value ${token}`, 64],
    ["a profile id of another provider", "models auth paste-api-key --provider openai --profile-id anthropic:x", 64],
    ["an id that the environment has", "models auth paste-api-key --provider openai --profile-id openai:env", 64],
    ["an id without a provider", "models auth paste-api-key --provider openai --profile-id work", 64],
    ["no provider", "models auth paste-api-key", 64],
    ["a provider that nobody knows", "models auth paste-api-key --provider opnai", 1],
    ["an agent that nobody knows", "models auth paste-api-key --provider openai --agent mian", 1],
    ["a length of time that is none", "models auth paste-token --provider anthropic --expires-in soon", 64],
  ])("%s is refused, nothing is written, and nothing of it is repeated", async (_what, line, code) => {
    const { exit, out, err } = await stage.run(line, { stdin: key });
    expect([exit, out]).toEqual([code, ""]);
    expect(err).not.toBe("");
    expect(err).not.toContain("canary");
    expect(existsSync(stage.profilesFile())).toBe(false);
    expect(stage.read(stage.configFile)).toBe(config);
  });

  test("a file that was piped by mistake is not taken for a credential", async () => {
    expect(await stage.see("models auth paste-api-key --provider openai", { stdin: "x".repeat(64 * 1024 + 1) })).toBe(
      `! That is longer than any credential (65536 characters).
! Nothing was stored. Give only the token or key itself.
= 1`,
    );
  });

  test("who gives a secret as an argument learns where it now stands", async () => {
    const { err } = await stage.run(`models auth paste-api-key --provider openai ${key}`);
    expect(err).toContain("it now stands in the shell history");
  });

  test("a subscription token is not taken as an API key", async () => {
    expect(await stage.see("models auth paste-api-key --provider anthropic", { stdin: token })).toBe(
      `! This is a subscription token (of claude setup-token), not an API key. Nothing was stored.
! Store it with: modelpin models auth paste-token --provider anthropic
= 1`,
    );
  });

  test.each([
    ["anthropic", "sk-ant-api03-"],
    ["openai", "sk-proj-"],
    ["OpenAI", "sk-svcacct-"],
    ["openrouter", "sk-or-v1-"],
    ["google", "AIza"],
    ["groq", "gsk_"],
    ["xai", "xai-"],
  ])("a key of %s is not taken as a token, which would count as a flat rate: %s", async (provider, prefix) => {
    expect(
      await stage.see(`models auth paste-token --provider ${provider}`, { stdin: `${prefix}${"k".repeat(40)}` }),
    ).toBe(
      `! This is an API key, not a token. Nothing was stored.
! Store it with: modelpin models auth paste-api-key --provider ${provider.toLowerCase()}
= 1`,
    );
  });

  test("a profile file that does not parse is never written over, and the secret is not even read", async () => {
    const broken = '{ "profiles": { ';
    stage.write(stage.profilesFile(), broken);
    // Nothing is piped in, and it is not that which is complained about.
    const { exit, err } = await stage.run("models auth paste-api-key --provider openai");
    expect(exit).toBe(1);
    expect(err).toContain("~/agents/main/agent/auth-profiles.json: line 1");
    expect(stage.read(stage.profilesFile())).toBe(broken);
    expect(stage.read(stage.configFile)).toBe(config);
  });

  test("a configuration that is not valid stops it before anything is written", async () => {
    stage.write(stage.configFile, '{ "agnets": {} }');
    expect((await stage.run("models auth paste-api-key --provider openai", { stdin: key })).exit).toBe(1);
    expect(existsSync(stage.profilesFile())).toBe(false);
  });

  test("when the configuration cannot be written the profile is kept, and what is missing is said", async () => {
    const link = `${stage.dir}/linked.json`;
    symlinkSync(`${stage.dir}/unmounted/config.json`, link);
    const line = `models auth paste-api-key --provider openai --config ${link}`;
    const { exit, err } = await stage.run(line, { stdin: key });
    expect(exit).toBe(1);
    expect(err).toContain(
      "openai:default is stored in ~/agents/main/agent/auth-profiles.json, but ~/linked.json does not name it yet:",
    );
    expect(err).toContain("Mend that, then run the same command again.");
    expect(profiles()).toHaveProperty("openai:default");
  });

  test("a configuration that is not there yet is made", async () => {
    const other = `${stage.dir}/new/config.json`;
    const { exit } = await stage.run(`models auth paste-api-key --provider openai --config ${other}`, { stdin: key });
    expect(exit).toBe(0);
    expect(JSON.parse(stage.read(other))).toEqual({
      auth: { profiles: { "openai:default": { provider: "openai", mode: "api_key" } } },
    });
  });

  test("--json says the same to programs", async () => {
    const { json } = await stage.run("models auth paste-api-key --provider openai --json", { stdin: key });
    expect(json).toEqual({
      profileId: "openai:default",
      provider: "openai",
      type: "api_key",
      expires: null,
      agentId: "main",
      authStorePath: "~/agents/main/agent/auth-profiles.json",
      configPath: "~/config.json",
      replaced: false,
      order: ["openai:default", "openai:work"],
      noLongerTried: [],
    });
  });
});
