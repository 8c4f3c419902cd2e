import { modelsConfig } from "./models.js";
import { openStage, type Stage } from "./stage.js";

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config: modelsConfig });
});
afterEach(() => stage.remove());

describe("models set", () => {
  test("sets the default and keeps the fallbacks, comments and everything else as written", async () => {
    expect(await stage.see("models set opus")).toBe(
      "Default model: anthropic/claude-opus-4-5 (opus), was small\nFallbacks: echo/large\n= 0",
    );
    expect(stage.read(stage.configFile)).toBe(
      modelsConfig.replace('"primary": "small"', '"primary": "anthropic/claude-opus-4-5"'),
    );
    expect(await stage.see("models status --plain")).toBe("anthropic/claude-opus-4-5\n= 0");
  });

  test("the second time changes nothing and says so", async () => {
    await stage.run("models set opus");
    const before = stage.read(stage.configFile);
    expect(await stage.see("models set opus")).toBe(
      "Default model: anthropic/claude-opus-4-5 already.\nFallbacks: echo/large\n= 0",
    );
    expect(stage.read(stage.configFile)).toBe(before);
  });

  test("a model that the catalogue does not hold is added, and what looks like it is named", async () => {
    expect(await stage.see("models set anthropic/claude-opus-4-6")).toBe(
      [
        "Default model: anthropic/claude-opus-4-6, was small",
        "Fallbacks: echo/large",
        "! anthropic/claude-opus-4-6 was not in the catalogue; it is now.",
        "! If that was a slip: the catalogue also holds anthropic/claude-opus-4-5.",
        "= 0",
      ].join("\n"),
    );
    expect(stage.read(stage.configFile)).toContain('"anthropic/claude-opus-4-6": {}');
  });

  test.each([
    ["anthropic/claude-opus-4-5@work", "anthropic/claude-opus-4-5"],
    ["opus@anthropic:work", "opus"],
  ])("%s, which is /model's word for a model on an account, is no model", async (typed, bare) => {
    const before = stage.read(stage.configFile);
    expect(await stage.see(`models set ${typed}`)).toBe(
      [
        `! A model stands alone here, without ${typed.slice(bare.length)}. Nothing was changed.`,
        `! Say ${bare}. Which account is tried first: modelpin models auth order set --provider anthropic <profile-id>...`,
        "= 1",
      ].join("\n"),
    );
    expect(stage.read(stage.configFile)).toBe(before);
  });

  test("a version behind a known model is another model", async () => {
    expect((await stage.run("models set anthropic/claude-opus-4-5@20251101")).exit).toBe(0);
  });

  test("what was a fallback is none any more once it is the default", async () => {
    expect(await stage.see("models set large")).toBe(
      "Default model: echo/large (large), was small\n! It was a fallback; as the default it is none any more.\n= 0",
    );
  });

  test("with --agent only that agent's entry changes, and it takes the common fallbacks along", async () => {
    expect(await stage.see("models set deep --agent research")).toBe(
      "Default model of the agent research: echo/deep (deep), was small\nFallbacks: echo/large\n= 0",
    );
    expect(stage.read(stage.configFile)).toContain('"primary": "small", "fallbacks": ["large"] }, // echo only');
    expect(await stage.see("models status --plain --agent research")).toBe("echo/deep\n= 0");
    expect(await stage.see("models status --plain")).toBe("echo/small\n= 0");
  });

  test("an agent with a model of its own is named when the common default changes", async () => {
    await stage.run("models set deep --agent research");
    expect((await stage.run("models set opus")).err).toBe(
      "The agent research has a model of its own, which stays: see models list --agent research\n",
    );
  });

  test("makes the configuration where there is none, readable by its owner alone", async () => {
    const bare = openStage();
    expect(await bare.see("models set anthropic/claude-opus-4-5")).toBe(
      "Default model: anthropic/claude-opus-4-5\n! anthropic/claude-opus-4-5 was not in the catalogue; it is now.\n= 0",
    );
    expect(bare.config()).toEqual({
      agents: { defaults: { model: "anthropic/claude-opus-4-5", models: { "anthropic/claude-opus-4-5": {} } } },
    });
    bare.remove();
  });

  test("main gets an entry of its own where there is no list", async () => {
    const bare = openStage({
      config: { agents: { defaults: { model: { primary: "echo/a", fallbacks: ["echo/b"] } } } },
    });
    await bare.run("models set echo/c --agent main");
    expect(bare.config()).toEqual({
      agents: {
        defaults: { model: { primary: "echo/a", fallbacks: ["echo/b"] } },
        list: [{ id: "main", model: { primary: "echo/c", fallbacks: ["echo/b"] }, models: { "echo/c": {} } }],
      },
    });
    bare.remove();
  });

  test("says when nobody may choose the new default with /model", async () => {
    const strict = openStage({ config: { agents: { defaults: { modelPolicy: { allow: ["anthropic/*"] } } } } });
    expect((await strict.run("models set openai/gpt-5.2")).err).toContain(
      "openai/gpt-5.2 is not covered by modelPolicy.allow: nobody can choose it with /model.",
    );
    strict.remove();
  });

  test.each([
    [
      "models set opsu",
      '! There is no model "opsu". Nothing was changed.\n! Did you mean opus? See all: modelpin models list\n= 1',
    ],
    [
      "models set foo/bar",
      '! ~/config.json: models.providers.foo.baseUrl: missing; the provider "foo" is not built in, and agents.defaults.model.primary needs it\n! Nothing was changed. What it needs can be written into ~/config.json first; config.example.json shows every key.\n= 1',
    ],
    ["models set opus --agent reserch", '! There is no agent "reserch".\n! Did you mean research?\n= 1'],
    [
      "models set",
      "! <provider/model or alias> is missing.\n! For example: modelpin models set anthropic/claude-opus-4-5\n= 64",
    ],
    [
      "models set opus large",
      '! I did not expect "large".\n! For example: modelpin models set anthropic/claude-opus-4-5\n= 64',
    ],
  ])("%s is refused and changes nothing", async (line, seen) => {
    expect(await stage.see(line)).toBe(seen);
    expect(stage.read(stage.configFile)).toBe(modelsConfig);
  });

  test("an ambiguous id is refused with the choices", async () => {
    const two = openStage({
      config: { agents: { defaults: { models: { "openai/gpt-5.2": {}, "openrouter/gpt-5.2": {} } } } },
    });
    expect(await two.see("models set gpt-5.2")).toBe(
      '! "gpt-5.2" is ambiguous. Nothing was changed.\n! Say which: openai/gpt-5.2, openrouter/gpt-5.2\n= 1',
    );
    two.remove();
  });

  test("--json prints one document, in failure too", async () => {
    expect((await stage.run("models set opus --json")).json).toEqual({
      agentId: "main",
      configPath: "~/config.json",
      changed: true,
      defaultModel: "anthropic/claude-opus-4-5",
      fallbacks: ["echo/large"],
    });
    expect((await stage.run("models set nope --json")).json).toMatchObject({ error: { code: "unknown_model" } });
  });

  test("help shows an example first", async () => {
    expect((await stage.run("models set --help")).out).toMatch(/^Examples\n {2}modelpin models set anthropic\/claude/);
  });
});
