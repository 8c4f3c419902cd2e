import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAnthropic } from "@ai-sdk/anthropic";
import { streamText } from "ai";
import { openModelAuth } from "../src/auth/open.js";
import { terminalPerson } from "../src/domain/access.js";
import { streamModel } from "../src/models/stream-model.js";
import { answer } from "../test/loopback/provider/behaviour.js";
import { startProvider } from "../test/loopback/provider/start-provider.js";
import { byTurns, p50, p99, report, reportAgainst, toSample, us } from "./measure.js";

// What a turn adds before the provider is called: from the message to the request's start, with everything decided and
// the last turn's outcome booked; and the whole turn beside the SDK called directly, over real HTTP.
const rounds = Number(process.argv[2] ?? 1000);
const key = "sk-ant-api03-work";
const provider = await startProvider({ accounts: { [key]: answer("Hello.") } });
const stateDir = mkdtempSync(join(tmpdir(), "modelpin-bench-"));
const agentDir = join(stateDir, "agents", "main", "agent");
mkdirSync(agentDir, { recursive: true });
const config = {
  agents: { defaults: { model: "anthropic/claude-opus-4-5", models: { "anthropic/claude-opus-4-5": {} } } },
  models: { providers: { anthropic: { baseUrl: provider.origin, api: "anthropic-messages" } } },
};
writeFileSync(join(stateDir, "config.json"), JSON.stringify(config));
const profiles = { "anthropic:work": { type: "api_key", provider: "anthropic", key } };
writeFileSync(join(agentDir, "auth-profiles.json"), JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
const auth = await openModelAuth({ stateDir, env: {} });

const messages = [{ role: "user" as const, content: "hello" }];
const deadlines = { firstTextMs: 60_000, idleMs: 60_000 };
const direct = createAnthropic({ apiKey: key, baseURL: provider.baseUrl });
const added: number[] = [];

async function turn(): Promise<void> {
  const from = performance.now();
  await auth.session("terminal:bench").run(
    async (resolution, signal) => {
      added.push(performance.now() - from);
      for await (const event of streamModel({ ...resolution, messages, deadlines, signal })) {
        if (event.kind === "end") return event;
      }
      return undefined;
    },
    { person: terminalPerson },
  );
}

async function sdk(): Promise<void> {
  const { fullStream } = streamText({ model: direct("claude-opus-4-5"), messages, maxRetries: 0 });
  for await (const part of fullStream) if (part.type === "error") throw part.error;
}

try {
  const times = await byTurns(rounds, { "through modelpin": turn, "the SDK directly": sdk });
  const before = toSample(added.slice(-rounds));
  console.log(`A turn over HTTP on the loopback, ${rounds} times`);
  reportAgainst("  added before the provider call, p50", p50(before), 1);
  reportAgainst("  added before the provider call, p99", p99(before), 1);
  const [ours, theirs] = [times["through modelpin"], times["the SDK directly"]];
  report("  the SDK directly, p50", us(p50(theirs)));
  report("  through modelpin, p50", us(p50(ours)), { of: p50(ours) / p50(theirs), to: "the SDK directly" });
  report("  through modelpin, p99", us(p99(ours)), { of: p99(ours) / p99(theirs), to: "the SDK directly" });
} finally {
  await auth.close();
  await provider.close();
  rmSync(stateDir, { recursive: true, force: true });
}
