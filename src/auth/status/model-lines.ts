import { type ProviderId, providerKey } from "../../domain/ids.js";
import { type ModelRef, modelKey } from "../../domain/model-ref.js";
import { type DecisionInput, decide } from "../../domain/select.js";
import type { StatusInput } from "./build.js";
import { nameModel } from "./candidate.js";
import type { Availability, ModelLine } from "./status.js";

/** Every model that may be chosen, current first. What nothing was counted for is judged once per provider. */
export function modelLines({
  snapshot,
  input,
  decision,
}: Pick<StatusInput, "snapshot" | "input" | "decision">): ModelLine[] {
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
