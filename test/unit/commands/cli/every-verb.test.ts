import { verbs } from "../../../../commands/cli/verbs.js";
import { openStage, type Stage } from "./stage.js";

const key = { type: "api_key", provider: "anthropic", key: "sk-canary" };
const config = {
  agents: { defaults: { model: "opus", models: { "anthropic/claude-opus-4-5": { alias: "opus" } } } },
  auth: { order: { anthropic: ["anthropic:work"] } },
};

let stage: Stage;
beforeEach(() => {
  stage = openStage({ config, profiles: { "anthropic:work": key } });
});
afterEach(() => stage.remove());

const all = verbs.map((entry) => [entry.words.join(" "), entry] as const);
/** The words of a verb's first example; what it pipes in is not part of them. */
async function example(entry: (typeof verbs)[number]): Promise<string[]> {
  const { default: verb } = await entry.load();
  return (verb.examples[0].split(/ [<|>]/)[0] ?? "").split(" ");
}

/** What can be wrong around a command line, and what is added to it. */
const injections: Readonly<Record<string, { readonly argv?: readonly string[]; break?(): void }>> = {
  "an unknown flag": { argv: ["--frobnicate"] },
  "a flag without its value": { argv: ["--config"] },
  "a broken configuration": { break: () => stage.write(stage.configFile, '{ "agnets": "sk-canary" ') },
  "an invalid configuration": { break: () => stage.write(stage.configFile, { agnets: "sk-canary" }) },
  "a configuration that is a directory": { argv: ["--config", "."] },
  "a broken profile file": { break: () => stage.write(stage.profilesFile(), '{ "profiles": "sk-canary" ') },
  "a database that is none": { break: () => stage.write(`${stage.dir}/lmdb/data.mdb`, "sk-canary".repeat(2000)) },
  "an unknown agent": { argv: ["--agent", "nobody"] },
};
const matrix = all.flatMap(([name, entry]) => Object.keys(injections).map((what) => [name, what, entry] as const));

describe("every verb", () => {
  test.each(matrix)("%s --json with %s: one JSON document, no secret", async (_name, what, entry) => {
    const { argv = [], break: breakIt } = injections[what] ?? {};
    breakIt?.();
    const profiles = stage.read(stage.profilesFile());
    const line = [...(await example(entry)), "--json", ...argv];
    const { exit, out, err, json } = await stage.run(line, { stdin: "sk-canary-pasted" });
    expect(typeof json).toBe("object");
    expect(out + err).not.toContain("canary");
    expect([0, 1, 2, 3, 64]).toContain(exit);
    if (what.includes("flag")) expect(exit).toBe(64);
    // Some verbs report what is broken as their answer; whoever says "error" says all of it.
    if (exit === 64 || "error" in (json as object)) {
      expect(json).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }
    if (what === "an unknown agent") expect(exit).not.toBe(0);
    if (what === "a broken profile file") expect(stage.read(stage.profilesFile())).toBe(profiles);
  });

  test.each(all)("%s --help begins with an example that is its own", async (name, entry) => {
    const { exit, out, err } = await stage.run(`${name} --help`);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Examples?\n/);
    const { default: verb } = await entry.load();
    for (const line of verb.examples) expect(`${line} `).toContain(`${name} `);
    for (const flag of Object.keys(verb.flags)) expect(out).toContain(`--${flag}`);
    expect((await stage.run(`${name} --help --json`)).json).toEqual({ help: out.trimEnd() });
  });

  test.each(all)("%s refuses a flag that it does not know, with the near one", async (name) => {
    const { exit, out, err } = await stage.run(`${name} --confg x`);
    expect([exit, out]).toEqual([64, ""]);
    expect(err).toContain("Did you mean --config?");
  });
});

test("no verb prints two forms at once", async () => {
  for (const { words, load } of verbs) {
    const { flags } = (await load()).default;
    if (!("plain" in flags) || !("json" in flags)) continue;
    const { exit, json } = await stage.run(`${words.join(" ")} --plain --json`);
    expect([words, exit, json]).toEqual([words, 64, { error: expect.objectContaining({ code: "json_and_plain" }) }]);
  }
});

describe("the command line", () => {
  test("alone it lists the verbs; --version is the package's", async () => {
    const { exit, out } = await stage.run("");
    expect(exit).toBe(0);
    for (const [name] of all) expect(out).toContain(name);
    expect(await stage.see("--help")).toBe(await stage.see(""));
    const { version } = JSON.parse(stage.read(new URL("../../../../package.json", import.meta.url).pathname));
    expect(await stage.see("--version")).toBe(`${version}\n= 0`);
    expect(await stage.see("-v")).toBe(`${version}\n= 0`);
  });

  test("help begins with what modelpin is and where to begin, and says how to ask for the version", async () => {
    const { out } = await stage.run("--help");
    expect(out).toMatch(/^modelpin decides .*\.\n\nExample\n {2}modelpin onboard\n\nVerbs\n {2}onboard /);
    expect(out).toContain("modelpin --version");
    expect((await stage.run("models --help")).out).toMatch(/^Example\n/);
  });

  test.each([
    ["-x", "See all with: modelpin --help"],
    ["--verison", "Did you mean --version?"],
    ["models auth --jsno", "Did you mean --json?"],
  ])("%s is no flag", async (line, hint) => {
    const { exit, err } = await stage.run(line);
    expect([exit, err]).toEqual([64, `Unknown flag "${line.split(" ").at(-1)}".\n${hint}\n`]);
  });

  test("an example that is a whole line of the shell is shown as it is typed", async () => {
    const { out } = await stage.run("models auth token --help");
    expect(out).toMatch(/^ {2}curl -H .*\$\(modelpin models auth token /m);
    expect(out).not.toContain("modelpin curl");
  });

  test("a group has help of its own, and alone is one word too few", async () => {
    expect((await stage.run("models auth order --help")).out).toContain("models auth order set");
    const { exit, out, err } = await stage.run("models auth order");
    expect([exit, out]).toEqual([64, ""]);
    expect(err).toContain("modelpin models auth order get");
  });

  test.each([
    ["modles status", "Did you mean modelpin models?"],
    ["models sttaus", "Did you mean modelpin models status?"],
    ["status", "modelpin models status"],
    ["models auth pastetoken", "Did you mean modelpin models auth paste-token?"],
    ["xyzzy", "See all with: modelpin --help"],
  ])("%s is no verb", async (line, hint) => {
    const { exit, out, err } = await stage.run(line);
    expect([exit, out]).toEqual([64, ""]);
    expect(err).toContain(hint);
  });

  test("a secret where a verb should be is not repeated", async () => {
    const { err } = await stage.run("sk-ant-api03-canary");
    expect(err).not.toContain("canary");
  });

  test("flags may stand before the verb and between its words", async () => {
    const usual = await stage.see("models status --agent main --json");
    expect(await stage.see("--agent main models --json status")).toBe(usual);
    expect(await stage.see(`--config=${stage.configFile} models status --json --agent=main`)).toBe(usual);
  });

  test.each(["gateway", "chat"])(
    "%s without a configuration says how to come by one, the questions first",
    async (verb) => {
      const bare = openStage();
      const { exit, err } = await bare.run(verb);
      bare.remove();
      const hint =
        /^Set it up: modelpin onboard, or write it by hand after \/.*\/config\.example\.json\. To look around first: modelpin gateway --demo$/;
      expect([exit, err.split("\n").slice(0, 2)]).toEqual([
        1,
        ["There is no configuration at ~/config.json.", expect.stringMatching(hint)],
      ]);
    },
  );

  test("--config that names nothing is an error for who reads, and a new file for who writes", async () => {
    expect((await stage.run("access list --config nowhere.json")).err).toContain(
      "There is no configuration ~/nowhere.json",
    );
    expect((await stage.run("access add telegram:1 --config new.json")).exit).toBe(0);
    expect(JSON.parse(stage.read(`${stage.dir}/new.json`))).toEqual({ access: { switch: ["telegram:1"] } });
  });
});
