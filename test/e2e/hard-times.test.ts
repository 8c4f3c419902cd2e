import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BinProcess, startBin } from "./process.js";

const day = 86_400_000;
let dir: string;
let chat: BinProcess | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "modelpin-hard-"));
  const home = join(dir, "agents", "main", "agent");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const defaults = { model: "echo/one", models: { "echo/one": {}, "echo/two": {} } };
  const config = { agents: { defaults }, models: { providers: { echo: { api: "echo" } } } };
  writeFileSync(join(dir, "config.json"), JSON.stringify(config), { mode: 0o600 });
  const profile = (token: string) => ({ type: "token", provider: "echo", token });
  const profiles = { "echo:a": profile("t-a"), "echo:b": profile("t-b") };
  writeFileSync(join(home, "auth-profiles.json"), JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
});
afterEach(async () => {
  await chat?.stop("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

function start(
  fault: "clock" | "descriptors" | "stray",
  more: Record<string, string> = {},
  openFiles?: number,
): BinProcess {
  const hook = resolve("test/fixtures/faults", `${fault}.cjs`);
  const env = {
    PATH: process.env.PATH,
    HOME: dir,
    MODELPIN_STATE_DIR: dir,
    NODE_OPTIONS: `--require=${hook}`,
    ...more,
  };
  chat = startBin(["chat"], { cwd: dir, env, ...(openFiles === undefined ? {} : { openFiles }) });
  return chat;
}

/** What is answered, up to the words that end it. */
const answer = (line: string): Promise<string> => (chat as BinProcess).ask(line, /You said: .*\n/);

test("a clock that jumps a day ahead and back takes nothing from a conversation", async () => {
  const talk = start("clock", { CLOCK_OFFSETS: `0,${day},0,${-day},0` });
  await talk.ask("/model two@b", /Profile: echo:b \(pinned by you\)\n/);
  expect(await answer("hello")).toContain("Model echo/two, profile echo:b.");
  for (let jump = 1; jump <= 4; jump++) {
    talk.signal("SIGUSR2");
    await talk.saying("stderr", new RegExp(`clock ${jump}\n`));
    expect(await answer(`after jump ${jump}`)).toContain("profile echo:b.");
    // What is chosen now counts now, and what is confirmed runs.
    const [model, profile] = jump % 2 ? ["one", "a"] : ["two", "b"];
    await talk.ask(`/model ${model}@${profile}`, new RegExp(`Profile: echo:${profile} \\(pinned by you\\)\n`));
    expect(await answer("hello")).toContain(`Model echo/${model}, profile echo:${profile}.`);
    await talk.ask("/model two@b", /Profile: echo:b \(pinned by you\)\n/);
  }
});

test("a process that can open no more files goes on with what it knows, and is itself again afterwards", async () => {
  const before = readFileSync(join(dir, "config.json"), "utf8");
  const talk = start("descriptors", {}, 200);
  expect(await answer("hello")).toContain("Model echo/one, profile echo:a.");
  await talk.ask("/model one@b", /Profile: echo:b \(pinned by you\)\n/);
  talk.signal("SIGUSR2");
  await talk.saying("stderr", /descriptors gone\n/);
  expect(await answer("during")).toContain("Model echo/one, profile echo:b.");
  talk.signal("SIGUSR2");
  await talk.saying("stderr", /descriptors free\n/);
  await talk.ask("/model two@a", /Profile: echo:a \(pinned by you\)\n/);
  expect(await answer("after")).toContain("Model echo/two, profile echo:a.");
  expect(readFileSync(join(dir, "config.json"), "utf8")).toBe(before);
  expect(talk.stderr).not.toContain("should not");
});

test("what fails where nobody waits for it ends the process with one sentence that holds nothing of it", async () => {
  const talk = start("stray");
  expect(await answer("hello")).toContain("Model echo/one, profile echo:a.");
  talk.signal("SIGUSR2");
  expect(await talk.ended).toEqual({ code: 1, signal: null });
  expect(talk.stderr).toMatch(
    /^Something went wrong that should not \(Error, at \S+\)\.\nThis is a fault of modelpin: [^\n]+\n$/,
  );
});
