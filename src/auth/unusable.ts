import type { Candidate } from "../domain/candidate.js";
import { ModelpinError } from "../domain/errors.js";
import type { AgentId } from "../domain/ids.js";
import { formatModelRef } from "../domain/model-ref.js";
import type { Decision } from "../domain/select.js";
import type { AgentSnapshot } from "./snapshot.js";

interface UnusableFacts {
  readonly decision: Decision;
  readonly agentId: AgentId;
  readonly backAt: number | undefined;
  readonly file: string;
}

/** No candidate of a turn can be used. Speaks without account names, since a room may read it. */
export class NoUsableProfile extends ModelpinError {
  override readonly name: string = "NoUsableProfile";
  readonly decision: Decision;
  readonly agentId: AgentId;
  /** When the soonest candidate is back, ms since the epoch; absent when none comes back by itself. */
  readonly backAt: number | undefined;
  /** The file in which credentials were looked for; for operators, not for rooms. */
  readonly file: string;

  constructor(message: string, hint: string, facts: UnusableFacts, code = "no_usable_profile") {
    super(code, message, { hint });
    this.decision = facts.decision;
    this.agentId = facts.agentId;
    this.backAt = facts.backAt;
    this.file = facts.file;
  }
}

/**
 * Only metered accounts are left, and nobody has consented to them: behaviour §3. A host shows `candidate` where the
 * account's name may be read, and on a yes calls `session.consent(candidate.profileId, viewer)`.
 */
export class ConsentNeeded extends NoUsableProfile {
  override readonly name = "ConsentNeeded";
  /** The first one that would answer. */
  readonly candidate: Candidate;

  constructor(message: string, hint: string, facts: UnusableFacts, candidate: Candidate) {
    super(message, hint, facts, "needs_consent");
    this.candidate = candidate;
  }
}

/** When a candidate that cools down may be tried again; the soonest of all. */
export function soonestBack(trace: readonly Candidate[]): number | undefined {
  const times = trace
    .filter(({ state, consent }) => (state === "cooldown" || state === "disabled") && consent !== "needed")
    .flatMap(({ until, lastResortAt }) => [until, lastResortAt])
    .filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

const phrases: Readonly<Partial<Record<Candidate["state"], string>>> = {
  cooldown: "cooling down",
  disabled: "disabled for a while",
  expired: "expired",
  needs_login: "in need of a new login",
  missing_credential: "without a credential",
  invalid_expires: "stored with an unusable expiry",
  unresolved_ref: "stored as a reference that cannot be resolved",
  provider_mismatch: "another provider's",
  mode_mismatch: "of another type than configured",
  unknown_profile: "not there any more",
  needs_consent: "waiting for consent",
};

const absent: ReadonlySet<Candidate["state"]> = new Set(["unknown_profile", "missing_credential"]);

/** `2026-11-22 08:44:10 UTC`, for messages that no platform writes the time of. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Says why nobody can answer: what is missing, or what is in the way, and what to type. */
export function noUsableProfile(decision: Decision, snapshot: AgentSnapshot, now: number): NoUsableProfile {
  const { model, trace } = decision;
  const agentId = snapshot.agent.id;
  const facts = { decision, agentId, backAt: soonestBack(trace), file: snapshot.files[0]?.file ?? "" };
  if (!model) {
    const set = `modelpin models set <provider/model>${snapshot.agent.isDefault ? "" : ` --agent ${agentId}`}`;
    const hint = `Choose one with /model list, or an operator sets a default: ${set}`;
    return new NoUsableProfile(`No model is set for the agent ${agentId}.`, hint, facts);
  }
  if (decision.modelGone) {
    return new NoUsableProfile(
      `The pinned model ${formatModelRef(model)} is not offered here any more.`,
      "Nobody was asked, since a pin is a lock. Choose another with /model list, or drop the pin with /model default",
      facts,
    );
  }
  const visible = trace.filter(({ state }) => state !== "not_permitted");
  const pinned = visible.some((candidate) => candidate.pinned);
  const back = facts.backAt === undefined ? "" : ` Back at ${utc(Math.max(facts.backAt, now))}.`;
  const asked = visible.find(({ state, reason }) => state === "needs_consent" && reason !== "denied");
  if (asked) return consentNeeded(asked, visible, facts, back);

  if (!pinned && visible.every(({ state }) => absent.has(state))) {
    const { provider } = model;
    const add = `An operator adds one: modelpin models auth paste-api-key --provider ${provider}, or: modelpin models auth paste-token --provider ${provider}`;
    return new NoUsableProfile(`No credentials found for ${provider} (agent ${agentId}).`, add, facts);
  }
  const reasons = [...new Set(visible.map(reasonOf))].join("; ");
  const subject = pinned ? "The pinned profile is" : `No profile for ${formatModelRef(model)} can be used:`;
  const hint = pinned
    ? "Nobody else was asked, since a pin is a lock. /model why · choose with /model list · drop it with /model @auto or /model default"
    : "/model why · choose another with /model list";
  return new NoUsableProfile(`${subject} ${reasons}.${back}`, hint, facts);
}

function reasonOf({ state, reason }: Candidate): string {
  if (state === "needs_consent" && reason === "denied")
    return "metered, which is not allowed here in place of a flat one";
  return phrases[state] ?? state;
}

function consentNeeded(
  asked: Candidate,
  trace: readonly Candidate[],
  facts: UnusableFacts,
  back: string,
): ConsentNeeded {
  const flat = trace.find(({ profileId }) => profileId === asked.standsInFor?.[0]);
  const why = flat ? (phrases[flat.state] ?? "not usable") : "not usable";
  return new ConsentNeeded(
    `The flat-rate account is ${why}; only a metered one could answer.${back}`,
    "Whoever may switch allows it with /model consent · choose another: /model list · details: /model why",
    facts,
    asked,
  );
}
