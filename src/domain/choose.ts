import type { Person, Usable } from "./access.js";
import type { Catalog } from "./catalog.js";
import { nameOf, type ProfileId, providerOf, sameProvider } from "./ids.js";
import { formatModelRef, type ModelRef, parseModelRef } from "./model-ref.js";
import { auto, type ModelTarget } from "./model-target.js";
import type { SessionPin } from "./pin.js";
import { allOf, type Profile, type ProfileSet } from "./profile-set.js";
import { Refusal } from "./refusal.js";
import { type ResolvedModel, resolveModel } from "./resolve-model.js";

export type Chosen = Extract<ModelTarget, { kind: "choose" | "default" }>;

/** What is known when a person chooses. */
export interface ChoosingInput {
  readonly target: Chosen;
  readonly agentId: string;
  readonly catalog: Catalog;
  readonly profiles: ProfileSet;
  /** The pin in force without any layer for one turn, inherited ones included. */
  readonly pin?: SessionPin;
  /** Whether that pin is the surrounding conversation's. */
  readonly inherited: boolean;
  /** Whether the surrounding conversation has a pin, which would show where this one has none. */
  readonly surrounded: boolean;
  readonly person: Person;
  readonly mayUse: (profile: Usable & { readonly id: ProfileId }) => boolean;
  /** How a refusal may call a profile; nothing where those who read along may not know of it. */
  readonly tell: (profile: Profile) => string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** What to store, and what became of what was there. */
export interface Choosing {
  /** The new pin; absent to drop it. An empty one shadows the surrounding conversation's. */
  readonly pin?: SessionPin;
  /** The fate of a credential that was pinned before. */
  readonly credential: "set" | "kept" | "dropped" | "none";
  readonly previousProfile?: ProfileId;
  readonly model?: ResolvedModel;
}

/** The profiles of a provider that a person may pin, in or out of the order. */
export function usableProfiles(
  profiles: ProfileSet,
  provider: string,
  mayUse: ChoosingInput["mayUse"],
): readonly Profile[] {
  return allOf(profiles, provider).filter(mayUse);
}

/**
 * Which profile somebody means: the full id, or its name part where the model's provider has it. A profile that the
 * person may not use cannot be told from one that does not exist.
 *
 * @throws {Refusal} `missing_profile`, `unknown_profile`, `foreign_profile`.
 */
function resolveProfile(
  { profiles, mayUse, tell }: Pick<ChoosingInput, "profiles" | "mayUse" | "tell">,
  provider: string,
  typed: string,
): Profile {
  const ofProvider = usableProfiles(profiles, provider, mayUse);
  const named = (id: ProfileId) => ofProvider.find((profile) => isSameId(profile.id, id));
  const found = ofProvider.find(({ id }) => id === typed) ?? named(typed) ?? named(`${provider}:${typed}`);
  if (found) return found;
  const usable = ofProvider.map(tell).filter((name) => name !== undefined);
  if (typed === "") throw new Refusal("missing_profile", { usable });
  const foreign = [...profiles.byId.values()].find((profile) => isSameId(profile.id, typed) && mayUse(profile));
  const told = foreign && tell(foreign);
  if (!foreign || told === undefined) throw new Refusal("unknown_profile", { typed, provider, usable });
  throw new Refusal("foreign_profile", { profileId: told, profileProvider: foreign.provider, provider, usable });
}

/** Ids compare as written, but for the provider in front. */
function isSameId(a: ProfileId, b: ProfileId): boolean {
  return a === b || (nameOf(a) === nameOf(b) && sameProvider(providerOf(a), providerOf(b)));
}

function currentModel({ catalog, pin, agentId }: ChoosingInput): ModelRef {
  const model = (pin?.model === undefined ? undefined : parseModelRef(pin.model)) ?? catalog.primary;
  if (model) return model;
  throw new Refusal("no_default_model", { agent: agentId });
}

/**
 * A pinned credential survives a change of model within its provider. A profile that cannot be found just now stays
 * pinned too: a file that is being mended must not move the conversation to another account.
 */
function mayKeep({ profiles, mayUse }: ChoosingInput, profileId: ProfileId, provider: string): boolean {
  const profile = profiles.byId.get(profileId);
  if (!profile) return sameProvider(providerOf(profileId), provider);
  return sameProvider(profile.provider, provider) && mayUse(profile);
}

/**
 * Turns a choice into the pin to store. Everything is checked before anything is returned: all or nothing.
 *
 * @throws {Refusal} when the model or the profile is unknown, ambiguous, not allowed or another provider's.
 */
export function choose(input: ChoosingInput): Choosing {
  const { target, pin: before, person, now } = input;
  const signed = { by: person.id, at: now };
  const had = before?.profileId === undefined ? {} : { previousProfile: before.profileId };
  const dropped = before?.profileId === undefined ? ("none" as const) : ("dropped" as const);

  if (target.kind === "default") {
    // For one turn the default is a layer over the pin; for good it is the absence of one, so that the surrounding
    // conversation's goes on.
    if (target.once) return { credential: dropped, ...had, pin: { strict: true, ...signed } };
    return input.inherited ? { credential: "none" } : { credential: dropped, ...had };
  }

  const model = target.model === undefined ? undefined : resolveModel(input.catalog, target.model);
  const modelPart = model
    ? { model: formatModelRef(model.ref) }
    : before?.model === undefined
      ? {}
      : { model: before.model };
  const found = model === undefined ? {} : { model };
  const strict = !target.soft;

  if (target.profile === auto) {
    const keepsSomething = modelPart.model !== undefined || target.once || input.surrounded;
    const keptStrict = model === undefined ? (before?.strict ?? true) : strict;
    return {
      credential: dropped,
      ...had,
      ...found,
      ...(keepsSomething ? { pin: { ...modelPart, strict: keptStrict, ...signed } } : {}),
    };
  }
  const ref = model?.ref ?? currentModel(input);
  if (target.profile !== undefined) {
    const profile = resolveProfile(input, ref.provider, target.profile);
    const flat = profile.billing === "flat" ? { flat: true as const } : {};
    const pin = { ...modelPart, profileId: profile.id, ...flat, strict, ...signed };
    return { credential: "set", ...had, ...found, pin };
  }
  const kept = before?.profileId;
  if (kept !== undefined && mayKeep(input, kept, ref.provider)) {
    const flat = before?.flat ? { flat: before.flat } : {};
    return { credential: "kept", ...had, ...found, pin: { ...modelPart, profileId: kept, ...flat, strict, ...signed } };
  }
  return { credential: dropped, ...had, ...found, pin: { ...modelPart, strict, ...signed } };
}
