import { openStage, type Stage } from "./stage.js";

const key = (provider: string) => ({ type: "api_key", provider, key: "sk-canary" });
const profiles = {
  "anthropic:work": key("anthropic"),
  "anthropic:home": key("anthropic"),
  "openai:default": key("openai"),
};

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config: { agents: { list: [{ id: "main" }, { id: "research" }] } }, profiles });
});
afterEach(() => stage.remove());

const order = "models auth order";
const stored = (agent?: string): unknown => JSON.parse(stage.read(stage.profilesFile(agent))).order;

describe("models auth order", () => {
  test("get says what applies where none is stored", async () => {
    expect(await stage.see(`${order} get --provider anthropic`)).toBe(`Agent     main
Provider  anthropic
File      ~/agents/main/agent/auth-profiles.json
Order     none stored
Applies   all stored profiles: anthropic:home, anthropic:work
= 0`);
  });

  test("get names what applies in the sequence in which it is tried", async () => {
    stage.write(stage.profilesFile(), {
      version: 1,
      profiles: { ...profiles, "anthropic:zed": { type: "token", provider: "anthropic", token: "sk-canary" } },
    });
    const named = (mode: string) => ({ provider: "anthropic", mode });
    stage.write(
      stage.configFile,
      JSON.stringify({ auth: { profiles: { "anthropic:work": named("api_key"), "anthropic:zed": named("token") } } }),
    );
    expect(await stage.see(`${order} get --provider anthropic`)).toContain(
      "Applies   profiles named in the config: anthropic:zed, anthropic:work\n",
    );
  });

  test("set stores it, get shows it, clear drops it", async () => {
    expect(await stage.see(`${order} set --provider Anthropic anthropic:work anthropic:home`)).toBe(`Agent     main
Provider  anthropic
File      ~/agents/main/agent/auth-profiles.json
Order     anthropic:work, anthropic:home
= 0`);
    expect(stored()).toEqual({ anthropic: ["anthropic:work", "anthropic:home"] });
    expect((await stage.run(`${order} get --provider anthropic --json`)).json).toEqual({
      agentId: "main",
      agentDir: "~/agents/main/agent",
      provider: "anthropic",
      authStorePath: "~/agents/main/agent/auth-profiles.json",
      order: ["anthropic:work", "anthropic:home"],
    });
    expect((await stage.run(`${order} clear --provider anthropic --json`)).json).toMatchObject({ order: null });
    expect(stored()).toBeUndefined();
    expect((await stage.run(`${order} clear --provider anthropic`)).exit).toBe(0);
  });

  test("what a complete order leaves out is named, a key in the environment included", async () => {
    stage.write(`${stage.dir}/.env`, "ANTHROPIC_API_KEY=sk-canary\n");
    expect((await stage.run(`${order} set --provider anthropic anthropic:work`)).out).toContain(
      "\nOrder     anthropic:work\nPin only  anthropic:home, anthropic:env\n",
    );
    expect((await stage.run(`${order} get --provider anthropic`)).out).toContain(
      "\nPin only  anthropic:home, anthropic:env\n",
    );
    const all = "anthropic:work anthropic:home anthropic:env";
    expect((await stage.run(`${order} set --provider anthropic ${all}`)).out).not.toContain("Pin only");
  });

  test("a name that would steer the terminal is shown without its control characters", async () => {
    const evil = { "anthropic:\u001B]0;pwned\u0007\u001B[2J\u202Ework": key("anthropic") };
    stage.write(stage.profilesFile(), JSON.stringify({ version: 1, profiles: evil }));
    const { out } = await stage.run(`${order} get --provider anthropic`);
    expect(out).toContain("pwned");
    expect(out).not.toMatch(/[^\P{C}\n]/u);
  });

  test("another agent orders main's profiles without copying them", async () => {
    await stage.run(`${order} set --provider anthropic anthropic:home --agent research`);
    expect(JSON.parse(stage.read(stage.profilesFile("research")))).toEqual({
      version: 1,
      profiles: {},
      order: { anthropic: ["anthropic:home"] },
    });
    expect(stored()).toBeUndefined();
  });

  test.each([
    ["an unknown id", "anthropic:wrok", "unknown_profile", "Did you mean anthropic:work?"],
    ["a name without its provider", "work", "unknown_profile", "Did you mean anthropic:work?"],
    ["another provider's id", "openai:default", "foreign_profile", "There are: anthropic:home, anthropic:work."],
    ["an id twice", "anthropic:work anthropic:work", "duplicate_profile", "Name each profile once."],
  ])("set refuses %s, and stores nothing", async (_what, ids, code, hint) => {
    const before = stage.read(stage.profilesFile());
    const { exit, json } = await stage.run(`${order} set --provider anthropic ${ids} --json`);
    expect(exit).toBe(1);
    expect(json).toMatchObject({ error: { code, hint } });
    expect(stage.read(stage.profilesFile())).toBe(before);
  });

  test("set needs an id, since an empty order would shut out everybody", async () => {
    expect((await stage.run(`${order} set --provider anthropic`)).exit).toBe(64);
  });

  test("an environment key may stand in an order", async () => {
    const { exit } = await stage.run(`${order} set --provider openai openai:env`, {
      env: { OPENAI_API_KEY: "sk-canary" },
    });
    expect([exit, stored()]).toEqual([0, { openai: ["openai:env"] }]);
  });

  test.each(["get", "clear", "set"])(
    "%s: nothing is said of a file that cannot be read, and nothing is written",
    async (verb) => {
      const broken = '{ "profiles": {} "order": {} }';
      stage.write(stage.profilesFile(), broken);
      const { exit, err } = await stage.run(
        `${order} ${verb} --provider anthropic${verb === "set" ? " anthropic:work" : ""}`,
      );
      expect(exit).toBe(1);
      expect(err).toContain("auth-profiles.json: line 1, column 18");
      expect(stage.read(stage.profilesFile())).toBe(broken);
    },
  );
});

describe("models auth list", () => {
  test("shows each profile by itself, whatever the order, and where it comes from", async () => {
    await stage.run(`${order} set --provider anthropic anthropic:work`);
    expect(await stage.see("models auth list --agent research", { env: { GROQ_API_KEY: "sk-canary" } })).toBe(
      `PROFILE         TYPE     STATE  EXPIRES  BILLING  FROM
anthropic:home  api_key  ready  -        metered  agent main
anthropic:work  api_key  ready  -        metered  agent main
groq:env        api_key  ready  -        metered  GROQ_API_KEY (process)
openai:default  api_key  ready  -        metered  agent main
= 0`,
    );
  });

  test("--json tells the same as data, of one provider alone where that is asked", async () => {
    expect((await stage.run("models auth list --provider openai --json")).json).toEqual([
      {
        profileId: "openai:default",
        provider: "openai",
        type: "api_key",
        state: "ready",
        expires: null,
        billing: "metered",
        source: { kind: "own" },
      },
    ]);
  });

  test("a file that cannot be read is an error, not an empty list", async () => {
    stage.write(stage.profilesFile(), "{");
    const { exit, json } = await stage.run("models auth list --json");
    expect([exit, json]).toMatchObject([1, { error: { code: "profiles_unreadable" } }]);
  });
});
