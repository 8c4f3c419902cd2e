import { type SpawnSyncReturns, type StdioOptions, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verbs } from "../../commands/cli/verbs.js";
import { openModelAuth } from "../../src/auth/open.js";
import { terminalPerson } from "../../src/domain/access.js";
import { bin } from "./process.js";

const secret = `sk-proj-canary-${"x".repeat(40)}`;
const config = {
  agents: {
    defaults: { model: "opus", models: { "anthropic/claude-opus-4-5": { alias: "opus" }, "openai/gpt-5.2": {} } },
  },
};

let dir: string;
let env: Record<string, string>;
const profilesFile = (): string => join(dir, "agents", "main", "agent", "auth-profiles.json");
const profiles = (): Record<string, unknown> => JSON.parse(readFileSync(profilesFile(), "utf8")).profiles;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "modelpin-e2e-cli-"));
  writeFileSync(join(dir, "config.json"), JSON.stringify(config));
  env = { MODELPIN_STATE_DIR: dir, HOME: dir, PATH: process.env.PATH ?? "", TERM: "xterm" };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function modelpin(line: string, input = "", nodeArgs: readonly string[] = []): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...nodeArgs, bin, ...line.split(" ")], {
    env,
    cwd: dir,
    input,
    encoding: "utf8",
  });
}

describe("the built command line", () => {
  test("takes a piped secret, stores it, and says it nowhere", () => {
    const { status, stdout, stderr } = modelpin("models auth paste-api-key --provider openai", `${secret}\n`);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Stored openai:default (api_key)");
    expect(stdout).not.toContain("canary");
    expect(profiles()).toEqual({ "openai:default": { type: "api_key", provider: "openai", key: secret } });
  });

  test("standard input that is empty or closed is no secret", () => {
    expect(modelpin("models auth paste-api-key --provider openai", "").stderr).toContain("There was no key.");
    const closed = spawnSync(process.execPath, [bin, "models", "auth", "paste-api-key", "--provider", "openai"], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
    });
    expect([closed.status, closed.stderr.includes("There was no key.")]).toEqual([1, true]);
    expect(existsSync(profilesFile())).toBe(false);
  });

  test("--json is one document on standard output, with the exit code beside it", () => {
    mkdirSync(join(dir, "agents", "main", "agent"), { recursive: true });
    writeFileSync(profilesFile(), '{ "profiles": { "a:b": "sk-canary" ');
    const broken = modelpin("models status --json --check");
    expect(broken.status).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ check: { code: 1 } });
    writeFileSync(join(dir, "config.json"), '{ "agnets": 1 }');
    const invalid = modelpin("models status --json --check");
    expect(invalid.status).toBe(3);
    expect(JSON.parse(invalid.stdout)).toMatchObject({ check: { code: 3 }, error: { code: "config_invalid" } });
    const usage = modelpin("models status --json --chekc");
    expect(usage.status).toBe(64);
    expect(JSON.parse(usage.stdout)).toMatchObject({ error: { code: "unknown_flag" } });
    for (const { stdout, stderr } of [broken, invalid, usage]) expect(stdout + stderr).not.toContain("canary");
  });

  const aFullDisk = existsSync("/dev/full") ? "/dev/full" : undefined;
  test.each(["stdout", "stderr"] as const)("a full disk behind %s is no crash", (name) => {
    if (aFullDisk === undefined) return console.warn("skipped: this system has no /dev/full");
    const full = openSync(aFullDisk, "w");
    const line = name === "stdout" ? ["models", "status", "--json"] : ["models", "status", "--bogus"];
    const stdio: StdioOptions = name === "stdout" ? ["ignore", full, "pipe"] : ["ignore", "pipe", full];
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...line], { env, stdio, encoding: "utf8" });
    closeSync(full);
    const told = { stdout: [1, "Standard output could not be written (ENOSPC).\n"], stderr: [64, ""] };
    expect([status, name === "stdout" ? stderr : stdout]).toEqual(told[name]);
  });

  test("a reader that goes away is not an error", async () => {
    const child = spawn(process.execPath, [bin, "models", "status", "--json"], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("every verb is in the bundle that it is looked for in", () => {
    const missing = verbs.filter(({ words }) => modelpin(`${words.join(" ")} --help`).status !== 0);
    expect(missing.map(({ words }) => words.join(" "))).toEqual([]);
  });

  test("a long answer reaches a slow reader whole", () => {
    const models = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`openai/model-${index}`, {}]));
    writeFileSync(join(dir, "config.json"), JSON.stringify({ agents: { defaults: { models } } }));
    const slow = spawnSync("sh", ["-c", `"${process.execPath}" "${bin}" models status --json | (sleep 0.3; cat)`], {
      env,
      encoding: "utf8",
    });
    expect(JSON.parse(slow.stdout).allowed).toHaveLength(5000);
  });
});

describe("what a verb loads", () => {
  const recorder = fileURLToPath(new URL("../fixtures/cli/record-modules.mjs", import.meta.url));

  /** The packages from node_modules, and those of our own files whose code ran because the verb asked for them. */
  function loadedBy(line: string): { packages: string[]; own: string[] } {
    const file = join(dir, "modules");
    const coverage = join(dir, "coverage");
    env.MODULES_FILE = file;
    env.NODE_V8_COVERAGE = coverage;
    writeFileSync(file, "");
    expect(modelpin(line, "", ["--import", recorder]).status).toBe(0);
    const urls = readFileSync(file, "utf8").trim().split("\n");
    const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    const names = readdirSync(coverage).flatMap((name) => namesOfRun(readFileSync(join(coverage, name), "utf8")));
    return { packages: [...new Set(packages)], own: names };
  }

  /** In the bundle each file is a function of its own, named after it. */
  function namesOfRun(coverage: string): string[] {
    const { result } = JSON.parse(coverage) as {
      result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
    };
    return result
      .filter(({ url }) => url.includes("/dist/bin/"))
      .flatMap(({ functions }) => functions)
      .filter(({ functionName, ranges }) => /\.tsx?$/.test(functionName) && ranges[0]?.count !== 0)
      .map(({ functionName }) => functionName);
  }

  const heavy = ["src/config/schema.ts", "src/store/drivers/lmdb.ts"];

  test.each(["--version", "--help", "models --help", "models status --help"])("%s: no package at all", (line) => {
    const { packages, own } = loadedBy(line);
    expect(packages).toEqual([]);
    for (const file of heavy) expect(own).not.toContain(file);
  });

  test("the mark by which this is told stands in what reads the configuration", () => {
    expect(loadedBy("access list").own).toEqual(expect.arrayContaining(heavy));
  });

  test.each(["models status", "access list", "models auth list"])(
    "%s without a pin: no database, chat or model package",
    (line) => {
      expect(loadedBy(line).packages).toEqual([]);
    },
  );

  test("models status where there are pins: the database, and nothing of chats or models", async () => {
    const auth = await openModelAuth({ stateDir: dir, env: { HOME: dir } });
    const choice = { kind: "choose", model: "openai/gpt-5.2", once: false, soft: false } as const;
    await auth.session("discord:1").pin(choice, { person: terminalPerson, seenByCallerAlone: true });
    await auth.close();
    const { packages } = loadedBy("models status");
    expect(packages).toContain("lmdb");
    expect(packages.filter((name) => /discord|grammy|^ai$|@ai-sdk|^zod$/.test(name))).toEqual([]);
  });
});

/** A real terminal: util-linux's `script` gives the process a pseudo-terminal and passes on what is typed. */
const hasScript = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;
if (!hasScript) console.log("Skipped: the hidden prompt needs util-linux's `script` for a pseudo-terminal.");

(hasScript ? describe : describe.skip)("the hidden prompt on a real terminal", () => {
  /** Types once the prompt stands there; what the terminal showed, and the exit code. */
  function onTerminal(line: string, typed: string): Promise<{ seen: string; code: number | null }> {
    const command = `"${process.execPath}" "${bin}" ${line}`;
    const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], { env, cwd: dir });
    let seen = "";
    let asked = false;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      seen += chunk;
      if (asked || !seen.includes("(not shown): ")) return;
      asked = true;
      child.stdin.write(typed);
    });
    return new Promise((resolve) => child.once("close", (code) => resolve({ seen, code })));
  }
  const paste = "models auth paste-api-key --provider openai";

  test("what is typed is stored and never shown", async () => {
    const { seen, code } = await onTerminal(paste, `${secret}\r`);
    expect(code).toBe(0);
    expect(seen).toContain("API key for openai:default (not shown): ");
    expect(seen).not.toContain("canary");
    expect(profiles()).toMatchObject({ "openai:default": { key: secret } });
  });

  test("a marked paste over two lines is one secret", async () => {
    const { seen, code } = await onTerminal(
      paste,
      `\u001B[200~${secret.slice(0, 30)}\r${secret.slice(30)}\u001B[201~\r`,
    );
    expect([code, seen.includes("canary")]).toEqual([0, false]);
    expect(profiles()).toMatchObject({ "openai:default": { key: secret } });
  });

  test("Ctrl-C stores nothing and leaves the terminal as it was", async () => {
    const { seen, code } = await onTerminal(paste, "sk-canary\u0003");
    expect(code).toBe(1);
    expect(seen).toContain("Cancelled; nothing was stored.");
    expect(seen).toContain("\u001B[?2004l");
    expect(seen).not.toContain("canary");
    expect(existsSync(profilesFile())).toBe(false);
  });

  test("--json keeps standard output to the document: the question is asked beside it", async () => {
    const out = join(dir, "out.json");
    const { code } = await onTerminal(`${paste} --json > '${out}'`, `${secret}\r`);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ profileId: "openai:default" });
  });

  test("colour is for terminals, and NO_COLOR is obeyed", async () => {
    const shown = async (extra: Record<string, string>): Promise<string> => {
      env = { ...env, ...extra };
      const child = spawn("script", ["-q", "-e", "-c", `"${process.execPath}" "${bin}" models status`, "/dev/null"], {
        env,
      });
      let seen = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        seen += chunk;
      });
      await new Promise((resolve) => child.once("close", resolve));
      return seen;
    };
    expect(await shown({})).toContain("\u001B[1m");
    expect(modelpin("models status").stdout).not.toContain("\u001B");
    expect(await shown({ NO_COLOR: "1" })).not.toContain("\u001B");
  });
});
