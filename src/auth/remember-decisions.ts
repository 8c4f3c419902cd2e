import { LRUCache } from "lru-cache";
import type { ProviderId } from "../domain/ids.js";
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
  /** When it was decided; a clock that steps back makes it stale. */
  readonly at: number;
  /** What was counted for each provider that was asked for. */
  readonly usages: readonly (readonly [ProviderId, UsageDocument | undefined])[];
}

/** How many situations are remembered of each snapshot. */
const situations = 256;

/**
 * Conversations without a pin of their own mostly come to one and the same decision, and with hundreds of profiles it is
 * the dear one. So it is remembered, by everything that it rests on: what people wrote (the snapshot), the pin, the last
 * profiles, what was counted, and the time until which it holds. What is decided stays `decide`'s alone.
 */
export function rememberDecisions(): Decide {
  const bySnapshot = new WeakMap<AgentSnapshot, LRUCache<string, Remembered>>();

  return (snapshot, input, memory) => {
    if (isOneProfile(input) || dependsOnMore(snapshot, input)) return decide(input);
    let remembered = bySnapshot.get(snapshot);
    if (!remembered) {
      remembered = new LRUCache({ max: situations });
      bySnapshot.set(snapshot, remembered);
    }
    const key = situationOf(input, memory);
    const known = remembered.get(key);
    if (known && holds(known, input)) return known.decision;
    const usages = new Map<ProviderId, UsageDocument | undefined>();
    const usage = (provider: ProviderId): UsageDocument | undefined => {
      const document = input.usage(provider);
      usages.set(provider, document);
      return document;
    };
    const decision = decide({ ...input, usage });
    remembered.set(key, { decision, at: input.now, usages: [...usages] });
    return decision;
  };
}

/** A lock looks at one profile: deciding it anew costs no more than looking it up. */
function isOneProfile({ pin }: DecisionInput): boolean {
  return pin?.pin.strict === true && pin.pin.profileId !== undefined;
}

/** On who asks, on what they consented to, on what this turn has tried. */
function dependsOnMore({ isRestricted }: AgentSnapshot, { consents, spent }: DecisionInput): boolean {
  return isRestricted || (consents !== undefined && consents.length > 0) || spent !== undefined;
}

function situationOf({ pin, crossBilling }: DecisionInput, memory: Parameters<Decide>[2]): string {
  const last = memory && memory.lastProfile.size > 0 ? JSON.stringify([...memory.lastProfile]) : "";
  return pin === undefined
    ? `${crossBilling} ${last}`
    : `${crossBilling} ${last} ${JSON.stringify([pin.layer, pin.pin])}`;
}

function holds({ decision, at, usages }: Remembered, { now, usage }: DecisionInput): boolean {
  return at <= now && now < decision.validUntil && usages.every(([provider, document]) => usage(provider) === document);
}
