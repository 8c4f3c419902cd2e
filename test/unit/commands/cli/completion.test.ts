import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin } from "../../../e2e/process.js";
import { enter, openTerminal, whyNoTerminal } from "../../../fixtures/terminal.js";
import { modelsConfig } from "./models.js";
import { openStage, type Stage } from "./stage.js";

const profiles = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-canary" },
  "anthropic:home": { type: "token", provider: "anthropic", token: "sk-ant-oat01-canary" },
  "openai:default": { type: "api_key", provider: "openai", key: "sk-canary" },
};
let stage: Stage;
beforeEach(() => {
  stage = openStage({ config: modelsConfig, profiles });
});
afterEach(() => stage.remove());

/** The candidates for a command line; the cursor stands at its end. */
async function complete(line: string): Promise<string[]> {
  const { out, exit, err } = await stage.run(["completion", "reply", "--", ...line.split(" ")]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return out.split("\n").flatMap((one) => (one === "" ? [] : [one.split("\t")[0] ?? ""]));
}

describe("completion", () => {
  test.each([
    ["mod", ["models"]],
    ["models f", ["fallbacks"]],
    ["models fallbacks ", ["list", "add", "remove", "clear"]],
    ["models auth order s", ["set"]],
    ["models set o", ["opus", "openai/gpt-5.2"]],
    ["models set opus ", []],
    ["models set --agent research d", ["deep"]],
    ["models aliases add gpt openai/", ["openai/gpt-5.2"]],
    ["models aliases remove ", ["small", "large", "opus"]],
    ["models auth remove a", ["anthropic:work", "anthropic:home"]],
    ["models auth order set --provider openai ", ["openai:default"]],
    ["models auth order set --provider anthropic anthropic:work ", ["anthropic:home"]],
    ["models list --provider ec", ["echo"]],
    ["models list --provider=ec", ["--provider=echo"]],
    ["models list --pr", ["--provider"]],
    ["models list --agent ", ["main", "research"]],
    ["models list --json --js", []],
    ["models status --probe-profile anthropic:work --probe-pro", ["--probe-provider", "--probe-profile"]],
    ["models --ch", ["--check"]],
    ["--agent research models list --pl", ["--plain"]],
    ["access add x --level s", ["switch"]],
    ["completion ", ["bash", "zsh", "fish"]],
    ["nonsense ", []],
    ["--agent research mod", ["models"]],
    ["models set --help", ["--help"]],
    ["models list --config ", []],
  ])("%s", async (line, expected) => {
    expect(await complete(line)).toEqual(expected);
  });

  test("verbs and flags come with a few words of what they are, secrets never", async () => {
    const { out } = await stage.run(["completion", "reply", "--", "models", "s"]);
    expect(out).toBe("status\twhat is used, on whose account, and what is missing\nset\tset the default model\n");
    expect((await stage.run(["completion", "reply", "--", "models", "auth", "remove", ""])).out).not.toContain(
      "canary",
    );
  });

  test("a configuration or a profile file that is being mended breaks nothing", async () => {
    stage.write(stage.configFile, '{ "agents": { "list": 7');
    stage.write(stage.profilesFile(), "{");
    expect(await complete("models auth remove ")).toEqual([]);
    expect(await complete("models s")).toEqual(["status", "set"]);
    stage.write(stage.configFile, '{ "agents": { "list": 7, "defaults": [] }, "access": 3, "auth": "x" }');
    expect(await complete("models set ")).toEqual([]);
  });

  test("main's profiles are offered also where no agent has that name, since every agent reads them", async () => {
    stage.write(stage.configFile, { agents: { list: [{ id: "research" }] } });
    expect(await complete("models auth remove a")).toEqual(["anthropic:work", "anthropic:home"]);
  });

  test("an unknown shell is refused", async () => {
    expect(await stage.see("completion powershell")).toBe(
      '! There is no completion for "powershell".\n! There is one for: bash, zsh, fish\n= 64',
    );
  });
});

const has = (shell: string): boolean => {
  try {
    execFileSync(shell, ["-c", "true"]);
    return true;
  } catch {
    process.stderr.write(`Completion in ${shell} is not tested: there is no ${shell} here.\n`);
    return false;
  }
};
const inShell = (shell: string) => (has(shell) ? test : test.skip);

describe("in a real shell", () => {
  let env: Record<string, string>;
  beforeEach(() => {
    const directory = join(stage.dir, "bin");
    mkdirSync(directory);
    writeFileSync(join(directory, "modelpin"), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
    chmodSync(join(directory, "modelpin"), 0o755);
    env = { HOME: stage.dir, MODELPIN_STATE_DIR: stage.dir, PATH: `${directory}:/usr/bin:/bin` };
  });

  inShell("bash")("bash completes words and what stands behind a colon", () => {
    const script = `
      source <(modelpin completion bash)
      try() { COMP_LINE=$1 COMP_POINT=\${#1}; _modelpin; echo "\${COMPREPLY[*]}"; }
      try "modelpin models fa"
      try "modelpin models auth remove anthropic:w"
      try "modelpin models list --provider=ec"
      try "modelpin models fallbacks "`;
    expect(execFileSync("bash", ["-c", script], { env, encoding: "utf8" })).toBe(
      "fallbacks\nwork\necho\nlist add remove clear\n",
    );
  });

  inShell("fish")("fish completes words, and shows what they are", () => {
    const script = `modelpin completion fish | source
      complete -C "modelpin models fa"
      complete -C "modelpin models auth remove anthropic:w"
      complete -C "modelpin access "`;
    expect(
      execFileSync("fish", ["--no-config", "-c", script], { env, encoding: "utf8" }).split("\n").toSorted(),
    ).toEqual([
      "",
      "add\tlet somebody in",
      "anthropic:work",
      "fallbacks",
      "list\twho may do what",
      "remove\ttake somebody out",
    ]);
  });

  const noTerminal = whyNoTerminal();
  if (noTerminal) process.stderr.write(`Completion on the Tab key is not tested: ${noTerminal}\n`);
  (noTerminal ? test.skip : inShell("zsh"))("zsh completes on the Tab key", async () => {
    const terminal = openTerminal(["zsh", "-f"], { cwd: stage.dir, env: { ...env, PS1: "> " } });
    await terminal.seeing(/> /);
    terminal.press(
      `autoload -Uz compinit && compinit -u -d ./dump && source <(modelpin completion zsh) && echo re''ady${enter}`,
    );
    await terminal.seeing(/ready\s[\s\S]*> /);
    terminal.press("modelpin models auth remove anthropic:w\t");
    await terminal.seeing(/anthropic:work/);
    terminal.press("\u0015exit\r");
    await terminal.ended;
  });
});
