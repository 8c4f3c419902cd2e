import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openModelAuth } from "../../../../src/auth/open.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { afterFailure } from "../../../../src/domain/cooldown.js";
import { noon, openStage, type Stage } from "./stage.js";

const secret = "sk-ant-api03-canary-work";
const config = `{
  "agents": {
    "defaults": { "model": "anthropic/claude-opus-4-5", "models": { "openai/gpt-5.2": {} } },
    "list": [{ "id": "main" }, { "id": "research" }, { "id": "own" }],
  },
  "auth": {
    // who pays
    "profiles": {
      "anthropic:work": { "provider": "anthropic", "mode": "api_key" }, // the company
      "anthropic:home": { "provider": "anthropic", "mode": "token" },
    },
    "order": { "anthropic": ["anthropic:work", "anthropic:home"] },
  },
}
`;
const profiles = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: secret },
  "anthropic:home": { type: "token", provider: "anthropic", token: "sk-ant-oat01-canary-home" },
  "openai:old": { type: "api_key", provider: "openai", apiKey: "sk-misnamed" },
};

let stage: Stage;
beforeEach(async () => {
  stage = openStage({ config });
  stage.write(stage.profilesFile(), {
    version: 1,
    profiles,
    order: { anthropic: ["anthropic:work", "anthropic:home"] },
    lastGood: { anthropic: "anthropic:work" },
  });
  stage.write(stage.profilesFile("research"), { version: 1, profiles: {}, order: { anthropic: ["anthropic:work"] } });
  stage.write(stage.profilesFile("own"), {
    version: 1,
    profiles: { "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-canary-own" } },
    order: { anthropic: ["anthropic:work"] },
  });
});
afterEach(() => stage.remove());

/** Conversations that are pinned, and a profile that cools down. */
async function live(): Promise<void> {
  const auth = await openModelAuth({ stateDir: stage.dir, env: {}, now: () => noon });
  const viewer = { person: terminalPerson, seenByCallerAlone: true };
  const choose = { kind: "choose", once: false, soft: false } as const;
  await auth.session("discord:1").pin({ ...choose, profile: "anthropic:work" }, viewer);
  await auth.session("discord:2").pin({ ...choose, profile: "anthropic:home" }, viewer);
  await auth.session("discord:3", { agentId: "own" }).pin({ ...choose, profile: "anthropic:work" }, viewer);
  const failed = {
    profileId: "anthropic:work",
    model: "claude-opus-4-5",
    failure: { class: "billing" as const },
    now: noon,
  };
  await auth.usages.change("main", "anthropic", (usage) => afterFailure(usage, failed));
  await auth.consents.add("discord:4", { profileId: "anthropic:work", instead: [], by: "terminal", at: noon });
  await auth.close();
}

const everything = (): string =>
  readdirSync(stage.dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");

describe("models auth remove", () => {
  test("what goes is shown before it goes; with --json in the one document", async () => {
    const stillThere: boolean[] = [];
    const onOut = (text: string): void => {
      if (text.includes("auth-profiles.json")) stillThere.push(everything().includes(secret));
    };
    await stage.run("models auth remove anthropic:work --dry-run", { onOut });
    expect(stillThere.splice(0)).toEqual([true]);
    expect((await stage.run("models auth remove anthropic:work", { onOut })).exit).toBe(0);
    expect(stillThere).toEqual([true]);
    const { exit, json } = await stage.run("models auth remove anthropic:home --json");
    expect([exit, json]).toEqual([0, expect.objectContaining({ profileId: "anthropic:home", dryRun: false })]);
  });

  test("shows what hangs on a profile, then takes secret, orders, names, counters and pins away", async () => {
    await live();
    expect(await stage.see("models auth remove anthropic:work")).toBe(
      [
        "anthropic:work (api_key) of the agent main",
        "  Secret   ~/agents/main/agent/auth-profiles.json",
        "  Orders   stored order of research: anthropic:work",
        "           stored order of main: anthropic:work, anthropic:home",
        "  Counted  for the agent main",
        "  Consent  of discord:4",
        "  Pins     of 1 conversation",
        "    CONVERSATION  AGENT  MODEL  PROFILE         KIND    BY        WHEN",
        "    discord:1     main   -      anthropic:work  strict  terminal  just now",
        "",
        "Removed.",
        "anthropic is tried in this order now: anthropic:home",
        "Conversations that were pinned to it go on with the agent's default.",
        "= 0",
      ].join("\n"),
    );
    expect(everything()).not.toContain(secret);
    expect(JSON.parse(stage.read(stage.profilesFile()))).toEqual({
      version: 1,
      profiles: { "anthropic:home": profiles["anthropic:home"], "openai:old": profiles["openai:old"] },
      order: { anthropic: ["anthropic:home"] },
      lastGood: { anthropic: "anthropic:work" },
    });
    expect(JSON.parse(stage.read(stage.profilesFile("research")))).toEqual({ version: 1, profiles: {} });
    expect((await stage.run("models pins list --json")).json).toMatchObject([
      { session: "discord:2", profileId: "anthropic:home" },
      { session: "discord:3", agentId: "own", profileId: "anthropic:work" },
    ]);
  });

  test("the configuration goes on naming it for an agent that has such a profile of its own, then not", async () => {
    await stage.run("models auth remove anthropic:work");
    expect(stage.read(stage.configFile)).toBe(config);
    expect(await stage.see("models auth remove anthropic:work --agent own")).toContain(
      '  Config   auth.order.anthropic[0]\n           auth.profiles["anthropic:work"]\n',
    );
    expect(stage.read(stage.configFile)).toBe(
      config
        .replace('"anthropic:work", "anthropic:home"]', '"anthropic:home"]')
        .replace(
          '      "anthropic:work": { "provider": "anthropic", "mode": "api_key" }, // the company\n',
          "      // the company\n",
        ),
    );
  });

  test("a dry run shows the same and changes nothing", async () => {
    await live();
    const before = everything();
    const { out, exit } = await stage.run("models auth remove anthropic:work --dry-run");
    expect(exit).toBe(0);
    expect(out).toContain("Would remove all of this. Do it: modelpin models auth remove anthropic:work\n");
    expect(everything()).toBe(before);
    expect((await stage.run("models pins list --json")).json).toHaveLength(3);
  });

  test("--json holds the same facts and no secret", async () => {
    await live();
    const { json, out } = await stage.run("models auth remove anthropic:work --json");
    expect(json).toEqual({
      profileId: "anthropic:work",
      provider: "anthropic",
      agentId: "main",
      dryRun: false,
      removed: {
        secret: true,
        authStorePath: "~/agents/main/agent/auth-profiles.json",
        orders: [
          { agentId: "research", provider: "anthropic" },
          { agentId: "main", provider: "anthropic" },
        ],
        config: [],
        usage: ["main"],
        consents: ["discord:4"],
        pins: [
          {
            session: "discord:1",
            agentId: "main",
            model: null,
            profileId: "anthropic:work",
            strict: true,
            by: "terminal",
            at: noon,
          },
        ],
      },
      order: ["anthropic:home"],
    });
    expect(out).not.toContain("canary");
  });

  test("what an interrupted removal left over is found again and ended", async () => {
    await live();
    // As a crash right after the first write leaves it.
    stage.write(stage.profilesFile(), { version: 1, profiles: { "anthropic:home": profiles["anthropic:home"] } });
    expect(await stage.see("models auth remove anthropic:work")).toContain("  Secret   gone already\n");
    expect((await stage.run("models pins list --json")).json).toHaveLength(2);
    expect((await stage.run("models auth remove anthropic:work")).err).toBe(
      'There is no profile "anthropic:work" for the agent main.\nDid you mean anthropic:home?\n',
    );
  });

  test("an entry that cannot be used as it is written can be removed", async () => {
    expect(await stage.see("models auth remove openai:old")).toBe(
      "openai:old (api_key) of the agent main\n  Secret   ~/agents/main/agent/auth-profiles.json\n\nRemoved.\nNo profile of openai is left.\n= 0",
    );
    expect(everything()).not.toContain("sk-misnamed");
  });

  test("what is tried from now on stands in the sequence in which it is tried, though nobody wrote one", async () => {
    const named = { provider: "anthropic", mode: "api_key" };
    const names = { "anthropic:a": named, "anthropic:b": named, "anthropic:t": { ...named, mode: "token" } };
    stage.write(stage.configFile, JSON.stringify({ agents: { list: [{ id: "main" }] }, auth: { profiles: names } }));
    const token = { type: "token", provider: "anthropic", token: "sk-ant-oat01-canary" };
    const { "anthropic:work": work } = profiles;
    stage.write(stage.profilesFile(), {
      version: 1,
      profiles: { "anthropic:a": work, "anthropic:b": work, "anthropic:t": token },
    });
    expect(await stage.see("models auth remove anthropic:a")).toContain(
      "anthropic is tried in this order now: anthropic:t, anthropic:b (metered: anthropic:b)\n",
    );
  });

  test("a metered key that is tried from now on is named", async () => {
    await stage.run("models auth remove anthropic:work --agent own");
    expect(await stage.see("models auth remove anthropic:home")).toContain(
      "anthropic is tried in this order now: anthropic:work (metered: anthropic:work)\n",
    );
  });

  test.each([
    [
      "models auth remove work",
      '! There is no profile "work" for the agent main.\n! Did you mean anthropic:work?\n= 1',
    ],
    [
      "models auth remove antropic:work",
      '! There is no profile "antropic:work" for the agent main.\n! Did you mean anthropic:work?\n= 1',
    ],
    [
      "models auth remove anthropic:work --agent research",
      "! anthropic:work is in main's file; the agent research only reads it there.\n! It goes for every agent that reads it: modelpin models auth remove anthropic:work --agent main\n= 1",
    ],
    [
      "models auth remove openai:env",
      "! openai:env is not stored: it is OPENAI_API_KEY (process).\n! Take that variable out where it is set.\n= 1",
    ],
    [
      "models auth remove",
      "! <profile-id> is missing.\n! For example: modelpin models auth remove anthropic:work --dry-run\n= 64",
    ],
  ])("%s is refused with the true reason", async (line, seen) => {
    const before = everything();
    expect(await stage.see(line, { env: { OPENAI_API_KEY: "sk-env" } })).toBe(seen);
    expect(everything()).toBe(before);
  });

  test("a file that does not parse is never written to", async () => {
    stage.write(stage.profilesFile(), '{ "version": 1, "profiles": { ');
    const { exit, err } = await stage.run("models auth remove anthropic:work");
    expect(exit).toBe(1);
    expect(err).toContain("agents/main/agent/auth-profiles.json: line 1");
    expect(stage.read(stage.profilesFile())).toBe('{ "version": 1, "profiles": { ');
  });

  test("a configuration that could not be changed is found out before the secret is touched", async () => {
    await stage.run("models auth remove anthropic:work --agent own");
    stage.write(stage.configFile, config.replace('"mode": "token"', '"mode": "nonsense"'));
    expect((await stage.run("models auth remove anthropic:work")).exit).toBe(1);
    expect(stage.read(stage.profilesFile())).toContain(secret);
  });
});
