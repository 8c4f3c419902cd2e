import { bin } from "../../../e2e/process.js";
import { openTerminal, type TerminalSession, whyNoTerminal } from "../../../fixtures/terminal.js";
import { openStage, type Stage } from "./stage.js";

const noTerminal = whyNoTerminal();
if (noTerminal) process.stderr.write(`Terminal tests are skipped: ${noTerminal}\n`);
const onTerminal = noTerminal ? test.skip : test;

const secret = "sk-ant-api03-canary";

let stage: Stage;
beforeEach(() => {
  stage = openStage({ profiles: { "anthropic:work": { type: "api_key", provider: "anthropic", key: secret } } });
});
afterEach(() => stage.remove());

const open = (words: string): TerminalSession =>
  openTerminal([process.execPath, bin, ...words.split(" ")], {
    cwd: stage.dir,
    env: { HOME: stage.dir, MODELPIN_STATE_DIR: stage.dir, PATH: "/usr/bin:/bin" },
  });

describe("models auth token", () => {
  test("a script gets the secret and nothing else", async () => {
    const { exit, out, err } = await stage.run("models auth token anthropic:work");
    expect([exit, out, err]).toEqual([0, `${secret}\n`, ""]);
  });

  test("an unknown profile is none, and near ones are named", async () => {
    const { exit, out, err } = await stage.run("models auth token anthropic:wrok");
    expect([exit, out]).toEqual([1, ""]);
    expect(err).toContain("Did you mean anthropic:work?");
  });

  onTerminal("on a terminal it is not shown", async () => {
    const terminal = open("models auth token anthropic:work");
    expect(await terminal.ended).toBe(1);
    expect(terminal.screen).toContain("add --show");
    expect(terminal.screen).not.toContain(secret);
  });

  onTerminal("on a terminal --show shows it", async () => {
    const terminal = open("models auth token anthropic:work --show");
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen.trim()).toBe(secret);
  });
});
