import { LRUCache } from "lru-cache";
import type { EffectivePin } from "../domain/effective-pin.js";
import type { ProviderId } from "../domain/ids.js";
import type { SessionPin } from "../domain/pin.js";
import { type Decision, type DecisionInput, decide } from "../domain/select.js";
import type { UsageDocument } from "../domain/usage-document.js";
import type { SessionMemory } from "./session-memory.js";
import type { AgentSnapshot } from "./snapshot.js";

/** `decide`, for a conversation that remembers `memory`, on top of `snapshot`. */
export type Decide = (
  snapshot: AgentSnapshot,
  input: DecisionInput,
  memory: Pick<SessionMemory, "lastProfile"> | undefined,
) => Decision;

interface Remembered {
  readonly decision: Decision;
  readonly snapshot: AgentSnapshot;
  readonly layer: EffectivePin["layer"] | undefined;
  /** When it was decided; a clock that steps back makes it stale. */
  readonly at: number;
  /** What was counted for each provider that was asked for. */
  readonly usages: readonly (readonly [ProviderId, UsageDocument | undefined])[];
}

/** How many situations of conversations without a pin are remembered of each snapshot. */
const situations = 256;

/**
 * Conversations without a pin mostly come to one and the same decision, and with hundreds of profiles it is the dear one;
 * a conversation with a pin comes to its own again and again. So both are remembered, with everything that they rest on:
 * what people wrote (the snapshot), the pin, the last profiles, what was counted, and the time until which they hold.
 * What is decided stays `decide`'s alone.
 */
export function rememberDecisions(): Decide {
  const bySnapshot = new WeakMap<AgentSnapshot, LRUCache<string, Remembered>>();
  const byPin = new WeakMap<SessionPin, Remembered>();

  function unpinned(snapshot: AgentSnapshot): LRUCache<string, Remembered> {
    let remembered = bySnapshot.get(snapshot);
    if (!remembered) {
      remembered = new LRUCache({ max: situations });
      bySnapshot.set(snapshot, remembered);
    }
    return remembered;
  }

  return (snapshot, input, memory) => {
    const { pin } = input;
    if (dependsOnMore(snapshot, input) || (pin && !isLock(pin))) return decide(input);
    if (pin) {
      const known = byPin.get(pin.pin);
      if (known && holds(known, snapshot, input)) return known.decision;
      const remembered = rememberedOf(snapshot, input);
      byPin.set(pin.pin, remembered);
      return remembered.decision;
    }
    const last = memory && memory.lastProfile.size > 0 ? JSON.stringify([...memory.lastProfile]) : "";
    const known = unpinned(snapshot).get(last);
    if (known && holds(known, snapshot, input)) return known.decision;
    const remembered = rememberedOf(snapshot, input);
    unpinned(snapshot).set(last, remembered);
    return remembered.decision;
  };
}

/** A lock looks at one profile; what a conversation used last does not move it. */
function isLock({ pin }: EffectivePin): boolean {
  return pin.strict && pin.profileId !== undefined;
}

/** On who asks, on what they consented to, on what this turn has tried. */
function dependsOnMore({ isRestricted }: AgentSnapshot, { consents, spent }: DecisionInput): boolean {
  return isRestricted || (consents !== undefined && consents.length > 0) || spent !== undefined;
}

function rememberedOf(snapshot: AgentSnapshot, input: DecisionInput): Remembered {
  const usages = new Map<ProviderId, UsageDocument | undefined>();
  const usage = (provider: ProviderId): UsageDocument | undefined => {
    const document = input.usage(provider);
    usages.set(provider, document);
    return document;
  };
  const decision = decide({ ...input, usage });
  return { decision, snapshot, layer: input.pin?.layer, at: input.now, usages: [...usages] };
}

function holds(known: Remembered, snapshot: AgentSnapshot, { now, usage, pin }: DecisionInput): boolean {
  return (
    known.snapshot === snapshot &&
    known.layer === pin?.layer &&
    known.at <= now &&
    now < known.decision.validUntil &&
    known.usages.every(([provider, document]) => usage(provider) === document)
  );
}
