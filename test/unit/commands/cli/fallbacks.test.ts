import { modelsConfig } from "./models.js";
import { openStage, type Stage } from "./stage.js";

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config: modelsConfig });
});
afterEach(() => stage.remove());

describe("models fallbacks", () => {
  test("list shows them in the order in which they are tried", async () => {
    await stage.run("models fallbacks add opus");
    expect(await stage.see("models fallbacks list")).toBe(
      "1  echo/large  large\n2  anthropic/claude-opus-4-5  opus\n= 0",
    );
    expect(await stage.see("models fallbacks list --plain")).toBe("echo/large\nanthropic/claude-opus-4-5\n= 0");
    expect((await stage.run("models fallbacks list --json")).json).toEqual({
      agentId: "main",
      fallbacks: ["echo/large", "anthropic/claude-opus-4-5"],
    });
  });

  test("add puts a model at the end, and a second time changes nothing", async () => {
    expect(await stage.see("models fallbacks add gpt-5.2")).toBe(
      "openai/gpt-5.2 is now a fallback of agents.defaults.\nFallbacks: echo/large, openai/gpt-5.2\n= 0",
    );
    const after = stage.read(stage.configFile);
    expect(after).toContain("// echo only");
    expect(await stage.see("models fallbacks add openai/gpt-5.2")).toBe(
      "openai/gpt-5.2 is a fallback of agents.defaults already.\nFallbacks: echo/large, openai/gpt-5.2\n= 0",
    );
    expect(stage.read(stage.configFile)).toBe(after);
  });

  test("one that stands there as an alias is known by its ref", async () => {
    expect(await stage.see("models fallbacks add echo/large")).toBe(
      "echo/large is a fallback of agents.defaults already.\nFallbacks: echo/large\n= 0",
    );
    expect(await stage.see("models fallbacks remove echo/large")).toBe(
      "echo/large is no longer a fallback of agents.defaults.\nNo fallbacks.\n= 0",
    );
  });

  test("add brings a new model into the catalogue", async () => {
    expect(await stage.see("models fallbacks add mistral/large-3")).toContain(
      "! mistral/large-3 was not in the catalogue; it is now.",
    );
    expect((await stage.run("models list --plain")).out).toContain("mistral/large-3");
  });

  test("add turns a default that is one word into a default with fallbacks", async () => {
    const bare = openStage({ config: { agents: { defaults: { model: "echo/a" } } } });
    await bare.run("models fallbacks add echo/b");
    expect(bare.config()).toEqual({
      agents: { defaults: { model: { primary: "echo/a", fallbacks: ["echo/b"] }, models: { "echo/b": {} } } },
    });
    bare.remove();
  });

  test("remove keeps the others and the comments beside them", async () => {
    stage.write(
      stage.configFile,
      '{ "agents": { "defaults": { "model": { "primary": "echo/a", "fallbacks": [\n  "echo/b", // first\n  "echo/c", // second\n] } } } }',
    );
    await stage.run("models fallbacks remove echo/b");
    expect(stage.read(stage.configFile)).toContain('"echo/c", // second');
    expect((await stage.run("models fallbacks list --plain")).out).toBe("echo/c\n");
  });

  test("an agent that inherits them gets its own when one of its own is changed", async () => {
    expect(await stage.see("models fallbacks add deep --agent research")).toBe(
      "echo/deep is now a fallback of agent research.\nFallbacks: echo/large, echo/deep\n= 0",
    );
    expect((await stage.run("models fallbacks list --plain")).out).toBe("echo/large\n");
    expect(await stage.see("models fallbacks clear --agent research")).toBe(
      "The fallbacks of agent research are gone.\nNo fallbacks.\n= 0",
    );
    expect((await stage.run("models fallbacks list --plain")).out).toBe("echo/large\n");
  });

  test("clear empties them, and says when there are none", async () => {
    expect(await stage.see("models fallbacks clear")).toBe(
      "The fallbacks of agents.defaults are gone.\nNo fallbacks.\n= 0",
    );
    expect(await stage.see("models fallbacks clear")).toBe("agents.defaults has no fallbacks.\nNo fallbacks.\n= 0");
    expect(await stage.see("models fallbacks list")).toBe(
      "The agent main has no fallbacks. Add one: modelpin models fallbacks add <provider/model>\n= 0",
    );
  });

  test.each([
    ["models fallbacks remove opus", '! "opus" is not a fallback of agents.defaults.\n! There are: echo/large\n= 1'],
    [
      "models fallbacks add small",
      "! echo/small is the default of agents.defaults itself.\n! A fallback is tried when the default cannot answer: name another model.\n= 1",
    ],
    [
      "models fallbacks add smal",
      '! There is no model "smal". Nothing was changed.\n! Did you mean small or echo/small? See all: modelpin models list\n= 1',
    ],
    [
      "models fallbacks",
      "! modelpin models fallbacks needs one more word.\n! There are:\n!   modelpin models fallbacks list\n!   modelpin models fallbacks add\n!   modelpin models fallbacks remove\n!   modelpin models fallbacks clear\n= 64",
    ],
    [
      "models fallbacks ad opus",
      '! modelpin models fallbacks knows no verb "ad".\n! Did you mean modelpin models fallbacks add?\n= 64',
    ],
  ])("%s is refused and changes nothing", async (line, seen) => {
    expect(await stage.see(line)).toBe(seen);
    expect(stage.read(stage.configFile)).toBe(modelsConfig);
  });

  test("add without a default says what to do first", async () => {
    const bare = openStage();
    expect(await bare.see("models fallbacks add echo/a")).toBe(
      "! No default model is set for agents.defaults.\n! Set it first: modelpin models set <provider/model>\n= 1",
    );
    bare.remove();
  });
});
