import { openAuth } from "../test/fixtures/auth-house.js";
import { answer, refuse } from "../test/loopback/provider/behaviour.js";
import { type LoopbackProvider, startProvider } from "../test/loopback/provider/start-provider.js";
import { modelpinPolicy } from "./failover/modelpin.js";
import { fillFirst, roundRobin } from "./failover/rivals.js";
import { createAccounts, dryTimes, type Outcome, type Policy, script } from "./failover/scenario.js";
import { percentile, report, toSample } from "./measure.js";

// Four accounts run dry and recover over some simulated hours while ten conversations go on. Every policy meets the same
// provider over real HTTP, at the same simulated times: how soon does a recovered account answer again, how many
// requests go to dead ones, and how much of the conversations is read past the provider's prompt cache.
const hours = Number(process.argv[2] ?? 8);

interface Figures {
  readonly recovery: readonly number[];
  readonly wasted: number;
  readonly uncached: number;
  readonly answered: number;
  readonly unanswered: number;
}

async function play(open: (provider: LoopbackProvider) => Promise<Policy>): Promise<Figures> {
  const provider = await startProvider();
  const policy = await open(provider);
  const accounts = createAccounts();
  const recovery: number[] = [];
  const awaited = new Map<string, number>();
  let wasted = 0;
  let uncached = 0;
  let answered = 0;
  let unanswered = 0;
  try {
    for (const { at, session, tokens } of script(hours)) {
      for (const account of accounts) {
        const dry = account.dryAt(at);
        // What matters is the account that a person put first.
        if (account.isFirst && dry === undefined && account.justRecovered(at))
          awaited.set(account.id, account.recoveredAt(at));
        const cached = account.cached(session, at, tokens);
        provider
          .account(account.key)
          .always(
            dry === undefined
              ? answer("Yes.", { usage: { input: tokens, cached, output: 20 } })
              : refuse(dry.status, dry.body, dry.headers(at)),
          );
      }
      const outcome: Outcome = await policy.message(session, at);
      wasted += outcome.failed;
      if (outcome.answeredBy === undefined) unanswered++;
      else {
        answered++;
        const account = accounts.find(({ id }) => id === outcome.answeredBy);
        uncached += tokens - (account?.cached(session, at, tokens) ?? 0);
        account?.used(session, at, tokens);
        const since = awaited.get(outcome.answeredBy);
        if (since !== undefined) {
          recovery.push((at - since) / 1000);
          awaited.delete(outcome.answeredBy);
        }
      }
    }
    return { recovery, wasted, uncached, answered, unanswered };
  } finally {
    await policy.close();
    await provider.close();
  }
}

const policies: Readonly<Record<string, (provider: LoopbackProvider) => Promise<Policy>>> = {
  "modelpin, written order": (provider) => modelpinPolicy(openAuth, provider, "order"),
  "modelpin, no order": (provider) => modelpinPolicy(openAuth, provider, "none"),
  "round-robin, windows of 1-5-25-60 min": roundRobin,
  "fill first, windows of 1 h": fillFirst,
};

const { messages, outages } = dryTimes(hours);
console.log(`${messages} messages in ${hours} simulated hours, ${outages} outages of four accounts`);
let first: Figures | undefined;
for (const [name, open] of Object.entries(policies)) {
  const figures = await play(open);
  first ??= figures;
  const recovery = toSample(figures.recovery);
  console.log(name);
  report("  first answer of the recovered first account, p50", `${percentile(recovery, 0.5).toFixed(0)} s`);
  report("  first answer of the recovered first account, p95", `${percentile(recovery, 0.95).toFixed(0)} s`);
  const against = (value: number, ours: number) => ({ of: value / Math.max(1, ours), to: "modelpin, written order" });
  report("  requests wasted on dead accounts", String(figures.wasted), against(figures.wasted, first.wasted));
  const perAnswer = figures.uncached / figures.answered;
  report(
    "  tokens read past the cache, per answer",
    perAnswer.toFixed(0),
    against(perAnswer, first.uncached / first.answered),
  );
  report("  messages without an answer", String(figures.unanswered));
}
