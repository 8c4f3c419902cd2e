import { candidateKey } from "../../domain/candidate.js";
import { isOut } from "../../domain/consent.js";
import type { EffectivePin } from "../../domain/effective-pin.js";
import type { ModelpinError } from "../../domain/errors.js";
import type { ProfileId, SessionKey } from "../../domain/ids.js";
import { formatModelRef, type ModelRef, modelKey, parseModelRef } from "../../domain/model-ref.js";
import type { Decision, DecisionInput } from "../../domain/select.js";
import type { LastRoute, SessionMemory } from "../session-memory.js";
import type { AgentSnapshot } from "../snapshot.js";
import { accountFacts, nameModel, toCandidateStatus } from "./candidate.js";
import { modelLines } from "./model-lines.js";
import { problemsOf } from "./problems.js";
import { providerStatuses } from "./providers.js";
import type { ConsentStatus, CurrentModel, ModelName, ModelStatus, PinStatus, RouteStatus } from "./status.js";
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
    providers: providerStatuses(parts),
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
        ? { candidate: toCandidateStatus(chosen, visibility, accountFacts(chosen, snapshot, parts.input)) }
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
