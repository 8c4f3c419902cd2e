import { type Candidate, isUsable } from "./candidate.js";
import { lastResortAt, stateOf } from "./cooldown.js";
import type { ProfileId, ProviderId, SessionKey } from "./ids.js";
import { type ModelRef, modelKey, parseModelRef } from "./model-ref.js";
import { byTypeThenRest, type Order, type OrderLayer, orderOf, type WrittenOrders } from "./order.js";
import type { SessionPin } from "./pin.js";
import type { Profile, ProfileSet } from "./profile-set.js";
import { type UsageDocument, usageOf } from "./usage-document.js";

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
  readonly profiles: ProfileSet;
  readonly orders: WrittenOrders;
  readonly pin?: EffectivePin;
  /** What the machine counted for a provider's profiles. */
  readonly usage: (provider: ProviderId) => UsageDocument | undefined;
  /** The profile this conversation used last, for the provider's prompt cache. */
  readonly lastProfile?: (provider: ProviderId) => ProfileId | undefined;
  /** Whether an unpinned turn of this person may go through a profile. */
  readonly mayRide: (profile: Profile) => boolean;
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
  /** Absent when no candidate is usable. */
  readonly choice?: Choice;
  /** All candidates in the order in which they are tried. The first usable one is the choice. */
  readonly trace: readonly Candidate[];
  /** When a state in the trace changes by itself, ms since the epoch; until then the same inputs decide the same. */
  readonly validUntil: number;
}

/** A profile that cannot be refreshed is called expiring this long before its end: 24 h. */
export const expiringMs = 24 * 60 * 60 * 1000;

/** A candidate before it is known who is next; `changesAt` is when its past may judge it otherwise. */
type Facts = Omit<Candidate, "next"> & { readonly changesAt?: number };

function judge(input: DecisionInput, model: ModelRef, id: ProfileId): Facts {
  const { now, pin } = input;
  const pinned = pin?.pin.profileId === id;
  const profile = input.profiles.byId.get(id);
  const subject = { profileId: id, provider: model.provider, model, pinned };
  if (!profile) return { ...subject, state: "unknown_profile", refreshable: false, unproven: true };

  const usage = input.usage(profile.provider);
  const lastGood = usageOf(usage, id)?.lastGood;
  const facts = {
    ...subject,
    type: profile.type,
    billing: profile.billing,
    source: profile.source,
    refreshable: profile.refreshable,
    unproven: lastGood === undefined,
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(profile.expires === undefined ? {} : { expires: profile.expires }),
  };
  if (profile.provider !== model.provider.toLowerCase())
    return { ...facts, state: "provider_mismatch", reason: profile.provider };
  if (profile.fault) {
    return {
      ...facts,
      state: profile.fault,
      ...(profile.faultDetail === undefined ? {} : { reason: profile.faultDetail }),
    };
  }
  if (!pinned && !input.mayRide(profile)) return { ...facts, state: "not_permitted" };
  const { expires } = profile;
  if (expires !== undefined && !profile.refreshable && expires <= now)
    return { ...facts, state: "expired", until: expires };

  const rest = stateOf(usage, id, model.model, now, pinned && pin ? { pinnedAt: pin.pin.at } : {});
  if (rest.state !== "ready") {
    const resort = rest.state === "cooldown" ? lastResortAt(usage, id, model.model, now) : undefined;
    return {
      ...facts,
      state: rest.state,
      ...(rest.class === undefined ? {} : { reason: rest.class }),
      ...(rest.until === undefined ? {} : { until: rest.until }),
      ...(resort === undefined ? {} : { lastResortAt: resort }),
      ...(rest.changesAt === undefined ? {} : { changesAt: rest.changesAt }),
    };
  }
  if (expires !== undefined && !profile.refreshable && expires - now < expiringMs)
    return { ...facts, state: "expiring", until: expires };
  return { ...facts, state: "ready" };
}

/** Without a written order a conversation stays where its prompt cache is, unless that pays while a flat account is ready. */
function withStickiness(candidates: Facts[], last: ProfileId | undefined): Facts[] {
  const index = candidates.findIndex(({ profileId }) => profileId === last);
  const sticky = candidates[index];
  if (index <= 0 || !sticky || !isUsable(sticky)) return candidates;
  const before = candidates.slice(0, index);
  if (sticky.billing === "metered" && before.some((other) => other.billing === "flat" && isUsable(other)))
    return candidates;
  return [sticky, ...before, ...candidates.slice(index + 1)];
}

function candidatesOf(
  input: DecisionInput,
  model: ModelRef,
): { readonly order: Order; readonly candidates: readonly Facts[] } {
  const order = orderOf(model.provider, input.orders, input.profiles);
  const judged = order.ids.map((id) => judge(input, model, id));
  if (order.ranked) return { order, candidates: judged };
  const usage = input.usage(model.provider.toLowerCase());
  const rested = judged
    .map((facts) => ({
      facts,
      id: facts.profileId,
      type: facts.type,
      lastUsed: usageOf(usage, facts.profileId)?.lastUsed,
    }))
    .sort(byTypeThenRest)
    .map(({ facts }) => facts);
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
    return { source: pin.layer, facts: [judge(input, model, pinnedProfile)] };
  }
  const { order, candidates } = candidatesOf(input, model);
  const facts = [...candidates];
  if (pin && pinnedProfile !== undefined) {
    const preferred = judge(input, model, pinnedProfile);
    facts.splice(0, facts.length, preferred, ...candidates.filter(({ profileId }) => profileId !== pinnedProfile));
  }
  const mayFallBack =
    pin?.pin.model === undefined ? pinnedProfile === undefined : !pin.pin.strict && pinnedProfile === undefined;
  if (mayFallBack) {
    for (const fallback of input.fallbacks) {
      if (modelKey(fallback) !== modelKey(model)) facts.push(...candidatesOf(input, fallback).candidates);
    }
  }
  return { source: pin && pinnedProfile !== undefined ? pin.layer : (order.layer ?? "none"), facts };
}

/** Windows choose among alternatives: when nothing else is usable, a mild one does not block. */
function withLastResort(facts: readonly Facts[], now: number): readonly Facts[] {
  if (facts.some(isUsable)) return facts;
  return facts.map((candidate) =>
    candidate.lastResortAt !== undefined && candidate.lastResortAt <= now
      ? { ...candidate, state: "probing" as const }
      : candidate,
  );
}

function changesAt(facts: Facts, now: number): number {
  const { state, until, lastResortAt: resort, expires, refreshable } = facts;
  const times = [until, facts.changesAt, resort, ...(expires === undefined || refreshable ? [] : [expires, expires - expiringMs])];
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

  const { source, facts } = plan(input, model);
  const judged = withLastResort(facts, input.now);
  const chosen = judged.find(isUsable);
  return {
    model,
    modelSource,
    source,
    ...(chosen === undefined ? {} : { choice: { profileId: chosen.profileId, model: chosen.model } }),
    trace: judged.map(({ changesAt: _, ...candidate }, index) => ({ ...candidate, next: judged[index] === chosen })),
    validUntil: Math.min(Number.POSITIVE_INFINITY, ...judged.map((candidate) => changesAt(candidate, input.now))),
  };
}

/** The choice that a printed trace stands for. */
export function choiceOf(trace: readonly Candidate[]): Choice | undefined {
  const chosen = trace.find(isUsable);
  return chosen && { profileId: chosen.profileId, model: chosen.model };
}
