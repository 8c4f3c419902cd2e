import { findOAuthProvider } from "../../../src/auth/oauth/provider.js";
import { openEnvFile } from "../../../src/auth/open-env-file.js";
import { openProfiles } from "../../../src/auth/open-profiles.js";
import { agentOf, agentsOf, toModelChoice } from "../../../src/config/agents.js";
import type { Config } from "../../../src/config/config.js";
import { openConfig } from "../../../src/config/load.js";
import { openEnvironment } from "../../../src/config/open-environment.js";
import type { AuthProfileDocument } from "../../../src/domain/profile-document.js";
import { createProfileSet, toProfile } from "../../../src/domain/profile-set.js";
import type { Answers } from "../../../src/onboard/answers.js";
import { applyPlan } from "../../../src/onboard/apply.js";
import { planOnboarding } from "../../../src/onboard/plan-onboarding.js";
import { exit, UsageError } from "../exit.js";
import type { Io } from "../io.js";
import { forgetFailures } from "../models/auth/forget-failures.js";
import { locationOf } from "../open.js";
import { readSecret } from "../read-secret.js";
import type { Call, Outcome } from "../verb.js";
import { answersFromFlags } from "./from-flags.js";
import { lookAfter, probeNamed } from "./look-after.js";
import { findingsText, nextText, onboardJson, planText } from "./report.js";

type Spec = { readonly says: string };
type Valued = Spec & { readonly value: string };
type OnboardFlags = Readonly<
  Record<"json" | "non-interactive" | "dry-run" | "online" | "stdin" | "by-name", Spec> &
    Record<
      | "agent"
      | "key"
      | "token"
      | "model"
      | "fallbacks"
      | "alias"
      | "discord"
      | "telegram"
      | "view"
      | "chat"
      | "switch"
      | "admin",
      Valued
    >
>;

/** Asks or reads flags, shows the plan, applies it, looks whether all is well. */
export async function runOnboard(call: Call<OnboardFlags>): Promise<Outcome> {
  const { io, flags } = call;
  const isAsking = !flags["non-interactive"];
  if (isAsking) assertTerminal(io, flags.json);
  const location = locationOf(io, call.config);
  const { config } = await openConfig(location, { mayBeAbsent: true });
  const agent = agentOf(agentsOf(config, location), flags.agent);
  const { profiles, close } = openProfiles(agent.agentDir);
  const { document, problem } = await profiles.read().finally(close);
  if (problem) throw problem;

  const answers = isAsking ? await ask(call, config) : await read(call, config, document.profiles);
  const envFile = openEnvFile(location.stateDir);
  const variables = await envFile.read().finally(() => envFile.close());
  const { plan, steps } = planOnboarding(answers, { config, agentId: agent.id, document, variables });
  const place = { configFile: location.configFile, agent: agent.id };
  const hasWork = steps.length > 0;
  if (flags["dry-run"]) return { json: onboardJson(steps, [], place, false), text: planText(steps, place) };
  if (isAsking && hasWork) {
    io.stdout.write(`${planText(steps, place).join("\n")}\n`);
    if (!(await agree(io, "Set it up like this?"))) return { text: ["Nothing was changed."] };
  }
  if (hasWork) await applyPlan(plan, location);
  const replaced = plan.profiles.filter(({ profileId: id }) => document.profiles.has(id));
  if (replaced.length > 0) {
    const auth = await call.open();
    for (const { profileId: id, credential } of replaced) {
      await forgetFailures(auth, { id, provider: credential.provider, agent });
    }
  }
  const isOnline = flags.online || (isAsking && (await agree(io, "Look over the network whether it works?")));
  const findings = await lookAfter(io, location, isOnline);
  const named = answers.credentials.map(({ profileId }) => profileId);
  const probed = isOnline && named.length > 0 ? await probeNamed(io, location, agent.id, named) : undefined;
  const isWrong = findings.some(({ level }) => level === "error") || probed?.isGood === false;
  return {
    exit: isWrong ? exit.failed : exit.ok,
    json: onboardJson(steps, findings, place, hasWork, probed?.json),
    text: [
      ...(isAsking && hasWork ? [] : planText(steps, place)),
      ...(hasWork ? ["", "Done."] : []),
      ...findingsText(findings),
      ...(probed?.text ?? []),
      ...nextText(probed === undefined),
    ],
  };
}

/** A prompt on something else than a terminal would never be answered. */
function assertTerminal({ stdin, stdout }: Io, asJson: boolean): void {
  if (stdin.isTTY === true && stdout.isTTY === true && !asJson) return;
  throw new UsageError("no_terminal", "onboard asks questions, and there is no terminal to ask on.", {
    hint: "Give the answers as flags: modelpin onboard --non-interactive --key anthropic=ANTHROPIC_KEY --model anthropic/claude-opus-4-5",
  });
}

async function ask({ io, config: named }: Call<OnboardFlags>, config: Config): Promise<Answers> {
  const { askAnswers } = await import("./ask.js");
  const location = locationOf(io, named);
  const { view } = await openEnvironment({ env: io.env, stateDir: location.stateDir, config });
  const { primary } = toModelChoice(config.agents?.defaults?.model);
  const isLoggedInTo = (provider: string): boolean => findOAuthProvider(config, provider) !== undefined;
  return askAnswers({ io, environment: view, model: primary, isLoggedInTo });
}

async function read(
  { io, flags }: Call<OnboardFlags>,
  config: Config,
  stored: AuthProfileDocument["profiles"],
): Promise<Answers> {
  if (flags.stdin && io.stdin.isTTY === true) {
    throw new UsageError("stdin_is_terminal", "--stdin reads lines NAME=value that are piped in.", {
      hint: "For example: modelpin onboard --non-interactive --stdin --key anthropic=A < secrets.env",
    });
  }
  const input = flags.stdin ? await readSecret(io, "") : "";
  const profiles = [...stored].map(([id, credential]) => [id, toProfile(id, credential, {}, { kind: "own" })] as const);
  return answersFromFlags(flags, { input, env: io.env, config, profiles: createProfileSet(new Map(profiles)) });
}

async function agree({ stdin, stdout }: Io, message: string): Promise<boolean> {
  const { confirm } = await import("@clack/prompts");
  return (await confirm({ message, input: stdin, output: stdout })) === true;
}
