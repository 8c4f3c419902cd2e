import { type Candidate, isChoosable } from "../../../src/domain/candidate.js";
import type { CredentialType } from "../../../src/domain/credential.js";
import type { EffectivePin } from "../../../src/domain/effective-pin.js";
import type { ProfileId, ProviderId } from "../../../src/domain/ids.js";
import { type ModelRef, parseModelRef } from "../../../src/domain/model-ref.js";
import type { WrittenOrders } from "../../../src/domain/order.js";
import { createProfileSet, type Profile, type ProfileSet } from "../../../src/domain/profile-set.js";
import type { Choice, DecisionInput } from "../../../src/domain/select.js";

/** 2026-11-03T12:00:00Z, the moment at which these tests are set. */
export const t0 = Date.parse("2026-11-03T12:00:00Z");
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A sound profile; flat unless it is a key. */
export function profile(id: ProfileId, fields: Partial<Profile> = {}): Profile {
  const type: CredentialType = fields.type ?? "token";
  return {
    id,
    provider: id.slice(0, id.indexOf(":")),
    type,
    billing: type === "api_key" ? "metered" : "flat",
    refreshable: false,
    source: { kind: "own" },
    ...fields,
  };
}

/** One that a variable brings along. */
export function fromEnvironment(id: ProfileId, fields: Partial<Profile> = {}): Profile {
  const source = { kind: "environment", variable: "SOME_API_KEY", from: "process" } as const;
  return profile(id, { type: "api_key", source, ...fields });
}

type ByProvider = Readonly<Record<ProviderId, readonly ProfileId[]>>;

export function orders(written: { stored?: ByProvider; config?: ByProvider; named?: ByProvider } = {}): WrittenOrders {
  return {
    stored: (provider) => written.stored?.[provider.toLowerCase()],
    config: (provider) => written.config?.[provider.toLowerCase()],
    named: (provider) => written.named?.[provider.toLowerCase()],
  };
}

export function ref(text: string): ModelRef {
  const parsed = parseModelRef(text);
  if (parsed) return parsed;
  throw new Error(`${text} is not a ref`);
}

/** A pin of the conversation itself, a lock unless said otherwise. */
export function pinned(pin: Partial<EffectivePin["pin"]>, layer: EffectivePin["layer"] = "pin"): EffectivePin {
  return { pin: { strict: true, by: "terminal", at: t0 - hour, ...pin }, layer, session: "terminal:test" };
}

export const opus = ref("anthropic/opus");

export const profileSet = (profiles: readonly Profile[]): ProfileSet =>
  createProfileSet(new Map(profiles.map((one) => [one.id, one])));

/** The plainest grounds for a decision: some profiles, nothing written, nothing counted, everybody may ride. */
export function world(profiles: readonly Profile[] | ProfileSet, more: Partial<DecisionInput> = {}): DecisionInput {
  return {
    defaultModel: opus,
    fallbacks: [],
    profiles: "byId" in profiles ? profiles : profileSet(profiles),
    orders: orders(),
    usage: () => undefined,
    mayRide: () => true,
    now: t0,
    ...more,
  };
}

/** The choice that a printed trace stands for. */
export function choiceOf(trace: readonly Candidate[]): Choice | undefined {
  const chosen = trace.find(isChoosable);
  return chosen && { profileId: chosen.profileId, model: chosen.model };
}
