import { providerConfig } from "../../config/endpoints.js";
import type { Candidate } from "../../domain/candidate.js";
import { type ProviderId, providerKey, providerOf, sameProvider } from "../../domain/ids.js";
import type { ModelRef } from "../../domain/model-ref.js";
import { orderOf } from "../../domain/order.js";
import { decide } from "../../domain/select.js";
import type { AgentSnapshot } from "../snapshot.js";
import type { StatusInput } from "./build.js";
import { accountFacts, toCandidateStatus } from "./candidate.js";
import type { ProviderStatus } from "./status.js";

/** Every provider in use, with its candidates in order. */
export function providerStatuses(parts: StatusInput): ProviderStatus[] {
  return [...providersShown(parts)].map((provider) => providerStatus(parts, provider));
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
        ...toCandidateStatus(candidate, visibility, accountFacts(candidate, snapshot, parts.input)),
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
