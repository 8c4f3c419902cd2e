import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { verbs } from "../../../../commands/cli/verbs.js";
import { openSocket } from "../../../../src/gateway/socket.js";
import { noon, openStage, type Stage } from "./stage.js";

const directory = "docs/schema";
type Schema = Record<string, unknown>;
const files = new Map(
  readdirSync(directory).map((name) => [
    name.replace(/\.json$/, ""),
    JSON.parse(readFileSync(join(directory, name), "utf8")) as Schema,
  ]),
);
const notVerbs = ["common", "error", "help"];

/**
 * The published schemas let outputs grow: scripts must not break over a new key. Here nothing may be printed that they
 * do not describe.
 */
function closed(schema: unknown, isPart = false): unknown {
  if (Array.isArray(schema)) return schema.map((one) => closed(one, isPart));
  if (typeof schema !== "object" || schema === null) return schema;
  const { $schema: _, ...written } = schema as Schema;
  const inner = Object.entries(written).map(([key, value]) => {
    if (key === "properties") {
      const properties = Object.entries(value as Schema).map(([name, property]) => [name, closed(property)]);
      return [key, Object.fromEntries(properties)];
    }
    if (key === "definitions") {
      const definitions = Object.entries(value as Schema).map(([name, one]) => [name, closed(one, true)]);
      return [key, Object.fromEntries(definitions)];
    }
    return [
      key,
      ["allOf", "anyOf", "oneOf"].includes(key) ? closed(value, true) : key === "items" ? closed(value) : value,
    ];
  });
  const isObject = ["properties", "allOf", "oneOf", "anyOf", "$ref"].some((key) => key in written);
  return { ...Object.fromEntries(inner), ...(isObject && !isPart ? { unevaluatedProperties: false } : {}) };
}

const ajv = new Ajv2019({ strict: false, allErrors: true });
for (const schema of files.values()) ajv.addSchema(closed(schema) as Schema);

function faults(name: string, value: unknown): string[] {
  const validate = ajv.getSchema(`${name}.json`);
  if (!validate) throw new Error(`no schema ${name}`);
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

test("every verb with --json has its schema, and every schema its verb", async () => {
  const names: string[] = [];
  for (const { words, load } of verbs) {
    const { default: verb } = await load();
    if ("json" in verb.flags) names.push(words.join("-"));
  }
  const written = [...files.keys()].filter((name) => !notVerbs.includes(name));
  expect(names.filter((name) => !written.includes(name))).toEqual([]);
  expect(written.filter((name) => !names.includes(name))).toEqual([]);
});

test("a key that no schema describes is found", () => {
  const order = { agentId: "main", agentDir: "d", provider: "p", authStorePath: "f", order: null };
  expect(faults("models-auth-order-get", order)).toEqual([]);
  expect(faults("models-auth-order-get", { ...order, extra: 1 })).toHaveLength(1);
  expect(faults("models-auth-order-get", { ...order, order: 1 })).not.toEqual([]);
  expect(faults("models-auth-list", [{ profileId: "a:b" }])).not.toEqual([]);
});

const key = { type: "api_key", provider: "anthropic", key: "sk-1" };
const config = {
  agents: {
    defaults: {
      model: { primary: "opus", fallbacks: ["openai/gpt-5.2"] },
      models: { "anthropic/claude-opus-4-5": { alias: "opus" }, "openai/gpt-5.2": { alias: "gpt-5" } },
    },
  },
  auth: { order: { anthropic: ["anthropic:work", "anthropic:gone"] } },
  access: { switch: ["telegram:1"] },
};
const profiles = {
  "anthropic:work": key,
  "anthropic:tok": { type: "token", provider: "anthropic", token: "t", expires: noon + 3_600_000 },
  "openai:me@example.com": { type: "oauth", provider: "openai", access: "a", refresh: "r", expires: 1 },
  "openai:old": { type: "token", provider: "openai", token: "t", expires: 1 },
  "openai:odd": { type: "token", provider: "openai", token: "t", expires: "soon" },
};

const good: readonly (readonly [line: string, stdin?: string])[] = [
  ["models"],
  ["models status --check"],
  ["models list"],
  ["models set openai/gpt-5.2"],
  ["models aliases list"],
  ["models aliases add gpt openai/gpt-5.2-mini"],
  ["models aliases remove gpt-5"],
  ["models fallbacks list"],
  ["models fallbacks add anthropic/claude-sonnet-4-5"],
  ["models fallbacks remove openai/gpt-5.2"],
  ["models fallbacks clear"],
  ["models pins list"],
  ["models pins clear --all"],
  ["models auth list"],
  ["models auth paste-api-key --provider anthropic", "sk-ant-api03-abcdef"],
  ["models auth paste-token --provider anthropic --expires-in 2d", "sk-ant-oat01-abcdef"],
  ["models auth remove anthropic:tok"],
  ["models auth remove anthropic:tok --dry-run"],
  ["models auth order get --provider anthropic"],
  ["models auth order set --provider anthropic anthropic:work"],
  ["models auth order clear --provider anthropic"],
  ["models auth cooldown list"],
  ["models auth cooldown clear anthropic:work"],
  ["models explain terminal:main"],
  ["models explain terminal:main --at +2h --cooling anthropic:work"],
  ["ops install --dry-run"],
  ["access list"],
  ["access add telegram:5"],
  ["access remove telegram:1"],
  ["doctor"],
  ["doctor --fix"],
  ["gateway status"],
  ["onboard --non-interactive --key anthropic=K --by-name"],
  ["onboard --non-interactive --key anthropic=K --by-name --dry-run"],
];

/** `models auth order get --provider x` → `models-auth-order-get`. */
function schemaOf(line: string): string {
  const typed = line === "models" ? "models status" : line;
  const fitting = verbs.map(({ words }) => words).filter((words) => `${typed} `.startsWith(`${words.join(" ")} `));
  return fitting.toSorted((a, b) => b.length - a.length)[0]?.join("-") ?? "";
}

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config, profiles });
});
afterEach(() => stage.remove());

test.each(good.map(([line, stdin = ""]) => [line, stdin] as const))("%s --json is described", async (line, stdin) => {
  const { json } = await stage.run(`${line} --json`, { stdin, env: { OPENAI_API_KEY: "sk-env" } });
  expect(json).not.toHaveProperty("error");
  expect(faults(schemaOf(line), json)).toEqual([]);
});

test("import --json prints what its schema says", async () => {
  const { json } = await stage.run(["import", `${process.cwd()}/test/fixtures/import/state`, "--json"]);
  expect(faults("import", json)).toEqual([]);
});

test("pins and cooldowns in force are described", async () => {
  const { openModelAuth } = await import("../../../../src/auth/open.js");
  const auth = await openModelAuth({ stateDir: stage.dir, env: {}, now: () => noon });
  await auth.pins.change("terminal:main", () => ({
    session: "terminal:main",
    agentId: "main",
    pin: { model: "openai/gpt-5.2", strict: true, by: "terminal", at: noon },
    once: { profileId: "anthropic:work", strict: false, by: "terminal", at: noon },
  }));
  await auth.close();
  const { json } = await stage.run("models pins list --json");
  expect(json).toHaveLength(2);
  expect(faults("models-pins-list", json)).toEqual([]);
  expect(faults("models-pins-clear", (await stage.run("models pins clear --all --json")).json)).toEqual([]);
});

test("a running gateway is described, beside the status as well", async () => {
  const status = () => ({
    pid: 1,
    startedAt: noon,
    configPath: stage.configFile,
    channels: ["terminal"],
    awaited: ["discord"],
    troubles: [{ channel: "telegram", why: "It is not well." }],
    variables: [{ name: "GROQ_API_KEY", source: "process" }],
    values: { salt: "s", digests: [["GROQ_API_KEY", "d"]] },
    usage: {
      at: noon,
      agents: ["main"],
      rests: [
        {
          agentId: "main",
          provider: "anthropic",
          profileId: "anthropic:work",
          model: null,
          state: "disabled",
          reason: "billing",
          until: noon + 1,
        },
      ],
      unwritten: [{ agentId: "main", provider: "anthropic", why: "No room." }],
    },
  });
  const socket = await openSocket({ stateDir: stage.dir, answers: { status } });
  try {
    for (const line of ["gateway status", "models status"]) {
      const { json } = await stage.run(`${line} --json`, { env: { GROQ_API_KEY: "other" } });
      for (const told of [
        "It is not well.",
        '"here":"process"',
        '"why":"the gateway could not write it down: No room."',
      ])
        expect(JSON.stringify(json)).toContain(told);
      expect(faults(schemaOf(line), json)).toEqual([]);
    }
  } finally {
    await socket.close();
  }
});

test.each([
  ["models status", { agnets: 1 }],
  ["models status --check", "{ not json"],
])("%s --json with a configuration that cannot be used is described", async (line, written) => {
  stage.write(stage.configFile, written);
  const { json } = await stage.run(`${line} --json`);
  expect(faults("models-status", json)).toEqual([]);
});

test.each(["models nonsense", "models list --wat", "models set nowhere", "access add me", "onboard", "import nowhere"])(
  "%s --json says its error as one document",
  async (line) => {
    expect(faults("error", (await stage.run(`${line} --json`)).json)).toEqual([]);
  },
);

test("--help --json is described", async () => {
  for (const line of ["--help", "models --help", "doctor --help"]) {
    expect(faults("help", (await stage.run(`${line} --json`)).json)).toEqual([]);
  }
});
