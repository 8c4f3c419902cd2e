import { randomUUID } from "node:crypto";
import { endpointOf } from "../../config/endpoints.js";
import { nobody, type Person } from "../../domain/access.js";
import { type Candidate, candidateKey } from "../../domain/candidate.js";
import type { RequestCredential } from "../../domain/credential.js";
import { classifyFailure, type Failure } from "../../domain/failure.js";
import { providerKey } from "../../domain/ids.js";
import { type Notice, noticeAfter } from "../../domain/notice.js";
import type { Grounds, SessionPlace } from "../deciding.js";
import type { ModelAuthParts } from "../model-auth.js";
import type { Resolution } from "../resolution.js";
import type { LastRoute, SessionMemory } from "../session-memory.js";
import { timer } from "../timer.js";
import { createBooking } from "./booking.js";
import { type TokenCount, tokensOf } from "./call-report.js";
import { turnFailed } from "./failed.js";
import { textWasShown, toProviderAnswer } from "./provider-answer.js";
import { callWithCredential } from "./refused-credential.js";
import { takeLayer } from "./take-layer.js";
import { ConsentNeeded, noUsableProfile } from "./unusable.js";
import { createWaiting } from "./waiting.js";

/** How one turn is run. All of it may be left out. */
export interface RunOptions {
  /** Who wrote; unpinned turns skip profiles that they may not use. Default: nobody in particular. */
  readonly person?: Person | undefined;
  /** Ends the turn: your call hears it by the signal that it is handed. Nothing is booked; `run` throws `turn_failed`. */
  readonly signal?: AbortSignal | undefined;
  /** Somebody else answered than before, or the usual one is back: one line for the conversation. */
  readonly onNotice?: (notice: Notice) => void;
  /** Waits so many ms, or less when the signal says so. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Call<T> = (resolution: Resolution, signal: AbortSignal) => Promise<T>;

/** Another account would fail with these as well: the error goes to the person. */
function isPersonal({ class: kind }: Failure): boolean {
  return kind === "request" || kind === "context_overflow" || kind === "aborted";
}

/**
 * Runs one turn. The selection is frozen when it starts; each usable candidate is tried once, in order, and every
 * outcome is booked on the credential that was on the wire.
 *
 * @throws {TurnFailed} nobody answered. @throws {ConsentNeeded} only metered accounts could.
 * @throws {NoUsableProfile} nobody could be asked.
 */
export async function runTurn<T>(
  parts: ModelAuthParts,
  place: SessionPlace,
  call: Call<T>,
  options: RunOptions,
): Promise<T> {
  const memory = parts.memories.of(place.agentId, place.session);
  const { person = nobody } = options;
  memory.running++;
  memory.person = person;
  if (place.parent !== undefined) memory.parent = place.parent;
  let consumed: Promise<void> | undefined;
  try {
    let grounds = await parts.deciding.grounds(place, person);
    // Two turns may have seen one layer; it is the first one's.
    if (grounds.once && grounds.once.pin.at === memory.onceTaken) grounds = await parts.deciding.grounds(place, person);
    if (grounds.once) consumed = takeLayer(parts, place, memory, grounds.once.pin.at);
    const turn = createTurn(parts, place, call, options);
    try {
      return await turn.run(grounds);
    } finally {
      remember(memory, turn.course(), parts.now(), options.onNotice);
    }
  } finally {
    memory.running--;
    await consumed;
  }
}

/** How a turn went. */
interface Course {
  readonly at: number;
  readonly tried: LastRoute["tried"];
  readonly answeredBy?: Candidate;
  readonly tokens?: TokenCount;
  /** The last ones. */
  readonly grounds?: Grounds;
}

function remember(memory: SessionMemory, course: Course, now: number, onNotice: RunOptions["onNotice"]): void {
  const { at, tried, answeredBy, tokens, grounds } = course;
  const decision = grounds?.decision;
  if (!decision?.model) return;
  const answered = answeredBy && { profileId: answeredBy.profileId, model: answeredBy.model };
  const before = memory.notices.at;
  const moved = answered && before && candidateKey(before) !== candidateKey(answered);
  memory.lastRoute = {
    at,
    tried,
    asked: decision.model,
    decision,
    ...(answered ? { answeredBy: answered } : {}),
    ...(tokens ? { tokens } : {}),
    ...(moved ? { movedFrom: before } : {}),
  };
  if (!answeredBy) return;
  memory.lastProfile.set(providerKey(answeredBy.model.provider), answeredBy.profileId);
  const { trace, rule } = decision;
  const next = noticeAfter(memory.notices, { answeredBy, trace, tried, now, ...(rule ? { rule } : {}) });
  memory.notices = next.memory;
  if (next.notice) onNotice?.(next.notice);
}

function createTurn<T>(parts: ModelAuthParts, place: SessionPlace, call: Call<T>, options: RunOptions) {
  const { deciding, credentials, now } = parts;
  const { signal = new AbortController().signal, wait = timer } = options;
  const booking = createBooking({ ...parts, agentId: place.agentId, holder: randomUUID() });
  const startedAt = now();
  const spent = new Set<string>();
  const tried: LastRoute["tried"][number][] = [];
  let answered: { readonly candidate: Candidate; readonly tokens: TokenCount | undefined } | undefined;
  let last: { readonly failure: Failure; readonly error: unknown } | undefined;
  let latest: Grounds | undefined;
  const waiting = createWaiting({ wait: (ms) => wait(ms, signal), spent, now });

  let wire: RequestCredential | undefined;

  async function attempt({ snapshot, decision }: Grounds, candidate: Candidate, firstTextBy: number): Promise<T> {
    const { model, profileId } = candidate;
    const endpoint = endpointOf(snapshot.config, model.provider);
    const rest = { model, profileId, endpoint, source: decision.source, decision, firstTextBy };
    wire = undefined;
    return callWithCredential({ credentials, snapshot, profileId, model, now }, (credential) => {
      wire = credential;
      return call({ ...rest, credential }, signal);
    });
  }

  async function run(first: Grounds): Promise<T> {
    const { max = 5, beforeTextMs = 60_000 } = first.snapshot.config.auth?.attempts ?? {};
    const firstTextBy = startedAt + beforeTextMs;
    for (let grounds = first; ; grounds = await deciding.again(place, grounds, spent)) {
      latest = grounds;
      const { trace } = grounds.decision;
      const msLeft = firstTextBy - now();
      const isOver = tried.length >= max || msLeft <= 0 || signal.aborted;
      const candidate = isOver ? undefined : trace.find(({ next }) => next);
      if (!candidate) {
        if (isOver || !(await waiting.forSoonest(grounds, tried.length, msLeft)) || signal.aborted)
          throw givenUp(grounds);
        continue;
      }
      spent.add(candidateKey(candidate));
      const pinnedAt = candidate.pinned ? grounds.input.pin?.pin.at : undefined;
      if (!(await booking.mayProbe(candidate, pinnedAt))) continue;
      try {
        const answer = await attempt(grounds, candidate, firstTextBy);
        booking.succeeded(candidate, answer);
        answered = { candidate, tokens: tokensOf(answer) };
        return answer;
      } catch (error) {
        const failure = booking.failed(candidate, isOwnStop(error) ? { answer: { stopped: "abort" } } : error, wire);
        tried.push({ profileId: candidate.profileId, model: candidate.model, outcome: failure.class });
        last = { failure, error };
        if (isPersonal(failure) || textWasShown(error)) throw turnFailed(failure, trace, error);
      }
    }
  }

  /** Whoever ends a turn says so in many ways, and it is no account's fault; an answer that came before counts. */
  function isOwnStop(error: unknown): boolean {
    return signal.aborted && toProviderAnswer(error).status === undefined;
  }

  function givenUp({ decision, snapshot }: Grounds): Error {
    if (signal.aborted) {
      const stopped = classifyFailure({ stopped: "abort" }, decision.model?.provider ?? "", now());
      return turnFailed(stopped, decision.trace, signal.reason);
    }
    const unusable = noUsableProfile(decision, snapshot, now(), tried);
    if (last && !(unusable instanceof ConsentNeeded)) return turnFailed(last.failure, decision.trace, last.error);
    if (last) unusable.cause = last.error;
    return unusable;
  }

  return {
    run,
    course: (): Course => ({
      at: startedAt,
      tried,
      ...(answered ? { answeredBy: answered.candidate } : {}),
      ...(answered?.tokens ? { tokens: answered.tokens } : {}),
      ...(latest ? { grounds: latest } : {}),
    }),
  };
}
