import type { Candidate } from "../domain/candidate.js";
import { ModelpinError } from "../domain/errors.js";
import type { AgentId } from "../domain/ids.js";
import { formatModelRef } from "../domain/model-ref.js";
import type { Decision } from "../domain/select.js";
import type { AgentSnapshot } from "./snapshot.js";

/** No candidate of a turn can be used. Speaks without account names, since a room may read it. */
export class NoUsableProfile extends ModelpinError {
  override readonly name = "NoUsableProfile";
  readonly decision: Decision;
  readonly agentId: AgentId;
  /** When the soonest candidate is back, ms since the epoch; absent when none comes back by itself. */
  readonly backAt: number | undefined;
  /** The file in which credentials were looked for; for operators, not for rooms. */
  readonly file: string;

  constructor(
    message: string,
    hint: string,
    facts: { decision: Decision; agentId: AgentId; backAt: number | undefined; file: string },
  ) {
    super("no_usable_profile", message, { hint });
    this.decision = facts.decision;
    this.agentId = facts.agentId;
    this.backAt = facts.backAt;
    this.file = facts.file;
  }
}

/** When a candidate that cools down may be tried again; the soonest of all. */
export function soonestBack(trace: readonly Candidate[]): number | undefined {
  const times = trace
    .filter(({ state }) => state === "cooldown" || state === "disabled")
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

/** Says why nobody can answer: what is missing, or what is in the way, and what to type. */
export function noUsableProfile(decision: Decision, snapshot: AgentSnapshot, now: number): NoUsableProfile {
  const { model, trace } = decision;
  const agentId = snapshot.agent.id;
  const facts = { decision, agentId, backAt: soonestBack(trace), file: snapshot.files[0]?.file ?? "" };
  if (!model) {
    return new NoUsableProfile(`No model is set for the agent ${agentId}.`, "Choose one with /model list", facts);
  }
  const visible = trace.filter(({ state }) => state !== "not_permitted");
  const provider = model.provider;
  const add = `An operator adds one: modelpin models auth paste-api-key --provider ${provider} (or paste-token)`;
  if (visible.length === 0) {
    return new NoUsableProfile(`No credentials found for ${provider} (agent ${agentId}).`, add, facts);
  }
  const reasons = [...new Set(visible.map(({ state }) => phrases[state] ?? state))].join("; ");
  const pinned = visible.some((candidate) => candidate.pinned);
  const subject = pinned ? "The pinned profile is" : `No profile for ${formatModelRef(model)} can be used:`;
  const back =
    facts.backAt === undefined ? "" : ` Back at ${new Date(Math.max(facts.backAt, now)).toISOString().slice(0, 19)}Z.`;
  const hint = pinned
    ? "Nobody else was asked, since a pin is a lock. /model why · choose with /model list · drop it with /model @auto or /model default"
    : "/model why · choose another with /model list";
  return new NoUsableProfile(`${subject} ${reasons}.${back}`, hint, facts);
}
