import { modelsConfig } from "./models.js";
import { openStage, type Stage } from "./stage.js";

const profiles = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-x" },
  "echo:old": { type: "token", provider: "echo", token: "t", expires: 1 },
};
let stage: Stage;
beforeEach(() => {
  stage = openStage({ config: modelsConfig, profiles });
});
afterEach(() => stage.remove());

describe("models list", () => {
  test("shows the catalogue, who could pay for it, and what each model is for", async () => {
    expect(await stage.see("models list")).toBe(
      [
        "MODEL                      AUTH  TAGS",
        "echo/small                 no    default, alias:small",
        "echo/large                 no    fallback#1, alias:large",
        "anthropic/claude-opus-4-5  yes   alias:opus",
        "openai/gpt-5.2             no",
        "= 0",
      ].join("\n"),
    );
  });

  test("a key of the environment counts as auth", async () => {
    const { json } = await stage.run("models list --provider OpenAI --json", { env: { OPENAI_API_KEY: "sk-env" } });
    expect(json).toEqual({
      agentId: "main",
      count: 1,
      models: [{ ref: "openai/gpt-5.2", provider: "openai", alias: null, auth: true, allowed: true, tags: [] }],
    });
  });

  test("--plain prints refs alone", async () => {
    expect(await stage.see("models list --plain --agent research --provider echo")).toBe(
      "echo/small\necho/large\necho/deep\n= 0",
    );
  });

  test("what people may not choose is marked", async () => {
    const strict = openStage({
      config: {
        agents: { defaults: { models: { "echo/a": {}, "openai/b": {} }, modelPolicy: { allow: ["echo/*"] } } },
      },
    });
    expect((await strict.run("models list")).out).toContain("openai/b  no    not allowed");
    strict.remove();
  });

  test("nothing at all says what to do", async () => {
    const bare = openStage();
    expect(await bare.see("models list")).toBe(
      "No models yet. Set a default: modelpin models set <provider/model>\n= 0",
    );
    expect((await bare.run("models list --json")).json).toEqual({ agentId: "main", count: 0, models: [] });
    bare.remove();
  });

  test.each([
    [
      "models list --provider antropic",
      '! The catalogue holds no model of the provider "antropic".\n! Did you mean anthropic?\n= 1',
    ],
    [
      "models list --provider mistral",
      '! The catalogue holds no model of the provider "mistral".\n! There are: echo, anthropic, openai.\n= 1',
    ],
    ["models list --json --plain", "! --json and --plain exclude each other.\n! Say which one you want.\n= 64"],
    ["models list --agent x", '! There is no agent "x".\n! There are: main, research.\n= 1'],
  ])("%s is refused", async (line, seen) => {
    const { out } = await stage.run(line);
    const printed = line.includes("--json") ? out : "";
    expect(await stage.see(line)).toBe(printed + seen);
  });

  test("a configuration that cannot be read is named with the place", async () => {
    stage.write(stage.configFile, '{ "agnets": {} }');
    expect(await stage.see("models list")).toBe(
      '! ~/config.json:1:3: agnets: unknown key; did you mean "agents"?\n! Mend ~/config.json; config.example.json shows every key.\n= 1',
    );
  });

  test("reading writes nothing", async () => {
    const { readdirSync } = await import("node:fs");
    const before = readdirSync(stage.dir, { recursive: true });
    await stage.run("models list");
    expect(readdirSync(stage.dir, { recursive: true })).toEqual(before);
  });
});
