import { type Candidate, isChoosable, isUsable } from "./candidate.js";
import { type Consent, type CrossBilling, withConsent } from "./consent.js";
import type { ProfileId, ProviderId, SessionKey } from "./ids.js";
import { expiringMs, type Facts, judge } from "./judge.js";
import { type ModelRef, modelKey, parseModelRef } from "./model-ref.js";
import { byTypeThenRest, type Order, type OrderLayer, orderOf, type WrittenOrders } from "./order.js";
import type { SessionPin } from "./pin.js";
import type { Billing, Profile, ProfileSet } from "./profile-set.js";
import type { WinningRule } from "./rule.js";
import { type UsageDocument, usageOf } from "./usage-document.js";

export { expiringMs };

/** A pin and how it came to apply: a layer for one turn, the conversation's own, or the surrounding one's. */
export interface EffectivePin {
  readonly pin: SessionPin;
  readonly layer: "once" | "pin" | "inherited";
  /** Whose record it is. */
  readonly session: SessionKey;
}

/** Everything a decision may depend on. Plain data and lookups; nothing here does I/O or reads a clock. */
export interface DecisionInput {
  readonly defaultModel?: ModelRef;
  readonly fallbacks: readonly ModelRef[];
  /** Whether people may choose a model here (still); absent: any. */
  readonly offers?: (model: ModelRef) => boolean;
  readonly profiles: ProfileSet;
  readonly orders: WrittenOrders;
  /** How the configuration bills a profile that is not there; absent where it does not say. */
  readonly announced?: (id: ProfileId) => Billing | undefined;
  /** A file cannot be read, and it may rank a flat account before all that a layer behind it brings. */
  readonly unread?: boolean;
  readonly pin?: EffectivePin;
  /** What the machine counted for a provider's profiles. */
  readonly usage: (provider: ProviderId) => UsageDocument | undefined;
  /** The profile this conversation used last, for the provider's prompt cache. */
  readonly lastProfile?: (provider: ProviderId) => ProfileId | undefined;
  /** Whether an unpinned turn of this person may go through a profile. */
  readonly mayRide: (profile: Profile) => boolean;
  /** `auth.crossBilling`; default `ask`. */
  readonly crossBilling?: CrossBilling;
  /** What people consented to in this conversation. */
  readonly consents?: readonly Consent[];
  /** What the turn that asks has tried in vain, by `candidateKey`. */
  readonly spent?: ReadonlySet<string>;
  /** ms since the epoch. */
  readonly now: number;
}

export interface Choice {
  readonly profileId: ProfileId;
  readonly model: ModelRef;
}

/** Who chose the model. */
export type ModelSource = EffectivePin["layer"] | "default";
/** The layer that the choice of credential came from. */
export type CredentialSource = EffectivePin["layer"] | OrderLayer | "none";

/** What a turn gets, and why. */
export interface Decision {
  /** The model asked for; a choice may name a fallback instead. Absent when no default is set. */
  readonly model?: ModelRef;
  readonly modelSource: ModelSource;
  readonly source: CredentialSource;
  /** The pinned model is not offered any more: nobody is asked, since a pin is a lock. */
  readonly modelGone?: true;
  /** Absent when no candidate is usable. */
  readonly choice?: Choice;
  /** Why the choice won. */
  readonly rule?: WinningRule;
  /** All candidates in the order in which they are tried. The first usable one is the choice. */
  readonly trace: readonly Candidate[];
  /** When a state in the trace changes by itself, ms since the epoch; until then the same inputs decide the same. */
  readonly validUntil: number;
}

/**
 * Without a written order a conversation stays where its prompt cache is. A metered account never overtakes a flat one,
 * so that a flat one wins as soon as it is back, and nobody is moved to the meter for a cache.
 */
function withStickiness(candidates: readonly Facts[], last: ProfileId | undefined): readonly Facts[] {
  const from = candidates.findIndex(({ profileId }) => profileId === last);
  const sticky = candidates[from];
  if (!sticky || !isUsable(sticky)) return candidates;
  const before = candidates.slice(0, from);
  const to = sticky.billing === "metered" ? before.findLastIndex(({ billing }) => billing === "flat") + 1 : 0;
  if (to === from) return candidates;
  return [
    ...before.slice(0, to),
    { ...sticky, rule: "kept_for_cache" },
    ...before.slice(to),
    ...candidates.slice(from + 1),
  ];
}

/** One that the person may not use must not be told by the reason why another one won. */
function isTold({ state }: Facts): boolean {
  return state !== "not_permitted";
}

function candidatesOf(
  input: DecisionInput,
  model: ModelRef,
): { readonly order: Order; readonly candidates: readonly Facts[] } {
  const order = orderOf(model.provider, input.orders, input.profiles);
  const isGuess = input.unread === true && order.layer !== "stored_order" && order.layer !== "config_order";
  const judged = order.ids.map((id): Facts => ({ ...judge(input, model, id), ...(isGuess ? { isGuess } : {}) }));
  if (order.ranked) {
    const first = judged.findIndex(isTold);
    const ranked = (facts: Facts, index: number): Facts => ({
      ...facts,
      rule: index === first ? "first_in_order" : "next_in_order",
    });
    return { order, candidates: judged.map(ranked) };
  }
  const usage = input.usage(model.provider.toLowerCase());
  const rule: WinningRule = judged.filter(isTold).length === 1 ? "only_one" : "rested_longest";
  const rested = judged
    .map((facts) => ({
      facts,
      id: facts.profileId,
      type: facts.type,
      billing: facts.billing,
      lastUsed: usageOf(usage, facts.profileId)?.lastUsed,
    }))
    .sort(byTypeThenRest)
    .map(({ facts }): Facts => ({ ...facts, rule }));
  return { order, candidates: withStickiness(rested, input.lastProfile?.(model.provider.toLowerCase())) };
}

/** The candidates of a turn in the order of §3: the pin, then the provider's order, then fallbacks if nobody chose the model. */
function plan(
  input: DecisionInput,
  model: ModelRef,
): { readonly source: CredentialSource; readonly facts: readonly Facts[] } {
  const { pin } = input;
  const pinnedProfile = pin?.pin.profileId;
  if (pin && pinnedProfile !== undefined && pin.pin.strict) {
    return { source: pin.layer, facts: [{ ...judge(input, model, pinnedProfile), rule: "pinned" }] };
  }
  const { order, candidates } = candidatesOf(input, model);
  const facts = [...candidates];
  if (pin && pinnedProfile !== undefined) {
    const preferred: Facts = { ...judge(input, model, pinnedProfile), rule: "pinned" };
    facts.splice(0, facts.length, preferred, ...candidates.filter(({ profileId }) => profileId !== pinnedProfile));
  }
  const mayFallBack =
    pin?.pin.model === undefined ? pinnedProfile === undefined : !pin.pin.strict && pinnedProfile === undefined;
  if (mayFallBack) {
    for (const fallback of input.fallbacks) {
      if (modelKey(fallback) === modelKey(model)) continue;
      facts.push(...candidatesOf(input, fallback).candidates.map((other) => ({ ...other, rule: "fallback" as const })));
    }
  }
  return { source: pin && pinnedProfile !== undefined ? pin.layer : (order.layer ?? "none"), facts };
}

/** Windows choose among alternatives: when nothing else is usable, a mild one does not block. */
function withLastResort(facts: readonly Facts[], now: number): readonly Facts[] {
  if (facts.some(isChoosable)) return facts;
  return facts.map((candidate) =>
    candidate.lastResortAt !== undefined && candidate.lastResortAt <= now
      ? { ...candidate, state: "probing" as const, rule: "last_resort" as const }
      : candidate,
  );
}

function changesAt(facts: Facts, now: number): number {
  const { state, until, lastResortAt: resort, expires, refreshable } = facts;
  const times = [
    until,
    facts.changesAt,
    resort,
    ...(expires === undefined || refreshable ? [] : [expires, expires - expiringMs]),
  ];
  if (state === "probing") return now;
  return Math.min(Number.POSITIVE_INFINITY, ...times.filter((time) => time !== undefined && time > now).map(Number));
}

/**
 * Which profile a turn gets, for which model, and why: the one decision that views, `models explain`, the CLI and the
 * router share. Pure: the same input always gives the same answer, and the trace alone re-derives the choice.
 */
export function decide(input: DecisionInput): Decision {
  const { pin } = input;
  const pinnedModel = pin?.pin.model === undefined ? undefined : parseModelRef(pin.pin.model);
  const model = pinnedModel ?? input.defaultModel;
  const modelSource: ModelSource = pin && pinnedModel ? pin.layer : "default";
  if (!model) return { modelSource, source: "none", trace: [], validUntil: Number.POSITIVE_INFINITY };
  if (pin && pinnedModel && input.offers?.(pinnedModel) === false) {
    return { model, modelSource, modelGone: true, source: pin.layer, trace: [], validUntil: Number.POSITIVE_INFINITY };
  }

  const { source, facts } = plan(input, model);
  const { crossBilling = "ask", consents = [], usage } = input;
  const consented = withConsent(facts, { crossBilling, consents, usage });
  const judged = withLastResort(consented, input.now);
  const chosen = judged.find(isChoosable);
  return {
    model,
    modelSource,
    source,
    ...(chosen === undefined ? {} : { choice: { profileId: chosen.profileId, model: chosen.model } }),
    ...(chosen?.rule === undefined ? {} : { rule: chosen.rule }),
    trace: judged.map(({ changesAt: _changes, rule: _rule, isGuess: _guess, ...candidate }, index) => ({
      ...candidate,
      next: judged[index] === chosen,
    })),
    validUntil: Math.min(Number.POSITIVE_INFINITY, ...judged.map((candidate) => changesAt(candidate, input.now))),
  };
}
