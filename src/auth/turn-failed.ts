import type { Candidate } from "../domain/candidate.js";
import { ModelpinError } from "../domain/errors.js";
import type { Failure } from "../domain/failure.js";
import { soonestBack, utc } from "./unusable.js";

/** A turn that no candidate could answer. Speaks without account names, since a room may read it. */
export class TurnFailed extends ModelpinError {
  override readonly name = "TurnFailed";
  readonly failure: Failure;
  /** When the soonest candidate is back, ms since the epoch; absent when that is not known. */
  readonly backAt: number | undefined;

  constructor(failure: Failure, hint: string, backAt: number | undefined, cause: unknown) {
    super("turn_failed", `${failure.summary}.`, { hint, cause });
    this.failure = failure;
    this.backAt = backAt;
  }
}

/** Says what went wrong last, when somebody is back, and what to type. */
export function turnFailed(failure: Failure, trace: readonly Candidate[], cause: unknown): TurnFailed {
  const backAt = soonestBack(trace);
  return new TurnFailed(failure, hintFor(failure, backAt), backAt, cause);
}

function hintFor(failure: Failure, backAt: number | undefined): string {
  if (failure.class === "aborted") return "Nothing is wrong with the account: ask again when you like";
  if (failure.class === "context_overflow") return "Start afresh with /new, or choose another model: /model list";
  if (failure.class === "request") return "Say it differently, or choose another model: /model list";
  const advice = failure.advice === "use_api_key" ? "Use an API key instead: /model list · " : "";
  const back = backAt === undefined ? "" : `Back at ${utc(backAt)} · `;
  return `${advice}${back}what was tried: /model why · choose another: /model list`;
}
