import { openModelAuth } from "../../../../src/auth/open.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { createLmdbStore } from "../../../../src/store/drivers/lmdb.js";
import { noon, openStage, type Stage } from "./stage.js";

const day = 86_400_000;
const config = {
  agents: {
    defaults: { models: { "anthropic/claude-opus-4-5": { alias: "opus" }, "openai/gpt-5.2": {} } },
    list: [{ id: "main" }, { id: "research" }],
  },
};
const anthropic = { type: "api_key", provider: "anthropic", key: "sk-canary" };

let stage: Stage;
beforeEach(async () => {
  stage = openStage({ config, profiles: { "anthropic:work": anthropic } });
  await pin("discord:1", { model: "opus", profile: "work" }, 40 * day);
  await pin("discord:2", { model: "openai/gpt-5.2" }, day);
  await pin("telegram:-3:4", { model: "opus" }, 2 * day, "research");
});
afterEach(() => stage.remove());

async function pin(session: string, choice: object, ago: number, agentId = "main", once = false): Promise<void> {
  const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon - ago });
  const viewer = { person: terminalPerson, seenByCallerAlone: true };
  await auth.session(session, { agentId }).pin({ kind: "choose", ...choice, once, soft: false }, viewer);
  await auth.close();
}

const sessions = async (): Promise<string[]> =>
  ((await stage.run("models pins list --json")).json as { session: string }[]).map(({ session }) => session);

describe("models pins", () => {
  test("list shows who chose what, where and when", async () => {
    expect(await stage.see("models pins list")).toBe(
      `CONVERSATION   AGENT     MODEL                      PROFILE         KIND    BY        WHEN
discord:1      main      anthropic/claude-opus-4-5  anthropic:work  strict  terminal  40 d ago
discord:2      main      openai/gpt-5.2             -               strict  terminal  24 h ago
telegram:-3:4  research  anthropic/claude-opus-4-5  -               strict  terminal  2 d ago
= 0`,
    );
    expect((await stage.run("models pins list --json --profile anthropic:work")).json).toEqual([
      {
        session: "discord:1",
        agentId: "main",
        model: "anthropic/claude-opus-4-5",
        profileId: "anthropic:work",
        strict: true,
        by: "terminal",
        at: noon - 40 * day,
      },
    ]);
  });

  test.each([
    ["--profile anthropic:work", ["discord:1"]],
    ["--profile work", ["discord:1"]],
    ["--model opus", ["discord:1", "telegram:-3:4"]],
    ["--model Anthropic/claude-opus-4-5 --agent research", ["telegram:-3:4"]],
    ["--agent main", ["discord:1", "discord:2"]],
    ["--older-than 30d", ["discord:1"]],
    ["--older-than 36h", ["discord:1", "telegram:-3:4"]],
    ["--session discord:2", ["discord:2"]],
    ["--profile anthropic:gone", []],
    ["--all", ["discord:1", "discord:2", "telegram:-3:4"]],
  ])("clear %s drops exactly those, and shows them", async (filter, dropped) => {
    const before = await sessions();
    const { json, exit } = await stage.run(`models pins clear ${filter} --json`);
    expect(exit).toBe(0);
    expect((json as { cleared: { session: string }[] }).cleared.map(({ session }) => session)).toEqual(dropped);
    expect(await sessions()).toEqual(before.filter((session) => !(dropped as string[]).includes(session)));
  });

  test("clear without a filter drops nothing: that takes --all", async () => {
    expect((await stage.run("models pins clear")).exit).toBe(64);
    expect((await stage.run("models pins clear --all --profile work")).exit).toBe(64);
    expect(await sessions()).toHaveLength(3);
  });

  test("--dry-run says what would be dropped, and drops nothing", async () => {
    expect((await stage.run("models pins clear --all --dry-run")).out).toContain(
      "Would drop what 3 conversations had chosen.",
    );
    expect(await sessions()).toHaveLength(3);
  });

  test("a layer for the next turn goes alone when only it is meant", async () => {
    await pin("discord:2", { model: "opus" }, 0, "main", true);
    await stage.run("models pins clear --model opus --session discord:2");
    expect((await stage.run("models pins list --json --session discord:2")).json).toMatchObject([
      { model: "openai/gpt-5.2" },
    ]);
  });

  test("an agent that only pins know of may be named; one that nobody knows may not", async () => {
    stage.write(stage.configFile, {});
    expect((await stage.run("models pins list --agent research")).exit).toBe(0);
    expect((await stage.run("models pins list --agent reserch")).err).toContain("Did you mean research?");
  });

  test("a record that cannot be read is named, does not hide the others, and can be dropped", async () => {
    const store = createLmdbStore(`${stage.dir}/lmdb`);
    await store.write("pins/discord:bad", "{");
    await store.close();
    const { exit, err } = await stage.run("models pins list");
    expect([exit, err]).toEqual([
      0,
      "The choice of discord:bad cannot be read. Drop it: modelpin models pins clear --session discord:bad\n",
    ]);
    expect((await stage.run("models status")).out).toContain("The stored choice of discord:bad cannot be read.");
    expect((await stage.run("models pins clear --session discord:bad")).exit).toBe(0);
    expect((await stage.run("models pins list")).err).toBe("");
    expect(await sessions()).toHaveLength(3);
  });
});
