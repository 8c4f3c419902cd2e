import { type Candidate, isChoosable, isUsable } from "./candidate.js";
import { type Consent, type CrossBilling, withConsent } from "./consent.js";
import type { EffectivePin } from "./effective-pin.js";
import type { ProfileId, ProviderId } from "./ids.js";
import { expiringMs, type Judged, judge } from "./judge.js";
import { type ModelRef, modelKey, parseModelRef } from "./model-ref.js";
import { byTypeThenRest, type Order, type OrderLayer, orderOf, type WrittenOrders } from "./order.js";
import type { Billing, Profile, ProfileSet } from "./profile-set.js";
import { type UsageDocument, usageOf } from "./usage-document.js";
import type { WinningRule } from "./winning-rule.js";

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
function withStickiness(judged: readonly Judged[], last: ProfileId | undefined): readonly Judged[] {
  const from = judged.findIndex(({ candidate }) => candidate.profileId === last);
  const sticky = judged[from];
  if (!sticky || !isUsable(sticky.candidate)) return judged;
  const before = judged.slice(0, from);
  const isMetered = sticky.candidate.billing === "metered";
  const to = isMetered ? before.findLastIndex(({ candidate }) => candidate.billing === "flat") + 1 : 0;
  if (to === from) return judged;
  return [
    ...before.slice(0, to),
    { ...sticky, rule: "kept_for_cache" },
    ...before.slice(to),
    ...judged.slice(from + 1),
  ];
}

/** One that the person may not use must not be told by the reason why another one won. */
function isTold({ candidate }: Judged): boolean {
  return candidate.state !== "not_permitted";
}

function candidatesOf(
  input: DecisionInput,
  model: ModelRef,
): { readonly order: Order; readonly candidates: readonly Judged[] } {
  const order = orderOf(model.provider, input.orders, input.profiles);
  const isGuess = input.unread === true && order.layer !== "stored_order" && order.layer !== "config_order";
  if (order.ranked) {
    let rule: WinningRule = "first_in_order";
    const candidates = order.ids.map((id) => {
      const one = judge(input, model, id, rule, isGuess);
      if (isTold(one)) rule = "next_in_order";
      return one;
    });
    return { order, candidates };
  }
  const usage = input.usage(model.provider.toLowerCase());
  const judged = order.ids.map((id) => judge(input, model, id, "rested_longest", isGuess));
  const isAlone = judged.filter(isTold).length === 1;
  const rested = judged
    .map((one) => ({
      one,
      id: one.candidate.profileId,
      type: one.candidate.type,
      billing: one.candidate.billing,
      lastUsed: usageOf(usage, one.candidate.profileId)?.lastUsed,
    }))
    .sort(byTypeThenRest)
    .map(({ one }): Judged => (isAlone ? { ...one, rule: "only_one" } : one));
  return { order, candidates: withStickiness(rested, input.lastProfile?.(model.provider.toLowerCase())) };
}

/** The candidates of a turn in the order of §3: the pin, then the provider's order, then fallbacks if nobody chose the model. */
function plan(
  input: DecisionInput,
  model: ModelRef,
): { readonly source: CredentialSource; readonly judged: readonly Judged[] } {
  const { pin } = input;
  const pinnedProfile = pin?.pin.profileId;
  if (pin && pinnedProfile !== undefined && pin.pin.strict) {
    return { source: pin.layer, judged: [judge(input, model, pinnedProfile, "pinned")] };
  }
  const { order, candidates } = candidatesOf(input, model);
  if (pin && pinnedProfile !== undefined) {
    const preferred = judge(input, model, pinnedProfile, "pinned");
    const others = candidates.filter(({ candidate }) => candidate.profileId !== pinnedProfile);
    return { source: pin.layer, judged: [preferred, ...others] };
  }
  const mayFallBack = pin?.pin.model === undefined || !pin.pin.strict;
  const fallbacks = mayFallBack ? input.fallbacks.filter((other) => modelKey(other) !== modelKey(model)) : [];
  const behind = fallbacks.flatMap((other) => candidatesOf(input, other).candidates);
  const judged = candidates.concat(behind.map((one) => ({ ...one, rule: "fallback" })));
  return { source: order.layer ?? "none", judged };
}

/** Windows choose among alternatives: when nothing else is usable, a mild one does not block. */
function withLastResort(judged: readonly Judged[], now: number): readonly Judged[] {
  if (judged.some(({ candidate }) => isChoosable(candidate))) return judged;
  return judged.map((one) => {
    const { candidate } = one;
    const isDue = candidate.lastResortAt !== undefined && candidate.lastResortAt <= now;
    return isDue ? { ...one, candidate: { ...candidate, state: "probing" }, rule: "last_resort" } : one;
  });
}

/** When one of a decision's states changes by itself. */
function firstChange(judged: readonly Judged[], now: number): number {
  let first = Number.POSITIVE_INFINITY;
  const consider = (time: number | undefined): void => {
    if (time !== undefined && time > now && time < first) first = time;
  };
  if (judged.some(({ candidate }) => candidate.state === "probing")) return now;
  judged.forEach(({ candidate, changesAt }) => {
    consider(candidate.until);
    consider(changesAt);
    consider(candidate.lastResortAt);
    if (candidate.expires === undefined || candidate.refreshable) return;
    consider(candidate.expires);
    consider(candidate.expires - expiringMs);
  });
  return first;
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

  const { source, judged: planned } = plan(input, model);
  const { crossBilling = "ask", consents = [], usage } = input;
  const judged = withLastResort(withConsent(planned, { crossBilling, consents, usage }), input.now);
  const chosen = judged.find(({ candidate }) => isChoosable(candidate));
  return {
    model,
    modelSource,
    source,
    choice: chosen && { profileId: chosen.candidate.profileId, model: chosen.candidate.model },
    rule: chosen?.rule,
    trace: judged.map((one) => (one === chosen ? { ...one.candidate, next: true } : one.candidate)),
    validUntil: firstChange(judged, input.now),
  };
}
