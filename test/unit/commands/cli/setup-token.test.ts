import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin } from "../../../e2e/process.js";
import { ctrlC, enter, openTerminal, type TerminalSession, whyNoTerminal } from "../../../fixtures/terminal.js";
import { openStage, type Stage } from "./stage.js";

const token = `sk-ant-oat01-${"Ab3-_".repeat(19)}`;
const noTerminal = whyNoTerminal();
if (noTerminal) process.stderr.write(`Terminal tests are skipped: ${noTerminal}\n`);
const onTerminal = noTerminal ? test.skip : test;

let stage: Stage;
beforeEach(() => {
  stage = openStage();
});
afterEach(() => stage.remove());

const stored = (id = "anthropic:manual"): unknown => JSON.parse(stage.read(stage.profilesFile())).profiles[id];

function open(words: string, env: Record<string, string> = {}): TerminalSession {
  return openTerminal([process.execPath, bin, ...words.split(" ")], {
    cwd: stage.dir,
    env: { HOME: stage.dir, MODELPIN_STATE_DIR: stage.dir, PATH: "/usr/bin:/bin", ...env },
  });
}

/** A stand-in for the program, on a PATH of its own. */
function installClaude(script: string): Record<string, string> {
  const directory = join(stage.dir, "bin");
  mkdirSync(directory);
  writeFileSync(join(directory, "claude"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, "claude"), 0o755);
  return { PATH: `${directory}:/usr/bin:/bin` };
}

describe("models auth setup-token", () => {
  onTerminal("without claude it says how to get one, and takes a token that was made elsewhere, unseen", async () => {
    const terminal = open("models auth setup-token --provider anthropic");
    await terminal.seeing(/claude is not installed here[\s\S]*Token for anthropic:manual \(not shown\): /);
    terminal.press(`${token}${enter}`);
    await terminal.seeing(/Stored anthropic:manual \(token\)/);
    await terminal.seeing(/may refuse a subscription's token outside its own client/);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen).not.toContain("Ab3-_");
    expect(stored()).toEqual({ type: "token", provider: "anthropic", token });
    expect(stage.config()).toEqual({
      auth: { profiles: { "anthropic:manual": { provider: "anthropic", mode: "token" } } },
    });
  });

  onTerminal("a token that the terminal broke over two lines is joined", async () => {
    const terminal = open("models auth setup-token --profile-id anthropic:home");
    await terminal.seeing(/Token for anthropic:home/);
    terminal.press(`\u001B[200~${token.slice(0, 80)}\r${token.slice(80)}\u001B[201~`);
    terminal.press(enter);
    await terminal.seeing(/Its 2 lines were joined into one/);
    expect(await terminal.ended).toBe(0);
    expect(stored("anthropic:home")).toMatchObject({ token });
  });

  onTerminal("with claude it is started on this terminal, with no credential in its environment", async () => {
    const env = installClaude(
      'echo "claude got: $* key=[$ANTHROPIC_API_KEY] home=$HOME"; printf "Press Enter: "; read _; echo done',
    );
    const terminal = open("models auth setup-token", { ...env, ANTHROPIC_API_KEY: "sk-ant-api03-canary" });
    await terminal.seeing(/Start claude setup-token now\?/);
    terminal.press("y");
    await terminal.seeing(/claude got: setup-token key=\[\] home=/);
    await terminal.seeing(/Press Enter: /);
    terminal.press(enter);
    await terminal.seeing(/Token for anthropic:manual/);
    terminal.press(`${token}${enter}`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen).not.toContain("canary");
    expect(stored()).toMatchObject({ token });
  });

  onTerminal("with claude a token that is there already can be pasted", async () => {
    const terminal = open("models auth setup-token", installClaude("echo must not run; exit 1"));
    await terminal.seeing(/Start claude setup-token now\?/);
    terminal.press("n");
    await terminal.seeing(/Token for anthropic:manual/);
    terminal.press(`${token}${enter}`);
    expect(await terminal.ended).toBe(0);
  });

  onTerminal("when claude fails nothing is stored", async () => {
    const terminal = open("models auth setup-token", installClaude("exit 7"));
    await terminal.seeing(/Start claude setup-token now\?/);
    terminal.press("y");
    await terminal.seeing(/claude setup-token ended with exit code 7; nothing was stored\./);
    expect(await terminal.ended).toBe(1);
    expect(() => stored()).toThrow();
  });

  onTerminal.each([
    ["Enter alone", enter, /There was no token\. Nothing was stored\./],
    ["an API key", `sk-ant-api03-${"x".repeat(80)}${enter}`, /This is an API key, not a token\. Nothing was stored\./],
    ["another token", `ghp_${"x".repeat(80)}${enter}`, /Such a token begins with sk-ant-oat01-\. Nothing was stored\./],
    [
      "half a token",
      `${token.slice(0, 79)}${enter}`,
      /has at least 80 characters; this one has 79\. Nothing was stored\./,
    ],
    ["Ctrl-C", ctrlC, /Cancelled; nothing was stored\./],
  ])("%s is refused without repeating it", async (_name, keys, refusal) => {
    const terminal = open("models auth setup-token");
    await terminal.seeing(/not shown\): /);
    terminal.press(keys);
    await terminal.seeing(refusal);
    expect(await terminal.ended).toBe(1);
    expect(terminal.screen).not.toMatch(/xxxx|Ab3/);
    expect(() => stored()).toThrow();
  });

  test("where input is piped it says what to use instead", async () => {
    expect(await stage.see("models auth setup-token", { stdin: token })).toBe(
      [
        "! setup-token needs a terminal: it starts claude and asks for the token.",
        "! A token that you have already can be piped in: modelpin models auth paste-token --provider anthropic < token.txt",
        "= 1",
      ].join("\n"),
    );
  });

  test("other providers have no such tokens", async () => {
    expect(await stage.see("models auth setup-token --provider openai")).toBe(
      "! openai has no setup tokens; only anthropic has.\n! Store a token with: modelpin models auth paste-token --provider openai\n= 64",
    );
  });

  test("a token in the arguments is refused and not repeated", async () => {
    const { exit, err } = await stage.run(["models", "auth", "setup-token", token]);
    expect(exit).toBe(64);
    expect(err).toContain("A secret is never taken from the command line; nothing was stored.");
    expect(err).not.toContain("Ab3");
  });
});

describe("models auth add", () => {
  async function askedForTheId(): Promise<TerminalSession> {
    stage.write(stage.configFile, { agents: { defaults: { model: "openai/gpt-5.2" } } });
    const terminal = open("models auth add");
    await terminal.seeing(/Whose credential is it\?[\s\S]*openai/);
    terminal.press(enter);
    await terminal.seeing(/What do you have of openai\?[\s\S]*An API key/);
    terminal.press(enter);
    await terminal.seeing(/Under which id\?/);
    return terminal;
  }

  onTerminal("asks for provider, kind and id, then for the key", async () => {
    const terminal = await askedForTheId();
    terminal.press(enter);
    await terminal.seeing(/API key for openai:default \(not shown\): /);
    terminal.press(`sk-proj-canary-of-some-length${enter}`);
    await terminal.seeing(/Stored openai:default \(api_key\)/);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen).not.toContain("canary");
    expect(stored("openai:default")).toMatchObject({ key: "sk-proj-canary-of-some-length" });
  });

  onTerminal(
    "a second account is not put in the first one's place unannounced: who meant that can still stop",
    async () => {
      const first = { "openai:default": { type: "api_key", provider: "openai", key: "sk-first" } };
      stage.write(stage.profilesFile(), { version: 1, profiles: first });
      const terminal = open("models auth paste-api-key --provider openai");
      await terminal.seeing(/API key for openai:default, in place of what is stored there \(not shown\): /);
      terminal.press(ctrlC);
      expect(await terminal.ended).toBe(1);
      expect(stored("openai:default")).toEqual(first["openai:default"]);
    },
  );

  onTerminal("an id of another provider is refused under the question, and can be mended", async () => {
    const terminal = await askedForTheId();
    terminal.press(`\u0015anthropic:work${enter}`);
    await terminal.seeing(/is a profile of anthropic, not of openai/);
    terminal.press(ctrlC);
    await terminal.seeing(/Cancelled; nothing was stored\./);
    expect(await terminal.ended).toBe(1);
  });

  test("where input is piped it says what to use instead", async () => {
    expect(await stage.see("models auth add", { stdin: "x" })).toBe(
      [
        "! models auth add asks questions, and this is no terminal.",
        "! Pipe the credential in instead: modelpin models auth paste-api-key --provider <provider> < key.txt (or paste-token)",
        "= 1",
      ].join("\n"),
    );
  });
});
