import { chmodSync } from "node:fs";
import { openModelAuth } from "../../../../src/auth/open.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { afterFailure } from "../../../../src/domain/cooldown.js";
import { noon, openStage, type Stage } from "./stage.js";

const hour = 3_600_000;
const config = {
  agents: {
    defaults: {
      model: { primary: "opus", fallbacks: ["openai/gpt-5.2"] },
      models: { "anthropic/claude-opus-4-5": { alias: "opus" }, "openai/gpt-5.2": {} },
    },
    list: [{ id: "main" }, { id: "research", model: "opus" }],
  },
  auth: { order: { anthropic: ["anthropic:work", "anthropic:home"] } },
};
const work = { type: "token", provider: "anthropic", token: "sk-ant-oat01-canary-work" };
const home = { type: "api_key", provider: "anthropic", key: "sk-ant-api03-canary-home" };
const openai = { type: "api_key", provider: "openai", key: "sk-canary-openai" };
const sound = { "anthropic:work": work, "anthropic:home": home, "openai:default": openai };

let stage: Stage;
const withFiles = (files: Parameters<typeof openStage>[0]): Stage => {
  stage = openStage(files);
  return stage;
};
afterEach(() => stage.remove());

async function pin(session: string, choice: { model?: string; profile?: string }, agentId = "main"): Promise<void> {
  const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon - hour });
  const viewer = { person: terminalPerson, seenByCallerAlone: true };
  await auth.session(session, { agentId }).pin({ kind: "choose", ...choice, once: false, soft: false }, viewer);
  await auth.close();
}

describe("models status", () => {
  test("shows default, fallbacks, aliases, where things are, and each provider's profiles in order", async () => {
    withFiles({ config, profiles: { ...sound, "anthropic:work": { ...work, expires: noon + 6 * hour } } });
    expect(await stage.see("models status")).toBe(
      `Config           ~/config.json
Agent            main (default)
Agent directory  ~/agents/main/agent
Default          anthropic/claude-opus-4-5 (opus)
Fallbacks (1)    openai/gpt-5.2
Aliases (1)      opus → anthropic/claude-opus-4-5
Allowed          the catalogue (2)
Profiles in      ~/agents/main/agent/auth-profiles.json
Login shell      not asked

anthropic · config order · profiles: ~/agents/main/agent/auth-profiles.json
  1. anthropic:work · token · expiring · next, unproven · expires in 6 h
  2. anthropic:home · api_key · ready · unproven

openai · all stored profiles · profiles: ~/agents/main/agent/auth-profiles.json
  1. openai:default · api_key · ready · next, unproven
= 0`,
    );
  });

  test("a token that says nothing of an end is said to be static; a key has none, and one that ends says when", async () => {
    const ends = { ...work, expires: noon + 72 * hour };
    withFiles({ config: {}, profiles: { "anthropic:a": work, "anthropic:b": ends, "anthropic:c": home } });
    const { out } = await stage.run("models status", { env: { ANTHROPIC_OAUTH_TOKEN: "t" } });
    expect(out.match(/ {2}\d\. .*/g)).toEqual([
      "  1. anthropic:a · token · ready · next, unproven · static: no expiry",
      "  2. anthropic:b · token · ready · unproven · expires in 3 d",
      "  3. anthropic:c · api_key · ready · unproven",
    ]);
  });

  test("a subscription's token that Anthropic refused is explained beside its state", async () => {
    withFiles({ config, profiles: sound });
    const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon });
    const failure = { class: "auth_permanent", summary: "" } as const;
    for (const profileId of ["anthropic:work", "anthropic:home"]) {
      const about = { profileId, model: "claude-opus-4-5", failure, now: noon };
      await auth.usages.change("main", "anthropic", (usage) => afterFailure(usage, about));
    }
    await auth.close();
    expect((await stage.run("models status")).out).toContain(
      `  1. anthropic:work · token · disabled, back in 10 min · auth_permanent · unproven · static: no expiry
     Anthropic may refuse a subscription's token outside its own client. An API key always works: modelpin models auth paste-api-key --provider anthropic.
  2. anthropic:home · api_key · disabled, back in 10 min · asks before it is paid · unproven

`,
    );
  });

  test("`models` alone is the same", async () => {
    withFiles({ config, profiles: sound });
    expect(await stage.see("models")).toBe(await stage.see("models status"));
    expect((await stage.run("models --json")).json).toEqual((await stage.run("models status --json")).json);
  });

  test("--plain is provider/model and nothing else", async () => {
    withFiles({ config, profiles: sound });
    expect(await stage.see("models status --plain")).toBe("anthropic/claude-opus-4-5\n= 0");
    stage.write(stage.configFile, {});
    expect(await stage.see("models status --plain")).toBe(
      "! No model is set for the agent main.\n! Set one: modelpin models set <provider/model>\n= 1",
    );
  });

  test("where people log in, the missing login is what is to be typed", async () => {
    withFiles({ config: { agents: { defaults: { model: "openai-codex/gpt-5.2" } } } });
    expect((await stage.run("models status")).out).toContain(
      "    modelpin models auth login --provider openai-codex\n    modelpin models auth paste-token --provider openai-codex\n",
    );
  });

  test("missing auth names provider, agent, file and the two commands that mend it", async () => {
    withFiles({ config, profiles: { "anthropic:work": work, "anthropic:home": home } });
    const { out } = await stage.run("models status");
    expect(out).toContain(`Missing auth
  No credentials found for openai (agent main).
    Looked in ~/agents/main/agent/auth-profiles.json and in the environment for OPENAI_API_KEY.
    modelpin models auth paste-api-key --provider openai
    modelpin models auth paste-token --provider openai
`);
    const { json } = await stage.run("models status --json");
    expect(json).toMatchObject({ auth: { missingProvidersInUse: ["openai"] } });
  });

  test("where an order names nobody who is there, those whom it leaves out are named, not declared missing", async () => {
    const key = { type: "api_key", provider: "openai", key: "sk-canary" };
    stage.write(stage.configFile, {
      agents: { defaults: { model: "openai/gpt-5.2" } },
      auth: { order: { openai: ["openai:gone", "openai:empty"] } },
    });
    stage.write(stage.profilesFile(), {
      version: 1,
      profiles: { "openai:work": key, "openai:empty": { ...key, key: "" } },
    });
    const { out } = await stage.run("models status");
    expect(out).toContain("openai · config order · missing: none of those that are tried holds a credential\n");
    expect(out).toContain("None of the profiles that openai (agent main) is tried with holds a credential.\n");
    expect(out).not.toContain("No credentials found");
    const [typed = ""] = /modelpin models auth order set .*/.exec(out) ?? [];
    expect((await stage.run(typed.replace("modelpin ", ""))).exit).toBe(0);
    expect((await stage.run("models status --check")).exit).toBe(0);
  });

  test("--json keeps the key names that scripts know", async () => {
    const home = { provider: "anthropic", mode: "api_key", billing: "flat" };
    withFiles({
      config: { ...config, auth: { ...config.auth, profiles: { "anthropic:home": home } } },
      profiles: { ...sound, "anthropic:work": { ...work, expires: noon - hour } },
    });
    const { json, exit } = await stage.run("models status --json --check");
    expect(exit).toBe(1);
    expect(json).toMatchObject({
      agentId: "main",
      configPath: "~/config.json",
      agentDir: "~/agents/main/agent",
      defaultModel: "opus",
      resolvedDefault: "anthropic/claude-opus-4-5",
      fallbacks: ["openai/gpt-5.2"],
      aliases: { opus: "anthropic/claude-opus-4-5" },
      allowed: ["anthropic/claude-opus-4-5", "openai/gpt-5.2"],
      auth: {
        storePath: "~/agents/main/agent/auth-profiles.json",
        missingProvidersInUse: [],
        unusableProfiles: [],
        providers: [
          {
            provider: "anthropic",
            effective: { kind: "profiles", detail: "~/agents/main/agent/auth-profiles.json" },
            candidates: [
              {
                profileId: "anthropic:work",
                type: "token",
                state: "expired",
                reason: null,
                until: noon - hour,
                next: false,
                billing: "flat",
                source: { kind: "own" },
              },
              { profileId: "anthropic:home", type: "api_key", state: "ready", next: true, billing: "flat" },
            ],
          },
          { provider: "openai", effective: { kind: "profiles" } },
        ],
        oauth: {
          profiles: [
            { profileId: "anthropic:work", type: "token", status: "expired", expiresAt: noon - hour, remainingMs: 0 },
          ],
        },
      },
      check: {
        code: 1,
        reasons: [
          "anthropic (agent main): anthropic:work is expired",
          "anthropic (agent research): anthropic:work is expired",
        ],
      },
    });
  });

  test("no secret and no part of one is in any form of it", async () => {
    withFiles({
      config,
      profiles: { ...sound, "google:odd": { type: "api_key", provider: "google", apiKey: "AIza-canary" } },
    });
    const env = { OPENROUTER_API_KEY: "sk-or-canary-env" };
    for (const line of ["models status", "models status --json", "models auth list", "models auth list --json"]) {
      const { out, err } = await stage.run(line, { env });
      expect(out + err).not.toMatch(/canary|sk-|AIza/);
    }
  });

  test("an environment key is named with its variable and where it was found", async () => {
    withFiles({ config, profiles: { "anthropic:work": work } });
    const { json } = await stage.run("models status --json", { env: { OPENAI_API_KEY: "sk-canary" } });
    expect(json).toMatchObject({
      auth: {
        providers: [{ provider: "anthropic" }, { effective: { kind: "env", detail: "OPENAI_API_KEY (process)" } }],
      },
    });
  });

  test("every skipped entry is shown with its path and what belongs there", async () => {
    const skipped = {
      "openai:a": { type: "api_key", provider: "openai", apiKey: "x" },
      "openai:b": { mode: "token", provider: "openai" },
    };
    withFiles({ config, profiles: { ...sound, ...skipped } });
    const { out } = await stage.run("models status");
    expect(out).toContain(`To mend
  ! ~/agents/main/agent/auth-profiles.json: profiles.openai:a.apiKey: rename this field to "key"
  ! ~/agents/main/agent/auth-profiles.json: profiles.openai:b.mode: rename this field to "type"
`);
  });

  test("what came out of a file cannot move the cursor or colour the terminal", async () => {
    withFiles({ config, profiles: { "openai:\u001B[2Jx": openai } });
    const { out } = await stage.run("models status");
    expect(out).not.toContain("\u001B");
  });

  test("reads only: nothing is made where there was nothing", async () => {
    withFiles({});
    expect((await stage.run("models status --check")).exit).toBe(0);
    const { readdirSync } = await import("node:fs");
    expect(readdirSync(stage.dir)).toEqual([]);
  });
});

describe("models status --check with real files", () => {
  test("0 when all is well, and says nothing more", async () => {
    withFiles({ config, profiles: sound });
    const { exit, err } = await stage.run("models status --check");
    expect([exit, err]).toEqual([0, ""]);
  });

  test("2 when a profile in use expires within 24 h", async () => {
    withFiles({ config, profiles: { ...sound, "anthropic:work": { ...work, expires: noon + hour } } });
    const { exit, out, err } = await stage.run("models status --check --plain");
    expect([exit, out]).toEqual([2, "anthropic/claude-opus-4-5\n"]);
    expect(err).toContain("check: anthropic (agent main): anthropic:work expires within 24 h\n");
    expect((await stage.run("models status --check")).err).toBe(err);
  });

  test("an unused provider never counts, until somebody pins it", async () => {
    const mistral = { type: "token", provider: "mistral", token: "x-canary", expires: noon - hour };
    const models = { ...config.agents.defaults.models, "mistral/large": {} };
    const wider = { ...config, agents: { ...config.agents, defaults: { ...config.agents.defaults, models } } };
    withFiles({ config: wider, profiles: { ...sound, "mistral:old": mistral } });
    expect((await stage.run("models status --check")).exit).toBe(0);
    await pin("discord:1", { model: "mistral/large" });
    const { exit, err } = await stage.run("models status --check");
    expect([exit, err]).toEqual([
      1,
      "check: mistral (agent main): mistral:old is expired\ncheck: mistral (agent main): no usable profile\n",
    ]);
  });

  test("the pin of an agent that is gone counts: whoever answers there now needs its provider", async () => {
    const models = { ...config.agents.defaults.models, "groq/llama": {} };
    const wider = { ...config, agents: { ...config.agents, defaults: { ...config.agents.defaults, models } } };
    const list = [{ id: "main" }, { id: "retired" }];
    withFiles({ config: { ...wider, agents: { ...wider.agents, list } }, profiles: sound });
    await pin("discord:1", { model: "groq/llama" }, "retired");
    stage.write(stage.configFile, wider);
    const { exit, err } = await stage.run("models status --check");
    expect([exit, err]).toEqual([1, "check: groq (agent main): no profile\n"]);
  });

  test("another agent's provider counts, whichever agent is shown", async () => {
    const list = [{ id: "main" }, { id: "research", model: "groq/llama" }];
    withFiles({ config: { ...config, agents: { ...config.agents, list } }, profiles: sound });
    const { exit, err } = await stage.run("models status --check --agent main");
    expect([exit, err]).toEqual([1, "check: groq (agent research): no profile\n"]);
  });

  test("1 when the profile file cannot be read: file, line and cause, and it stays as it is", async () => {
    withFiles({ config });
    const broken = '{\n  "profiles": {\n    "a:b": { "key": "sk-canary" \n}';
    stage.write(stage.profilesFile(), broken);
    const { exit, out, err } = await stage.run("models status --check");
    expect(exit).toBe(1);
    expect(out).toContain("! ~/agents/main/agent/auth-profiles.json: line 4, column 2:");
    expect(err).toContain("check: anthropic (agent main): its profiles cannot be read:");
    expect(out + err).not.toContain("canary");
    expect(stage.read(stage.profilesFile())).toBe(broken);
  });

  test("3 when the configuration cannot be used, with what can still be said; 1 without --check", async () => {
    withFiles({ config: '{ "agnets": {} }' });
    const { exit, out, err } = await stage.run("models status --check");
    expect(exit).toBe(3);
    expect(out).toBe("Config           ~/config.json (cannot be used)\nState directory  ~\n");
    expect(err).toContain('~/config.json:1:3: agnets: unknown key; did you mean "agents"?');
    expect((await stage.run("models status")).exit).toBe(1);
    const json = await stage.run("models status --check --json");
    expect(json.exit).toBe(3);
    expect(json.json).toMatchObject({
      configPath: "~/config.json",
      check: { code: 3 },
      error: { code: "config_invalid" },
    });
  });

  test("3 when a source of secrets cannot be read, 1 when the secret is not in it", async () => {
    const keys = "/keys.json";
    const secrets = { providers: { keys: { source: "file", path: `~${keys}` } } };
    const ref = { source: "file", provider: "keys", id: "/openai" };
    withFiles({
      config: { ...config, secrets },
      profiles: { ...sound, "openai:default": { type: "api_key", provider: "openai", keyRef: ref } },
    });
    const { exit, err } = await stage.run("models status --check");
    expect([exit, err.includes("openai:default")]).toEqual([3, true]);
    stage.write(`${stage.dir}${keys}`, { openai: "sk-canary" });
    expect((await stage.run("models status --check")).exit).toBe(0);
    stage.write(`${stage.dir}${keys}`, { other: "sk-canary" });
    expect((await stage.run("models status --check")).exit).toBe(1);
    chmodSync(`${stage.dir}${keys}`, 0o666);
    expect((await stage.run("models status --check")).exit).toBe(3);
  });
});
