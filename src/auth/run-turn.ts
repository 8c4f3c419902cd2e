import { endpointOf } from "../config/endpoints.js";
import type { Person } from "../domain/access.js";
import { type Candidate, isUsable } from "../domain/candidate.js";
import { afterFailure, afterSuccess } from "../domain/cooldown.js";
import { isModelpinError, ModelpinError, messageOf } from "../domain/errors.js";
import { classifyFailure, type Failure } from "../domain/failure.js";
import { providerKey } from "../domain/ids.js";
import type { Grounds, SessionPlace } from "./deciding.js";
import type { ModelAuthParts } from "./model-auth.js";
import { textWasShown, toProviderAnswer } from "./provider-answer.js";
import { nobody, type Resolution } from "./session-auth.js";
import type { LastRoute } from "./session-memory.js";
import { noUsableProfile } from "./unusable.js";

export interface RunOptions {
  /** Who wrote; unpinned turns skip profiles that they may not use. Default: nobody in particular. */
  readonly person?: Person;
  readonly signal?: AbortSignal;
  /** Attempts at most, default 5. */
  readonly maxAttempts?: number;
}

/** A turn that no candidate could answer. Speaks without account names, since a room may read it. */
export class TurnFailed extends ModelpinError {
  override readonly name = "TurnFailed";
  readonly failure: Failure;

  constructor(failure: Failure, hint: string, cause: unknown) {
    super("turn_failed", failure.summary, { hint, cause });
    this.failure = failure;
  }
}

/** Classes that another account would fail with as well: the error goes to the person. */
function isPersonal({ class: kind }: Failure): boolean {
  return kind === "request" || kind === "context_overflow" || kind === "aborted";
}

function hintFor(failure: Failure): string {
  if (failure.class === "context_overflow")
    return "Start afresh with /new, or choose a model with a longer context: /model list";
  if (failure.class === "request") return "Say it differently, or choose another model: /model list";
  return "/model why tells what was tried · choose another with /model list";
}

/** Runs one turn: the selection is frozen when it starts; each usable candidate is tried once, in order. */
export async function runTurn<T>(
  parts: ModelAuthParts,
  place: SessionPlace,
  call: (resolution: Resolution, signal: AbortSignal) => Promise<T>,
  { person = nobody, signal = new AbortController().signal, maxAttempts = 5 }: RunOptions,
): Promise<T> {
  const { deciding, memories, pins, usages, now } = parts;
  const memory = memories.of(place.agentId, place.session);
  memory.running++;
  let consumed: Promise<unknown> | undefined;
  try {
    const grounds = await deciding.grounds(place, person);
    if (grounds.once) consumed = pins.change(place.session, withoutLayer(grounds.once.pin.at));
    const { decision } = grounds;
    const route: { at: number; tried: LastRoute["tried"][number][] } = { at: now(), tried: [] };
    const remember = (answeredBy?: Candidate): void => {
      if (!decision.model) return;
      memory.lastRoute = { ...route, asked: decision.model, decision, ...(answeredBy ? { answeredBy } : {}) };
    };

    let last: { failure: Failure; error: unknown } | undefined;
    const candidates = decision.trace.filter(isUsable).slice(0, maxAttempts);
    for (const candidate of candidates) {
      try {
        const answer = await attempt(parts, grounds, candidate, call, signal);
        usages.note(place.agentId, providerKey(candidate.provider), (usage) =>
          afterSuccess(usage, { profileId: candidate.profileId, model: candidate.model.model, now: now() }),
        );
        memory.lastProfile.set(providerKey(candidate.provider), candidate.profileId);
        remember(candidate);
        return answer;
      } catch (error) {
        const failure = await book(parts, place, candidate, error);
        route.tried.push({ profileId: candidate.profileId, model: candidate.model, outcome: failure.class });
        last = { failure, error };
        if (isPersonal(failure) || textWasShown(error) || signal.aborted) break;
      }
    }
    remember();
    if (last) throw new TurnFailed(last.failure, hintFor(last.failure), last.error);
    throw noUsableProfile(decision, grounds.snapshot, now());
  } finally {
    memory.running--;
    await consumed?.catch(() => undefined);
  }
}

/** The layer for one turn ends with the turn that saw it; one that was set meanwhile stays. */
function withoutLayer(at: number) {
  return <R extends { once?: { at: number } }>(record: R | undefined): R | undefined => {
    if (record?.once?.at !== at) return record;
    const { once: _, ...rest } = record;
    return rest as R;
  };
}

async function attempt<T>(
  { credentials }: ModelAuthParts,
  { snapshot, decision }: Grounds,
  candidate: Candidate,
  call: (resolution: Resolution, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const credential = await credentials.of(snapshot, candidate.profileId);
  return call(
    {
      model: candidate.model,
      profileId: candidate.profileId,
      endpoint: endpointOf(snapshot.config, candidate.model.provider),
      credential,
      source: decision.source,
      decision,
    },
    signal,
  );
}

/** Books a failure on the credential that was on the wire. */
async function book(
  { usages, now }: ModelAuthParts,
  place: SessionPlace,
  candidate: Candidate,
  error: unknown,
): Promise<Failure> {
  if (isModelpinError(error) && !("answer" in error)) {
    // It never reached the provider: a reference that cannot be resolved, a profile that is gone.
    return { class: "unknown", summary: messageOf(error) };
  }
  const failure = classifyFailure(toProviderAnswer(error), candidate.provider, now());
  usages.note(place.agentId, providerKey(candidate.provider), (usage) =>
    afterFailure(usage, { profileId: candidate.profileId, model: candidate.model.model, failure, now: now() }),
  );
  return failure;
}
