import { modelsConfig } from "./models.js";
import { openStage, type Stage } from "./stage.js";

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config: modelsConfig });
});
afterEach(() => stage.remove());

describe("models aliases", () => {
  test("list shows them as an agent knows them", async () => {
    expect(await stage.see("models aliases list --agent research")).toBe(
      "ALIAS  MODEL\nsmall  echo/small\nlarge  echo/large\nopus   anthropic/claude-opus-4-5\ndeep   echo/deep\n= 0",
    );
    expect((await stage.run("models aliases list --json")).json).toEqual({
      agentId: "main",
      aliases: { small: "echo/small", large: "echo/large", opus: "anthropic/claude-opus-4-5" },
    });
    expect((await stage.run("models aliases list --plain")).out).toContain("opus anthropic/claude-opus-4-5\n");
  });

  test("add gives a model a name that /model understands", async () => {
    expect(await stage.see("models aliases add gpt gpt-5.2")).toBe("gpt → openai/gpt-5.2 (agents.defaults)\n= 0");
    expect(await stage.see("models aliases add gpt openai/gpt-5.2")).toBe(
      "gpt is the alias of openai/gpt-5.2 already.\n= 0",
    );
    expect((await stage.run("models set gpt --json")).json).toMatchObject({ defaultModel: "openai/gpt-5.2" });
  });

  test("a model has one alias: a new one replaces the old, where nothing is written as the old", async () => {
    expect(await stage.see("models aliases add best opus")).toBe(
      "best → anthropic/claude-opus-4-5 (agents.defaults), was opus\n= 0",
    );
    expect(stage.read(stage.configFile)).toBe(modelsConfig.replace('"alias": "opus"', '"alias": "best"'));
  });

  test("an agent's own alias is its own", async () => {
    expect(await stage.see("models aliases add gpt openai/gpt-5.2 --agent research")).toBe(
      "gpt → openai/gpt-5.2 (agent research)\n= 0",
    );
    expect((await stage.run("models aliases list --plain")).out).not.toContain("gpt ");
    expect(await stage.see("models aliases remove gpt --agent research")).toBe(
      "gpt is no longer an alias of openai/gpt-5.2 (agent research).\n= 0",
    );
  });

  test("remove leaves the model in the catalogue", async () => {
    expect(await stage.see("models aliases remove OPUS")).toBe(
      "opus is no longer an alias of anthropic/claude-opus-4-5 (agents.defaults).\n= 0",
    );
    expect((await stage.run("models list --plain")).out).toContain("anthropic/claude-opus-4-5\n");
  });

  test.each([
    [
      "models aliases add opus echo/large",
      '! The alias "opus" is that of anthropic/claude-opus-4-5. Nothing was changed.\n! Choose another, or free it first: modelpin models aliases remove opus\n= 1',
    ],
    [
      "models aliases add Opus echo/large",
      '! The alias "Opus" is that of anthropic/claude-opus-4-5. Nothing was changed.\n! Choose another, or free it first: modelpin models aliases remove Opus\n= 1',
    ],
    [
      "models aliases add list echo/large",
      '! "list" is a word of /model and may not be an alias.\n! For example: modelpin models aliases add opus echo/large\n= 1',
    ],
    [
      "models aliases add a/b echo/large",
      '! "a/b" may not be an alias; an alias holds no spaces and no "/" and does not begin with "@", "~" or "-".\n! For example: modelpin models aliases add opus echo/large\n= 1',
    ],
    [
      "models aliases add big lrage",
      '! There is no model "lrage". Nothing was changed.\n! Did you mean large? See all: modelpin models list\n= 1',
    ],
    [
      "models aliases add big",
      "! <alias> <provider/model> is missing.\n! For example: modelpin models aliases add opus anthropic/claude-opus-4-5\n= 64",
    ],
    [
      "models aliases add huge large",
      '! A fallback of agents.defaults.model is written as "large". Nothing was changed.\n! Write it as the ref first: modelpin models fallbacks remove large && modelpin models fallbacks add echo/large\n= 1',
    ],
    [
      "models aliases remove small",
      '! agents.defaults.model is written as "small". Nothing was changed.\n! Write it as the ref first: modelpin models set echo/small\n= 1',
    ],
    [
      "models aliases remove deep",
      '! There is no alias "deep" here. Nothing was changed.\n! It is the agent\'s own: modelpin models aliases remove deep --agent research\n= 1',
    ],
    [
      "models aliases remove opus --agent research",
      '! The agent research has "opus" from agents.defaults. Nothing was changed.\n! It goes for all agents: modelpin models aliases remove opus\n= 1',
    ],
    ["models aliases remove opsu", '! There is no alias "opsu" here. Nothing was changed.\n! Did you mean opus?\n= 1'],
  ])("%s is refused and changes nothing", async (line, seen) => {
    expect(await stage.see(line)).toBe(seen);
    expect(stage.read(stage.configFile)).toBe(modelsConfig);
  });
});
