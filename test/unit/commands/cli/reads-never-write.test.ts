import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openModelAuth } from "../../../../src/auth/open.js";
import { afterFailure, afterSuccess } from "../../../../src/domain/cooldown.js";
import { digest, noon, type Stage, stagesPerTest } from "./stage.js";

const open = stagesPerTest();
const hour = 3_600_000;
const config = {
  agents: {
    defaults: {
      model: { primary: "opus", fallbacks: ["openai/gpt-5.2"] },
      models: { "anthropic/claude-opus-4-5": { alias: "opus" } },
    },
    list: [{ id: "main" }, { id: "research" }],
  },
  access: { switch: ["telegram:1"] },
};
const profiles = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-canary" },
  "anthropic:old": { type: "token", provider: "anthropic", token: "t", expires: noon - hour },
  "openai:me": { type: "oauth", provider: "openai", access: "a", refresh: "r", expires: noon - hour },
};

const reads = [
  "models",
  "models status --check",
  "models status --check --json",
  "models status --plain",
  "models status --agent research",
  "models list --json",
  "models aliases list",
  "models fallbacks list",
  "models explain terminal:main",
  "models explain terminal:main --at +2h --cooling anthropic:work",
  "models pins list",
  "models pins clear --all --dry-run",
  "models auth list",
  "models auth order get --provider anthropic",
  "models auth cooldown list",
  "models auth token anthropic:work",
  "models auth remove anthropic:work --dry-run",
  "access list",
  "doctor",
  "gateway status",
  "completion bash",
  "completion reply -- models auth remove a",
  "ops install --dry-run",
  "onboard --non-interactive --key groq=K --by-name --dry-run",
];

/** A house where pins, failures, a window that is over and counters that are old wait to be tidied up by somebody. */
async function usedHouse(): Promise<Stage> {
  const stage = open({ config, profiles });
  stage.write(join(stage.dir, ".env"), "GROQ_API_KEY=gsk-canary\n");
  const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon });
  const pin = { profileId: "anthropic:work", strict: true, by: "terminal", at: noon - 90 * 24 * hour };
  await auth.pins.change("terminal:main", () => ({ session: "terminal:main", agentId: "main", pin }));
  for (const [ago, kind] of [
    [2, "rate_limit"],
    [48, "billing"],
  ] as const) {
    const failed = { profileId: "anthropic:work", model: "x", failure: { class: kind }, now: noon - ago * hour };
    await auth.usages.change("main", "anthropic", (usage) => afterFailure(usage, failed));
  }
  const used = { profileId: "openai:me", model: "gpt-5.2", now: noon - hour };
  await auth.usages.change("main", "openai", (usage) => afterSuccess(usage, used));
  await auth.close();
  return stage;
}

test("a verb that reads leaves every file as it was, its time and its mode included", async () => {
  const stage = await usedHouse();
  const before = digest(stage.dir);
  for (const line of reads) {
    await stage.run(line);
    expect([line, digest(stage.dir)]).toEqual([line, before]);
  }
});

test("nor does it make any where nothing was set up yet", async () => {
  const stage = open();
  for (const line of reads) {
    await stage.run(line);
    expect([line, readdirSync(stage.dir)]).toEqual([line, []]);
  }
});
