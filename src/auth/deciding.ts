import type { Person } from "../domain/access.js";
import type { Consent } from "../domain/consent.js";
import { type EffectivePin, effectivePin } from "../domain/effective-pin.js";
import { type AgentId, type ProviderId, providerKey, type SessionKey } from "../domain/ids.js";
import { type PinRecord, providersOfPin } from "../domain/pin.js";
import { type Decision, type DecisionInput, decide } from "../domain/select.js";
import type { UsageDocument } from "../domain/usage-document.js";
import type { ModelAuthParts } from "./model-auth.js";
import { permitted } from "./permitted.js";
import { rememberDecisions } from "./remember-decisions.js";
import type { AgentSnapshot } from "./snapshot.js";

/** Where a decision is wanted: one conversation of one agent. */
export interface SessionPlace {
  readonly agentId: AgentId;
  readonly session: SessionKey;
  readonly parent?: SessionKey;
}

/** Everything a decision rests on, gathered at one moment. */
export interface Grounds {
  readonly snapshot: AgentSnapshot;
  readonly input: DecisionInput;
  readonly decision: Decision;
  /** The pin beneath the layer for one turn. */
  readonly pin?: EffectivePin;
  readonly once?: EffectivePin;
  readonly record: PinRecord | undefined;
}

/** Gathers the grounds of a decision and lets the one pure function decide. */
export interface Deciding {
  /** @throws {ModelpinError} `unknown_agent`, `pin_unreadable` */
  grounds(
    place: SessionPlace,
    person: Person,
    /** Also what was counted for providers that the decision does not come to: views tell of every model. */
    options?: { readonly everyProvider?: boolean },
  ): Promise<Grounds>;
  /**
   * The same frozen selection, judged by what has been counted and consented to since.
   * @param spent what the turn has tried in vain, by `candidateKey`.
   */
  again(place: SessionPlace, grounds: Grounds, spent: ReadonlySet<string>): Promise<Grounds>;
}

type Usage = (provider: ProviderId) => UsageDocument | undefined;
type Records = { readonly own: PinRecord | undefined; readonly parent: PinRecord | undefined };

/** The providers that a decision can come to: default, fallbacks, and whatever the pin names. */
function providersOf(snapshot: AgentSnapshot, pins: readonly (EffectivePin | undefined)[]): Set<ProviderId> {
  const providers = new Set(snapshot.providersInUse);
  for (const layer of pins) {
    for (const provider of layer ? providersOfPin(layer.pin) : []) providers.add(provider);
  }
  return providers;
}

/** Decisions are remembered and shared, and hundreds of candidates long: each is looked through once. */
const consentNeeded = new WeakMap<Decision, boolean>();
function needsConsent(decision: Decision): boolean {
  let needed = consentNeeded.get(decision);
  if (needed === undefined) {
    needed = decision.trace.some(({ consent }) => consent === "needed");
    consentNeeded.set(decision, needed);
  }
  return needed;
}

type Parts = Pick<ModelAuthParts, "sources" | "pins" | "consents" | "usages" | "memories" | "may" | "now">;

export function createDeciding({ sources, pins, consents, usages, memories, may, now }: Parts): Deciding {
  const decideFor = rememberDecisions();
  async function readRecords({ session, parent }: SessionPlace): Promise<Records> {
    const own = pins.peek(session);
    const theirs = parent === undefined ? null : pins.peek(parent);
    return {
      own: own === undefined ? await pins.read(session) : (own ?? undefined),
      parent: theirs === undefined && parent !== undefined ? await pins.read(parent) : (theirs ?? undefined),
    };
  }

  /** From memory, without a tick of the event loop, where all of it is fresh. */
  function peekRecords({ session, parent }: SessionPlace): Records | undefined {
    const own = pins.peek(session);
    const theirs = parent === undefined ? null : pins.peek(parent);
    if (own === undefined || theirs === undefined) return undefined;
    return { own: own ?? undefined, parent: theirs ?? undefined };
  }

  async function consentsOf(session: SessionKey): Promise<readonly Consent[]> {
    const found = consents.peek(session) ?? (await consents.read(session));
    return found.consents;
  }

  function peekUsage(agentId: AgentId, providers: ReadonlySet<ProviderId>): Usage | undefined {
    const known = new Map<ProviderId, UsageDocument | undefined>();
    for (const provider of providers) {
      const found = usages.peek(agentId, provider);
      if (found === undefined) return undefined;
      known.set(provider, found ?? undefined);
    }
    return (provider) => known.get(provider);
  }

  async function readUsage(agentId: AgentId, providers: ReadonlySet<ProviderId>): Promise<Usage> {
    const known = new Map<ProviderId, UsageDocument | undefined>();
    for (const provider of providers) {
      const found = usages.peek(agentId, provider);
      known.set(provider, found === undefined ? await usages.read(agentId, provider) : (found ?? undefined));
    }
    return (provider) => known.get(provider);
  }

  return {
    async grounds(place, person, { everyProvider = false } = {}) {
      const snapshot = sources.peek(place.agentId) ?? (await sources.snapshot(place.agentId));
      const records = peekRecords(place) ?? (await readRecords(place));
      const own = { session: place.session, record: records.own };
      const around = place.parent === undefined ? undefined : { session: place.parent, record: records.parent };
      const memory = memories.peek(place.agentId, place.session);
      const isTaken = records.own?.once !== undefined && records.own.once.at === memory?.onceTaken;
      const inForce = effectivePin(own, around, { withOnce: !isTaken });
      const once = inForce?.layer === "once" ? inForce : undefined;
      const pin = once ? effectivePin(own, around, { withOnce: false }) : inForce;
      const providers = providersOf(snapshot, [pin, once]);
      if (everyProvider) for (const { ref } of snapshot.catalog.entries) providers.add(providerKey(ref.provider));
      const usage = peekUsage(place.agentId, providers) ?? (await readUsage(place.agentId, providers));
      const crossBilling = snapshot.config.auth?.crossBilling ?? "ask";
      const asks = crossBilling === "ask";
      const { profiles, orders, mayRide } = permitted(snapshot, may, person, inForce?.pin);
      let input: DecisionInput = {
        // Plain properties: spreads would cost more than a decision that is remembered.
        defaultModel: snapshot.catalog.primary,
        fallbacks: snapshot.catalog.fallbacks,
        offers: snapshot.catalog.allows,
        announced: snapshot.announced,
        unread: snapshot.isUnread,
        profiles,
        orders,
        mayRide,
        pin: inForce,
        usage,
        lastProfile: memory && ((provider) => memory.lastProfile.get(provider)),
        crossBilling,
        consents: asks && everyProvider ? await consentsOf(place.session) : [],
        now: now(),
      };
      let decision = decideFor(snapshot, input, memory);
      // Most decisions come to nothing that needs a consent, so mostly there is none to be looked for.
      if (asks && !everyProvider && needsConsent(decision)) {
        input = { ...input, consents: await consentsOf(place.session) };
        decision = decideFor(snapshot, input, memory);
      }
      return {
        snapshot,
        input,
        decision,
        pin,
        once,
        record: records.own,
      };
    },
    async again(place, grounds, spent) {
      const usage = await readUsage(place.agentId, providersOf(grounds.snapshot, [grounds.pin, grounds.once]));
      const consented = grounds.input.crossBilling === "ask" ? await consentsOf(place.session) : [];
      const input = { ...grounds.input, usage, consents: consented, spent, now: now() };
      return { ...grounds, input, decision: decide(input) };
    },
  };
}
