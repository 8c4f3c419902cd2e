import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bin, startBin } from "./process.js";

const run = promisify(execFile);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "modelpin-e2e-"));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** A machine on which nobody has set anything up. */
const bare = () => ({ PATH: process.env.PATH, HOME: dir });

async function piped(lines: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const demo = startBin(["gateway", "--demo"], { cwd: dir, env: bare() });
  demo.type(...lines);
  demo.end();
  const { code } = await demo.ended;
  return { code, stdout: demo.stdout, stderr: demo.stderr };
}

test("without any account piped lines get one reply each, in order, and the end of input is the end", async () => {
  const { code, stdout, stderr } = await piped(["hello", "/model large@work", "", "hello", "/model @auto", "hello"]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      "This is modelpin's built-in echo; no model was asked.",
      "Model echo/small, profile echo:home.",
      "You said: hello",
      "Model: large (echo/large)",
      "Profile: echo:work (pinned by you)",
      "This is modelpin's built-in echo; no model was asked.",
      "Model echo/large, profile echo:work.",
      "You said: hello",
      "Model: large (echo/large)",
      "Profile: echo:home (config order)",
      "Dropped: the pinned profile echo:work",
      "This is modelpin's built-in echo; no model was asked.",
      "Model echo/large, profile echo:home.",
      "You said: hello",
      "",
    ].join("\n"),
  );
  expect(stderr.trimEnd().split("\n")).toHaveLength(4);
  expect(stderr).toMatch(
    /set DISCORD_BOT_TOKEN.*\n.*set TELEGRAM_BOT_TOKEN|set TELEGRAM_BOT_TOKEN.*\n.*set DISCORD_BOT_TOKEN/,
  );
  expect(stdout + stderr).not.toMatch(/demo-(home|work)/);
  // Its state lies where somebody stood, and nowhere else.
  expect(await readdir(dir)).toEqual([".modelpin"]);
});

test("what was chosen in the demo is still chosen when it runs again", async () => {
  await piped(["/model large@work"]);
  const { stdout } = await piped(["hello"]);
  expect(stdout).toContain("Model echo/large, profile echo:work.");
});

test("without a configuration and without --demo the gateway says what to do", async () => {
  const gateway = startBin(["gateway"], { cwd: dir, env: bare() });
  expect(await gateway.ended).toEqual({ code: 1, signal: null });
  expect(gateway.stdout).toBe("");
  expect(gateway.stderr).toMatch(/no configuration at .*config\.json.*\n.*config\.example\.json.*--demo/);
});

function hasTmux(): boolean {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const onTmux = hasTmux() ? test : test.skip;
if (!hasTmux()) process.stderr.write("main-job-terminal: a real terminal is not tested, since tmux is not installed\n");

onTmux("on a real terminal it prompts, answers, and leaves at Ctrl-D with the screen as it was", async () => {
  const socket = join(dir, "tmux");
  const tmux = (...argv: readonly string[]) =>
    run("tmux", ["-S", socket, ...argv], { env: { ...bare(), LANG: "C.UTF-8" } });
  const screen = async (wanted: RegExp): Promise<string> => {
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      const { stdout } = await tmux("capture-pane", "-p", "-t", "it");
      if (wanted.test(stdout)) return stdout;
    }
    throw new Error(`never on the screen: ${wanted}\n${(await tmux("capture-pane", "-p", "-t", "it")).stdout}`);
  };
  const type = async (line: string): Promise<void> => {
    await tmux("send-keys", "-t", "it", "-l", line);
    await tmux("send-keys", "-t", "it", "Enter");
  };
  const command = `${process.execPath} ${bin} gateway --demo; echo ended with $?; exec cat`;
  await tmux("new-session", "-d", "-s", "it", "-x", "100", "-y", "40", "-c", dir, command);
  try {
    await screen(/^>\s*$/m);
    await type("/model large@work");
    await screen(/Profile: echo:work \(pinned by you\)\n>/);
    await type("hello");
    expect(await screen(/You said: hello\n>/)).toMatch(/> hello\n.*echo.*\nModel echo\/large, profile echo:work\./);
    await tmux("send-keys", "-t", "it", "C-d");
    await screen(/ended with 0/);
  } finally {
    await tmux("kill-server");
  }
});
