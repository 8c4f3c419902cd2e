import { randomUUID } from "node:crypto";
import { endpointOf } from "../config/endpoints.js";
import { nobody, type Person } from "../domain/access.js";
import { type Candidate, isUsable } from "../domain/candidate.js";
import { candidateKey } from "../domain/consent.js";
import { afterFailure, afterSuccess, takeLease } from "../domain/cooldown.js";
import { isModelpinError, ModelpinError, messageOf } from "../domain/errors.js";
import { classifyFailure, type Failure } from "../domain/failure.js";
import { providerKey } from "../domain/ids.js";
import type { PinRecord } from "../domain/pin.js";
import type { Grounds, SessionPlace } from "./deciding.js";
import type { ModelAuthParts } from "./model-auth.js";
import { textWasShown, toProviderAnswer } from "./provider-answer.js";
import type { Resolution } from "./session-auth.js";
import type { LastRoute } from "./session-memory.js";
import { noUsableProfile, soonestBack } from "./unusable.js";

export interface RunOptions {
  /** Who wrote; unpinned turns skip profiles that they may not use. Default: nobody in particular. */
  readonly person?: Person;
  readonly signal?: AbortSignal;
  /** Attempts at most; default 5. */
  readonly maxAttempts?: number;
  /** How long the attempts may take together before the first text, in ms; default 60 000. */
  readonly maxMs?: number;
  /** Waits so many ms, or less when the signal says so. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Call<T> = (resolution: Resolution, signal: AbortSignal) => Promise<T>;

/** A turn that no candidate could answer. Speaks without account names, since a room may read it. */
export class TurnFailed extends ModelpinError {
  override readonly name = "TurnFailed";
  readonly failure: Failure;

  constructor(failure: Failure, hint: string, cause: unknown) {
    super("turn_failed", `${failure.summary}.`, { hint, cause });
    this.failure = failure;
  }
}

/** A turn waits for the soonest candidate if it is back within this time, in ms. */
const longestWaitMs = 15_000;

/** Another account would fail with these as well: the error goes to the person. */
function isPersonal({ class: kind }: Failure): boolean {
  return kind === "request" || kind === "context_overflow" || kind === "aborted";
}

/**
 * Runs one turn. The selection is frozen when it starts; each usable candidate is tried once, in order, and every
 * outcome is booked on the credential that was on the wire.
 */
export async function runTurn<T>(
  parts: ModelAuthParts,
  place: SessionPlace,
  call: Call<T>,
  options: RunOptions,
): Promise<T> {
  const memory = parts.memories.of(place.agentId, place.session);
  memory.running++;
  let consumed: Promise<unknown> | undefined;
  try {
    const grounds = await parts.deciding.grounds(place, options.person ?? nobody);
    if (grounds.once) consumed = parts.pins.change(place.session, withoutLayer(grounds.once.pin.at));
    const turn = createTurn(parts, place, call, options);
    try {
      return await turn.run(grounds);
    } finally {
      const { model } = grounds.decision;
      if (model) memory.lastRoute = { ...turn.route(), asked: model, decision: grounds.decision };
      const answeredBy = turn.route().answeredBy;
      if (answeredBy) memory.lastProfile.set(providerKey(answeredBy.model.provider), answeredBy.profileId);
    }
  } finally {
    memory.running--;
    await consumed?.catch(() => undefined);
  }
}

/** The layer for one turn ends with the turn that saw it; one that was set meanwhile stays. */
function withoutLayer(at: number): (record: PinRecord | undefined) => PinRecord | undefined {
  return (record) => {
    if (record?.once?.at !== at) return record;
    const { once: _, ...rest } = record;
    return rest;
  };
}

function createTurn<T>(parts: ModelAuthParts, place: SessionPlace, call: Call<T>, options: RunOptions) {
  const { deciding, usages, credentials, now } = parts;
  const { signal = new AbortController().signal, maxAttempts = 5, maxMs = 60_000, wait = timer } = options;
  const holder = randomUUID();
  const startedAt = now();
  const done = new Set<string>();
  const tried: LastRoute["tried"][number][] = [];
  let answeredBy: Candidate | undefined;
  let last: { readonly failure: Failure; readonly error: unknown } | undefined;
  let waited = false;

  async function attempt({ snapshot, decision }: Grounds, candidate: Candidate): Promise<T> {
    const credential = await credentials.of(snapshot, candidate.profileId);
    const { model, profileId } = candidate;
    const endpoint = endpointOf(snapshot.config, model.provider);
    return call({ model, profileId, endpoint, credential, source: decision.source, decision }, signal);
  }

  /** The right to be the one request that finds out; nobody waits for it, they go on with the next candidate. */
  async function mayProbe(grounds: Grounds, candidate: Candidate): Promise<boolean> {
    if (candidate.state !== "probing") return true;
    let granted = false;
    await usages.change(place.agentId, providerKey(candidate.provider), (usage) => {
      const leased = takeLease(usage, {
        ...subject(candidate),
        holder,
        ...(candidate.pinned && grounds.input.pin ? { pinnedAt: grounds.input.pin.pin.at } : {}),
        lastResort: candidate.lastResortAt !== undefined,
      });
      granted = leased !== undefined;
      return leased;
    });
    return granted;
  }

  const subject = ({ profileId, model }: Candidate) => ({ profileId, model: model.model, now: now() });

  function book(candidate: Candidate, error: unknown): Failure {
    // Without an answer it never reached the provider: a reference that cannot be resolved, a profile that is gone.
    if (isModelpinError(error) && !("answer" in error)) return { class: "unknown", summary: messageOf(error) };
    const failure = classifyFailure(toProviderAnswer(error), candidate.provider, now());
    usages.note(place.agentId, providerKey(candidate.provider), (usage) =>
      afterFailure(usage, { ...subject(candidate), failure, holder }),
    );
    return failure;
  }

  /** Once a turn: when everything usable is cooling and the soonest is back soon, waits for it. */
  async function waitFor(trace: readonly Candidate[]): Promise<boolean> {
    const backAt = soonestBack(trace);
    const ms = backAt === undefined ? Number.POSITIVE_INFINITY : Math.max(0, backAt - now());
    if (waited || ms > longestWaitMs || signal.aborted || tried.length >= maxAttempts) return false;
    waited = true;
    await wait(ms, signal);
    done.clear();
    return !signal.aborted;
  }

  async function run(first: Grounds): Promise<T> {
    for (let grounds = first; ; grounds = await deciding.again(place, grounds, done)) {
      const isOver = tried.length >= maxAttempts || now() - startedAt >= maxMs || signal.aborted;
      const candidate = isOver
        ? undefined
        : grounds.decision.trace.find((one) => isUsable(one) && !done.has(candidateKey(one)));
      if (!candidate) {
        if (!isOver && (await waitFor(grounds.decision.trace))) continue;
        throw last ? failed(last, grounds) : noUsableProfile(grounds.decision, grounds.snapshot, now());
      }
      done.add(candidateKey(candidate));
      if (!(await mayProbe(grounds, candidate))) continue;
      try {
        const answer = await attempt(grounds, candidate);
        usages.note(place.agentId, providerKey(candidate.provider), (usage) => afterSuccess(usage, subject(candidate)));
        answeredBy = candidate;
        return answer;
      } catch (error) {
        const failure = book(candidate, error);
        tried.push({ profileId: candidate.profileId, model: candidate.model, outcome: failure.class });
        last = { failure, error };
        if (isPersonal(failure) || textWasShown(error)) throw failed(last, grounds);
      }
    }
  }

  function failed({ failure, error }: NonNullable<typeof last>, { decision }: Grounds): TurnFailed {
    return new TurnFailed(failure, hintFor(failure, soonestBack(decision.trace)), error);
  }

  return {
    run,
    route: (): Pick<LastRoute, "at" | "tried" | "answeredBy"> => ({
      at: startedAt,
      tried,
      ...(answeredBy ? { answeredBy } : {}),
    }),
  };
}

function hintFor(failure: Failure, backAt: number | undefined): string {
  if (failure.class === "context_overflow") return "Start afresh with /new, or choose another model: /model list";
  if (failure.class === "request") return "Say it differently, or choose another model: /model list";
  const back = backAt === undefined ? "" : `Back at ${new Date(backAt).toISOString().slice(0, 19)}Z · `;
  return `${back}what was tried: /model why · choose another: /model list`;
}

function timer(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(handle);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const handle = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}
