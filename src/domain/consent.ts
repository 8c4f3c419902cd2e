import { type Candidate, isUsable } from "./candidate.js";
import { scopesOf } from "./cooldown.js";
import { type Principal, type ProfileId, type ProviderId, providerKey } from "./ids.js";
import type { Judged } from "./judge.js";
import type { ModelRef } from "./model-ref.js";
import { type UsageDocument, usageOf } from "./usage-document.js";

/** `auth.crossBilling`: what happens before a conversation moves from a flat account to a metered key. */
export type CrossBilling = "ask" | "allow" | "deny";

/** A flat profile that was out when somebody consented, and what was known of it then. */
export interface Absence {
  readonly profileId: ProfileId;
  /** When a request through it had last succeeded; another value since means that it was back. */
  readonly lastGood?: number;
  /** When the window opened that kept it out; as long as it is the same window, it is the same absence. */
  readonly since?: number;
  /** Whose window that is: the whole profile's or a model's. Those of two models may open in the same moment. */
  readonly scope?: string;
}

/** What a person allowed: this metered profile may answer here while those flat ones are out. Written by people only. */
export interface Consent {
  readonly profileId: ProfileId;
  readonly instead: readonly Absence[];
  /** Who consented. */
  readonly by: Principal;
  /** When, ms since the epoch. */
  readonly at: number;
}

/** The durable record of a conversation's consents. */
export interface ConsentRecord {
  readonly consents: readonly Consent[];
}

/** What the rule needs besides the candidates. */
export interface ConsentRules {
  readonly crossBilling: CrossBilling;
  readonly consents: readonly Consent[];
  readonly usage: (provider: ProviderId) => UsageDocument | undefined;
}

/**
 * States in which an account that should answer cannot: it rests, is over, or somebody has to mend what is written of
 * it. Who pays meanwhile is a person's to say, also when a file was only being saved.
 */
const outStates: ReadonlySet<Candidate["state"]> = new Set([
  "cooldown",
  "disabled",
  "expired",
  "needs_login",
  "unresolved_ref",
  "missing_credential",
  "invalid_expires",
  "mode_mismatch",
  "unknown_profile",
]);

/**
 * Whether a candidate is out although it should answer, was tried in vain by this very turn, or is tried for want of
 * another alone.
 */
export function isOut({ state, spent, lastResortAt }: Pick<Candidate, "state" | "spent" | "lastResortAt">): boolean {
  return outStates.has(state) || (isUsable({ state }) && (spent === true || lastResortAt !== undefined));
}

/** What is known of a flat profile that is out, for the record of a consent. Does not read a clock: clocks jump. */
function absenceOf(usage: UsageDocument | undefined, profileId: ProfileId, model: ModelRef): Absence {
  const lastGood = usageOf(usage, profileId)?.lastGood;
  const [latest] = scopesOf(usage, profileId, model.model).sort(([, a], [, b]) => b.since - a.since);
  return {
    profileId,
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(latest === undefined ? {} : { since: latest[1].since, scope: latest[0] }),
  };
}

function lasts(then: Absence, now: Absence): boolean {
  const isSameWindow = then.since !== undefined && then.since === now.since && then.scope === now.scope;
  return isSameWindow || then.lastGood === now.lastGood;
}

/** The flat candidates that are out and that a metered one behind them would stand in for, each with what is known of it. */
function absences(out: readonly Candidate[], { usage }: Pick<ConsentRules, "usage">): readonly Absence[] {
  return out.map(({ profileId, model }) => absenceOf(usage(providerKey(model.provider)), profileId, model));
}

/**
 * No silent bill: a metered candidate behind a flat one that is only out for a while needs consent, whatever the
 * conversation used before. A consent holds as long as each of these flat ones has been out without a break.
 *
 * A pin to a metered profile and an order that begins with one put nothing before it, so they are consent by themselves.
 */
export function withConsent(plan: readonly Judged[], rules: ConsentRules): readonly Judged[] {
  const out: Candidate[] = [];
  let known: ReturnType<typeof standing> | undefined;
  return plan.map((one) => {
    const { candidate } = one;
    if (candidate.billing !== "metered") {
      if (candidate.billing === "flat" && isOut(candidate)) {
        out.push(candidate);
        known = undefined;
      }
      return one;
    }
    const isGuess = out.length === 0 && one.isGuess === true && rules.crossBilling !== "allow";
    if (out.length === 0 && !isGuess) return one;
    known ??= standing(out, rules);
    const { standsInFor } = known;
    // A guess cannot be consented to: nobody could say in whose place.
    if (!isGuess && isAllowed(candidate.profileId, known.absences, rules)) {
      return { ...one, candidate: { ...candidate, standsInFor, consent: "given" } };
    }
    const asked: Candidate = {
      ...candidate,
      standsInFor: isGuess ? undefined : standsInFor,
      consent: "needed",
      // Not even as a last resort.
      lastResortAt: undefined,
    };
    if (!isUsable(candidate)) return { ...one, candidate: asked };
    const reason = rules.crossBilling === "deny" || isGuess ? "denied" : undefined;
    return { ...one, candidate: { ...asked, state: "needs_consent", reason, until: known.back } };
  });
}

/** What every metered candidate behind these flat ones has in common. */
function standing(out: readonly Candidate[], rules: Pick<ConsentRules, "usage">) {
  const backs = out.flatMap(({ state, until }) => (until === undefined || state === "expired" ? [] : [until]));
  return {
    standsInFor: [...new Set(out.map(({ profileId }) => profileId))],
    absences: absences(out, rules),
    back: backs.length === 0 ? undefined : Math.min(...backs),
  };
}

function isAllowed(
  profileId: ProfileId,
  out: readonly Absence[],
  { crossBilling, consents }: Pick<ConsentRules, "crossBilling" | "consents">,
): boolean {
  if (crossBilling !== "ask") return crossBilling === "allow";
  return consents.some(
    (consent) =>
      consent.profileId === profileId &&
      out.every((now) => consent.instead.some((then) => then.profileId === now.profileId && lasts(then, now))),
  );
}

/** What to record when somebody consents to a profile of a plan; nothing when no flat one before it is out. */
export function consentFor(
  plan: readonly Candidate[],
  profileId: ProfileId,
  rules: Pick<ConsentRules, "usage"> & { readonly by: Principal; readonly at: number },
): Consent | undefined {
  // A fallback brings the same profile again, further back.
  const place = plan.findLastIndex((candidate) => candidate.profileId === profileId && candidate.billing === "metered");
  const out = plan.slice(0, Math.max(0, place)).filter((candidate) => candidate.billing === "flat" && isOut(candidate));
  if (out.length === 0) return undefined;
  return { profileId, instead: absences(out, rules), by: rules.by, at: rules.at };
}
