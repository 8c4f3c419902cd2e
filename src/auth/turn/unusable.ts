import { asFailed, type Candidate } from "../../domain/candidate.js";
import type { ModelpinError } from "../../domain/errors.js";
import type { AgentId, ProviderId } from "../../domain/ids.js";
import { formatModelRef } from "../../domain/model-ref.js";
import { allOf } from "../../domain/profile-set.js";
import type { Decision } from "../../domain/select.js";
import { Setback } from "../../domain/setback.js";
import type { Setbacks, WhyNot } from "../../domain/setback-words.js";
import type { LastRoute } from "../session-memory.js";
import type { AgentSnapshot } from "../snapshot.js";

interface UnusableFacts {
  readonly decision: Decision;
  readonly agentId: AgentId;
  readonly backAt: number | undefined;
  readonly file: string;
}

type UnusableKind = "no_model" | "model_gone" | "no_credentials" | "order_of_nobody" | "none_usable" | "needs_consent";

/** No candidate of a turn can be used. Speaks without account names, since a room may read it. */
export class NoUsableProfile<K extends UnusableKind = UnusableKind> extends Setback<K> {
  override readonly name: string = "NoUsableProfile";
  readonly decision: Decision;
  readonly agentId: AgentId;
  /** When the soonest candidate is back, ms since the epoch; absent when none comes back by itself. */
  readonly backAt: number | undefined;
  /** The file in which credentials were looked for; for operators, not for rooms. */
  readonly file: string;

  constructor(kind: K, data: Setbacks[K], facts: UnusableFacts) {
    super(kind, data, { code: kind === "needs_consent" ? "needs_consent" : "no_usable_profile" });
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
export class ConsentNeeded extends NoUsableProfile<"needs_consent"> {
  override readonly name = "ConsentNeeded";
  /** The first one that would answer. */
  readonly candidate: Candidate;
  /** The flat one in whose place it would: of several the one that is back soonest, so that the time said is its own. */
  readonly flat: Candidate | undefined;

  constructor(back: number | undefined, facts: UnusableFacts, candidate: Candidate, flat: Candidate | undefined) {
    super("needs_consent", { flat: flat?.state, back }, facts);
    this.candidate = candidate;
    this.flat = flat;
  }
}

/** Comes back by itself, and may answer then. */
export function isResting({ state, consent }: Pick<Candidate, "state" | "consent">): boolean {
  return (state === "cooldown" || state === "disabled") && consent !== "needed";
}

/** The candidate that cools down and may be tried again soonest, and when. */
export function soonestOf(
  trace: readonly Candidate[],
): { readonly candidate: Candidate; readonly at: number } | undefined {
  const times = trace
    .filter(isResting)
    .flatMap((candidate) =>
      [candidate.until, candidate.lastResortAt].flatMap((at) => (at === undefined ? [] : [{ candidate, at }])),
    );
  return times.toSorted((a, b) => a.at - b.at)[0];
}

/** When the soonest one may be tried again, ms since the epoch. */
export function soonestBack(trace: readonly Candidate[]): number | undefined {
  return soonestOf(trace)?.at;
}

const absent: ReadonlySet<Candidate["state"]> = new Set(["unknown_profile", "missing_credential"]);

/**
 * Says why nobody can answer: what is missing, or what is in the way, and what to type. Where the file of profiles could
 * not be read that is said (`profiles_unreadable`), and not that nothing is in it.
 */
export function noUsableProfile(
  decision: Decision,
  snapshot: AgentSnapshot,
  now: number,
  tried: LastRoute["tried"] = [],
): NoUsableProfile | ModelpinError {
  const { model, trace } = decision;
  const agentId = snapshot.agent.id;
  const facts = { decision, agentId, backAt: soonestBack(trace), file: snapshot.files[0]?.file ?? "" };
  if (!model) return new NoUsableProfile("no_model", { agent: agentId, isDefault: snapshot.agent.isDefault }, facts);
  if (decision.modelGone) return new NoUsableProfile("model_gone", { model: formatModelRef(model) }, facts);
  const visible = trace.filter(({ state }) => state !== "not_permitted");
  const pinned = visible.some((candidate) => candidate.pinned);
  const back = facts.backAt === undefined ? undefined : Math.max(facts.backAt, now);
  const asked = visible.find(({ state, reason }) => state === "needs_consent" && reason !== "denied");
  if (asked) {
    const out = visible.filter(({ profileId }) => asked.standsInFor?.includes(profileId));
    const flat = soonestOf(out)?.candidate ?? out[0];
    return new ConsentNeeded(back, facts, asked, flat && asFailed(flat, tried));
  }
  const noneFound = visible.every(({ state }) => absent.has(state));
  const unread = snapshot.isUnread ? snapshot.files.find(({ problem }) => problem !== undefined)?.problem : undefined;
  if (noneFound && unread) return unread;
  if (!pinned && noneFound) {
    const about = { provider: model.provider, agent: agentId };
    if (isOrderAtFault(decision, snapshot, model.provider))
      return new NoUsableProfile("order_of_nobody", { ...about, isDefault: snapshot.agent.isDefault }, facts);
    return new NoUsableProfile("no_credentials", about, facts);
  }
  const reasons = visible.map(reasonOf);
  return new NoUsableProfile("none_usable", { model: formatModelRef(model), pinned, reasons, back }, facts);
}

/**
 * Whether another credential would not help, since an order is complete. Where there is none at all, adding one puts it
 * into the configuration's order. Profiles that not everybody may know of tell nothing here.
 */
function isOrderAtFault({ source }: Decision, { profiles }: AgentSnapshot, provider: ProviderId): boolean {
  if (source !== "config_order") return source === "stored_order";
  return allOf(profiles, provider).some(({ use }) => use === undefined);
}

function reasonOf({ state, reason }: Candidate): WhyNot {
  return state === "needs_consent" && reason === "denied" ? "denied" : state;
}
