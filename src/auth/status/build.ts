import { providerConfig } from "../../config/endpoints.js";
import { type Candidate, candidateKey } from "../../domain/candidate.js";
import { isOut } from "../../domain/consent.js";
import type { ModelpinError } from "../../domain/errors.js";
import {
  type ProfileId,
  type ProviderId,
  providerKey,
  providerOf,
  type SessionKey,
  sameProvider,
} from "../../domain/ids.js";
import { formatModelRef, type ModelRef, modelKey, parseModelRef } from "../../domain/model-ref.js";
import { orderOf } from "../../domain/order.js";
import { type Decision, type DecisionInput, decide, type EffectivePin } from "../../domain/select.js";
import type { LastRoute, SessionMemory } from "../session-memory.js";
import type { AgentSnapshot } from "../snapshot.js";
import { accountFacts, nameModel, toCandidateStatus } from "./candidate.js";
import { problemsOf } from "./problems.js";
import type {
  Availability,
  ConsentStatus,
  CurrentModel,
  ModelLine,
  ModelName,
  ModelStatus,
  PinStatus,
  ProviderStatus,
  RouteStatus,
} from "./status.js";
import type { Visibility } from "./visibility.js";

export interface StatusInput {
  readonly session: SessionKey;
  readonly snapshot: AgentSnapshot;
  /** What the router would decide with, the layer for one turn included. */
  readonly input: DecisionInput;
  readonly decision: Decision;
  /** The pin beneath the layer. */
  readonly pin?: EffectivePin;
  readonly once?: EffectivePin;
  /** What the process remembers of the conversation. */
  readonly memory?: Pick<SessionMemory, "lastRoute" | "notices">;
  readonly visibility: Visibility;
  readonly configProblem?: ModelpinError;
}

/** Lays out what a decision rests on, as far as one viewer may see it. */
export function buildStatus(parts: StatusInput): ModelStatus {
  const { snapshot, session, visibility, decision } = parts;
  const name = (ref: ModelRef): ModelName => nameModel(snapshot, ref);
  const primary = snapshot.catalog.primary;
  const consents = consentsOf(parts);
  const usual = awayFrom(parts);
  return {
    agentId: snapshot.agent.id,
    session,
    current: currentOf(),
    ...(parts.pin ? { pin: pinStatus(parts, parts.pin) } : {}),
    ...(parts.once ? { once: pinStatus(parts, parts.once) } : {}),
    ...(primary ? { default: name(primary) } : {}),
    fallbacks: snapshot.catalog.fallbacks.map(name),
    models: modelLines(parts),
    providers: [...providersShown(parts)].map((provider) => providerStatus(parts, provider)),
    ...(parts.memory?.lastRoute ? { lastRoute: routeStatus(parts.memory.lastRoute, name, visibility) } : {}),
    ...(consents.length > 0 ? { consents } : {}),
    ...(usual === undefined ? {} : { movedFrom: visibility.name(usual) }),
    problems: problemsOf(parts),
  };
  function currentOf(): CurrentModel {
    const { model, choice, trace } = decision;
    const chosen = trace.find(({ next }) => next) ?? trace.find(({ pinned }) => pinned);
    const sources = { modelSource: decision.modelSource, source: decision.source };
    if (!model) return sources;
    return {
      model: name(model),
      ...sources,
      ...(choice ? { profile: visibility.name(choice.profileId) } : {}),
      ...(choice && modelKey(choice.model) !== modelKey(model) ? { fallback: name(choice.model) } : {}),
      ...(chosen
        ? { candidate: toCandidateStatus(chosen, visibility, accountFacts(chosen, snapshot, parts.input.usage)) }
        : {}),
    };
  }
}

/** Who would answer the next turn if they were not out; whom a person's choice has left is not awaited. */
function awayFrom({ memory, decision: { trace } }: StatusInput): ProfileId | undefined {
  const home = memory?.notices.home;
  const next = trace.findIndex((candidate) => candidate.next);
  const before = next < 0 ? trace : trace.slice(0, next);
  const isAwaited = home && before.some((one) => candidateKey(one) === candidateKey(home) && isOut(one));
  return isAwaited ? home.profileId : undefined;
}

function consentsOf({ input, visibility }: StatusInput): readonly ConsentStatus[] {
  return (input.consents ?? [])
    .filter(
      ({ profileId, instead }) => visibility.sees(profileId) && instead.some((one) => visibility.sees(one.profileId)),
    )
    .map(({ profileId, by, at }) => ({ profile: visibility.name(profileId), by, at }));
}

function pinStatus(
  { snapshot, input, visibility, session }: StatusInput,
  { pin, session: home }: EffectivePin,
): PinStatus {
  const ref = pin.model === undefined ? undefined : parseModelRef(pin.model);
  const profileGone = pin.profileId !== undefined && !input.profiles.byId.has(pin.profileId);
  const modelGone = ref !== undefined && !snapshot.catalog.allows(ref);
  return {
    ...(ref ? { model: nameModel(snapshot, ref) } : {}),
    ...(pin.profileId === undefined ? {} : { profile: visibility.name(pin.profileId) }),
    strict: pin.strict,
    by: pin.by,
    at: pin.at,
    ...(home === session ? {} : { inheritedFrom: home }),
    dangling: profileGone || modelGone,
  };
}

/** The provider in use and those that the default, the fallbacks and the pin bring. */
function providersShown({ snapshot, decision, pin, once }: StatusInput): Set<ProviderId> {
  const pins = [pin, once].flatMap((layer) =>
    layer?.pin.profileId === undefined ? [] : [providerOf(layer.pin.profileId)],
  );
  return new Set([
    ...(decision.model ? [providerKey(decision.model.provider)] : []),
    ...pins,
    ...snapshot.providersInUse,
  ]);
}

function providerStatus(parts: StatusInput, provider: ProviderId): ProviderStatus {
  const { snapshot, decision, visibility } = parts;
  const configured = providerConfig(snapshot.config, provider);
  const endpoint = configured && {
    ...(configured.baseUrl === undefined ? {} : { baseUrl: configured.baseUrl }),
    ...(configured.api === undefined ? {} : { api: configured.api }),
  };
  const order = orderOf(provider, parts.input.orders, parts.input.profiles);
  const candidates = candidatesFor(parts, provider);
  return {
    provider,
    ...(endpoint && Object.keys(endpoint).length > 0 ? { endpoint } : {}),
    ...(order.layer === undefined ? {} : { orderLayer: order.layer }),
    candidates: candidates
      .filter(({ profileId, pinned }) => visibility.sees(profileId) || (pinned && !visibility.isPrivate))
      .map((candidate) => ({
        ...toCandidateStatus(candidate, visibility, accountFacts(candidate, snapshot, parts.input.usage)),
        next: candidate.next && sameProvider(decision.choice?.model.provider ?? "", provider),
      })),
  };
}

/** The decision's own candidates of a provider, then what the order holds besides a strict pin. */
function candidatesFor(parts: StatusInput, provider: ProviderId): readonly Candidate[] {
  const own = parts.decision.trace.filter(({ model }) => sameProvider(model.provider, provider));
  const { pin: _, ...unpinned } = parts.input;
  const model = own[0]?.model ?? firstModelOf(parts.snapshot, provider);
  if (!model) return own;
  const ordered = decide({ ...unpinned, defaultModel: model, fallbacks: [] }).trace;
  const others = ordered.filter(({ profileId }) => own.every((candidate) => candidate.profileId !== profileId));
  return [...own, ...others.map((candidate) => ({ ...candidate, next: false }))];
}

function firstModelOf({ catalog }: AgentSnapshot, provider: ProviderId): ModelRef | undefined {
  return catalog.entries.find(({ ref }) => sameProvider(ref.provider, provider))?.ref;
}

function availabilityOf(input: DecisionInput, model: ModelRef): Availability {
  const { pin: _, ...unpinned } = input;
  const { choice, trace } = decide({ ...unpinned, defaultModel: model, fallbacks: [] });
  if (choice) return { kind: "ready" };
  const cooling = trace.filter(({ state }) => state === "cooldown" || state === "disabled");
  if (cooling.length === 0) return { kind: "none" };
  const times = cooling.map(({ until }) => until).filter((until) => until !== undefined);
  return { kind: "cooling", ...(times.length > 0 ? { until: Math.min(...times) } : {}) };
}

/** The models of a provider that something was counted for by themselves, without the provider. */
function modelsCounted({ usage }: DecisionInput, provider: ProviderId): ReadonlySet<string> {
  return new Set(Object.values(usage(provider)?.profiles ?? {}).flatMap(({ windows }) => Object.keys(windows)));
}

/** Every model that may be chosen, current first. What nothing was counted for is judged once per provider. */
function modelLines({ snapshot, input, decision }: StatusInput): ModelLine[] {
  const current = decision.model;
  const counted = new Map<ProviderId, ReadonlySet<string>>();
  const shared = new Map<ProviderId, Availability>();
  const availability = (ref: ModelRef): Availability => {
    const provider = providerKey(ref.provider);
    const apart = counted.get(provider) ?? modelsCounted(input, provider);
    counted.set(provider, apart);
    if (apart.has(ref.model)) return availabilityOf(input, ref);
    const found = shared.get(provider) ?? availabilityOf(input, ref);
    shared.set(provider, found);
    return found;
  };
  const entries = snapshot.catalog.entries.filter(({ ref }) => snapshot.catalog.allows(ref)).map(({ ref }) => ref);
  const currentKey = current && modelKey(current);
  const others = entries.filter((ref) => modelKey(ref) !== currentKey);
  return [...(current ? [current] : []), ...others].map((ref) => ({
    ...nameModel(snapshot, ref),
    provider: providerKey(ref.provider),
    availability: availability(ref),
    current: modelKey(ref) === currentKey,
  }));
}

function routeStatus(route: LastRoute, name: (ref: ModelRef) => ModelName, visibility: Visibility): RouteStatus {
  return {
    at: route.at,
    asked: name(route.asked),
    tried: route.tried
      .filter(({ profileId }) => visibility.sees(profileId) || !visibility.isPrivate)
      .map(({ profileId, model, outcome }) => ({
        profile: visibility.name(profileId),
        model: formatModelRef(model),
        outcome,
      })),
    ...(route.answeredBy
      ? { answeredBy: { profile: visibility.name(route.answeredBy.profileId), model: name(route.answeredBy.model) } }
      : {}),
    ...(route.tokens ? { tokens: route.tokens } : {}),
    ...(route.movedFrom ? { movedFrom: visibility.name(route.movedFrom.profileId) } : {}),
  };
}
