import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { inspect } from "node:util";
import { childEnvironment } from "../../../src/config/child-environment.js";
import { createEnvironment, type EnvironmentLayer, type Variables } from "../../../src/config/environment.js";
import { parseNulSeparated } from "../../../src/config/login-shell.js";
import { openEnvironment } from "../../../src/config/open-environment.js";
import { knownVariables, providerVariables, variablesOf } from "../../../src/config/provider-variables.js";

const layers = (process: Variables, state: Variables, shell: Variables): EnvironmentLayer[] => [
  { source: "process", variables: process },
  { source: "state .env", variables: state },
  { source: "login shell", variables: shell },
];
const seen = (found: ReturnType<ReturnType<typeof createEnvironment>["get"]>) =>
  found && [found.value.reveal(), found.source];

describe("a variable", () => {
  test.each([
    [{ K: "p" }, { K: "s" }, { K: "l" }, ["p", "process"]],
    [{}, { K: "s" }, { K: "l" }, ["s", "state .env"]],
    [{}, {}, { K: "l" }, ["l", "login shell"]],
    [{}, {}, {}, undefined],
    [{ K: undefined }, { K: "s" }, {}, ["s", "state .env"]],
    [{}, { K: "  s\n" }, {}, ["s", "state .env"]],
    // Set to nothing is set: a key is switched off with KEY= in front of the command.
    [{ K: "" }, { K: "s" }, {}, undefined],
    [{ K: " " }, { K: "s" }, {}, undefined],
  ])("of %j, .env %j and shell %j is %j", (process, state, shell, expected) => {
    expect(seen(createEnvironment(layers(process, state, shell)).get("K"))).toEqual(expected);
  });

  test("is never printed", () => {
    const environment = createEnvironment(layers({ OPENAI_API_KEY: "sk-live" }, {}, {}));
    const everything = [environment, environment.get("OPENAI_API_KEY"), environment.profilesOf("openai")];
    expect(inspect(everything, { depth: 9 }) + JSON.stringify(everything)).not.toContain("sk-live");
  });
});

const profiles = (variables: Variables, provider: string) =>
  createEnvironment(layers(variables, {}, {}))
    .profilesOf(provider)
    .map(({ id, type, secret, variable }) => [id, type, secret.reveal(), variable]);

describe("the environment's credentials of a provider", () => {
  test.each([
    [{}, "openai", []],
    [{ OPENAI_API_KEY: "a" }, "OpenAI", [["openai:env", "api_key", "a", "OPENAI_API_KEY"]]],
    [
      {
        OPENAI_API_KEY: "b",
        OPENAI_API_KEYS: "a, b;c  d",
        OPENAI_API_KEY_10: "f",
        OPENAI_API_KEY_2: "e",
        OPENAI_API_KEY_X: "a",
      },
      "openai",
      [
        ["openai:env", "api_key", "a", "OPENAI_API_KEYS"],
        ["openai:env-2", "api_key", "b", "OPENAI_API_KEYS"],
        ["openai:env-3", "api_key", "c", "OPENAI_API_KEYS"],
        ["openai:env-4", "api_key", "d", "OPENAI_API_KEYS"],
        ["openai:env-5", "api_key", "e", "OPENAI_API_KEY_2"],
        ["openai:env-6", "api_key", "f", "OPENAI_API_KEY_10"],
      ],
    ],
    [
      { ANTHROPIC_API_KEY: "sk-ant-api03-x", ANTHROPIC_OAUTH_TOKEN: "t" },
      "anthropic",
      [
        ["anthropic:env", "token", "t", "ANTHROPIC_OAUTH_TOKEN"],
        ["anthropic:env-2", "api_key", "sk-ant-api03-x", "ANTHROPIC_API_KEY"],
      ],
    ],
    [
      { ANTHROPIC_API_KEY: "sk-ant-oat01-x" },
      "anthropic",
      [["anthropic:env", "token", "sk-ant-oat01-x", "ANTHROPIC_API_KEY"]],
    ],
    // What is billed by use is no flat rate for the name of its variable.
    [
      { ANTHROPIC_OAUTH_TOKEN: "sk-ant-api03-x" },
      "anthropic",
      [["anthropic:env", "api_key", "sk-ant-api03-x", "ANTHROPIC_OAUTH_TOKEN"]],
    ],
    [{ GOOGLE_API_KEY: "g" }, "google", [["google:env", "api_key", "g", "GOOGLE_API_KEY"]]],
    [{ ZAI_API_KEY: "z", Z_AI_API_KEY: "z" }, "zai", [["zai:env", "api_key", "z", "ZAI_API_KEY"]]],
    [{ MY_PROXY_API_KEY: "m" }, "my-proxy", [["my-proxy:env", "api_key", "m", "MY_PROXY_API_KEY"]]],
    [{ OPENAI_API_KEY: "  " }, "openai", []],
  ])("%j for %s", (variables, provider, expected) => {
    expect(profiles(variables, provider)).toEqual(expected);
  });

  test("say where each came from", () => {
    const environment = createEnvironment(
      layers({ OPENAI_API_KEY: "a" }, { OPENAI_API_KEY_1: "b" }, { OPENAI_API_KEY_2: "c" }),
    );
    expect(environment.profilesOf("openai").map(({ source }) => source)).toEqual([
      "process",
      "state .env",
      "login shell",
    ]);
  });

  test("every provider of the table has a variable, and the shell is asked for each of them", () => {
    const known = knownVariables();
    for (const provider of Object.keys(providerVariables)) {
      expect(variablesOf(provider).length).toBeGreaterThan(0);
      expect(known).toEqual(expect.arrayContaining([...variablesOf(provider)]));
    }
    expect(known).toEqual(expect.arrayContaining(["DISCORD_BOT_TOKEN", "TELEGRAM_BOT_TOKEN"]));
  });
});

describe("the environment of a program that we start", () => {
  test("holds what was named and what every program needs, nothing else", () => {
    const env = { PATH: "/bin", HOME: "/h", OPENAI_API_KEY: "sk", VAULT_TOKEN: "t", NODE_OPTIONS: "--require x" };
    expect(childEnvironment(env, ["VAULT_TOKEN", "ABSENT"])).toEqual({ PATH: "/bin", HOME: "/h", VAULT_TOKEN: "t" });
  });

  test("takes named variables from every source", () => {
    const environment = createEnvironment(layers({ PATH: "/bin" }, { VAULT_TOKEN: "t", OPENAI_API_KEY: "sk" }, {}));
    expect(environment.child(["VAULT_TOKEN"])).toEqual({ PATH: "/bin", VAULT_TOKEN: "t" });
  });
});

describe("opening the environment", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "modelpin-env-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** A login shell that answers with these lines of sh. */
  async function shell(lines: string): Promise<string> {
    const file = join(dir, "shell");
    await writeFile(file, `#!/bin/sh\n${lines}\n`);
    await chmod(file, 0o755);
    return file;
  }
  const shellEnv = (timeoutMs = 10_000) => ({ env: { shellEnv: { enabled: true, timeoutMs } } });

  test("a .env in the working directory is never read", async () => {
    const before = process.cwd();
    await writeFile(join(dir, ".env"), "OPENAI_API_KEY=trap");
    process.chdir(dir);
    try {
      const { view } = await openEnvironment({ env: {}, stateDir: join(dir, "state") });
      expect(view.get("OPENAI_API_KEY")).toBeUndefined();
    } finally {
      process.chdir(before);
    }
  });

  test("the state directory's .env is read, quotes, comments, export and all", async () => {
    await writeFile(join(dir, ".env"), '# mine\nexport OPENAI_API_KEY="sk # 1"\r\nXAI_API_KEY=x # two\n\nnonsense\n');
    const { view, warnings } = await openEnvironment({ env: {}, stateDir: dir });
    expect(seen(view.get("OPENAI_API_KEY"))).toEqual(["sk # 1", "state .env"]);
    expect(seen(view.get("XAI_API_KEY"))).toEqual(["x", "state .env"]);
    expect(warnings).toEqual([]);
  });

  test("a .env that cannot be read is a warning that names it", async () => {
    await writeFile(join(dir, "file"), "");
    const { warnings } = await openEnvironment({ env: { OPENAI_API_KEY: "a" }, stateDir: join(dir, "file") });
    expect(warnings.map(({ code }) => code)).toEqual(["env_file_unreadable"]);
    expect(warnings[0]?.message).toContain(join(dir, "file", ".env"));
  });

  test("the login shell is asked for known names that are still unset, one by one, and only if it is enabled", async () => {
    const file = await shell(
      'echo "Welcome back"; OPENAI_API_KEY=shell XAI_API_KEY=shell GROQ_API_KEY="two\nlines" MINE_API_KEY=m REF=r EDITOR=vi; export OPENAI_API_KEY XAI_API_KEY GROQ_API_KEY MINE_API_KEY REF EDITOR; shift 2; eval "$1"',
    );
    await writeFile(join(dir, ".env"), "XAI_API_KEY=file\nREF_2=file");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
    const models = { providers: { mine: { baseUrl: "https://m.example", apiKey: "${REF}" } } };
    const options = { env: { SHELL: file, PATH: process.env.PATH, OPENAI_API_KEY: "process" }, stateDir: dir };
    const { view, warnings } = await openEnvironment({ ...options, config: { ...shellEnv(), models } });
    expect(warnings).toEqual([]);
    expect(seen(view.get("OPENAI_API_KEY"))).toEqual(["process", "process"]);
    expect(seen(view.get("XAI_API_KEY"))).toEqual(["file", "state .env"]);
    expect(seen(view.get("GROQ_API_KEY"))).toEqual(["two\nlines", "login shell"]);
    expect(seen(view.get("MINE_API_KEY"))).toEqual(["m", "login shell"]);
    expect(seen(view.get("REF"))).toEqual(["r", "login shell"]);
    expect(view.get("EDITOR")).toBeUndefined();

    const off = await openEnvironment({ ...options, config: { models } });
    expect(off.view.get("GROQ_API_KEY")).toBeUndefined();
  });

  test.each([
    ["is missing", undefined, 10_000, "cannot be run (ENOENT); its variables are left out."],
    ["fails", "exit 3", 10_000, "ended with exit code 3; its variables are left out."],
    ["hangs", "sleep 600 & wait", 100, "took longer than 100 ms; its variables are left out."],
    ["never stops talking", "exec yes", 10_000, "printed more than 2097152 bytes; its variables are left out."],
    ["says nothing", "exit 0", 10_000, "printed no environment; its variables are left out."],
  ])("a login shell that %s is a warning, and everything else is there", async (_, lines, timeoutMs, why) => {
    const file = lines === undefined ? join(dir, "nothing") : await shell(lines);
    const { view, warnings } = await openEnvironment({
      env: { SHELL: file, PATH: process.env.PATH, OPENAI_API_KEY: "a" },
      stateDir: dir,
      config: shellEnv(timeoutMs),
    });
    expect(warnings.map(({ message }) => message)).toEqual([`The login shell ${file} ${why}`]);
    expect(seen(view.get("OPENAI_API_KEY"))).toEqual(["a", "process"]);
  });

  test("what a login shell that hangs has started does not live on", async () => {
    const pids = join(dir, "pids");
    const file = await shell(`sleep 600 & echo $! > '${pids}'\nwait`);
    const env = { SHELL: file, PATH: process.env.PATH };
    await openEnvironment({ env, stateDir: dir, config: shellEnv(1000) });
    const pid = (await readFile(pids, "utf8")).trim();
    // Where nobody reaps it, what was killed stays in the list as a zombie. Dying takes a moment.
    const isAlive = (): boolean =>
      /^[^Z]/.test(spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout.trim());
    for (let look = 0; look < 200 && isAlive(); look++) await nextTurn();
    expect(isAlive()).toBe(false);
  });

  test("only wanted names are taken from what the shell printed", () => {
    expect(parseNulSeparated("A=1\0B=a=b\0C\0=x\0D=\0", new Set(["B", "C", "D"]))).toEqual({ B: "a=b", D: "" });
  });
});
