import type { Candidate } from "../../domain/candidate.js";
import type { Failure } from "../../domain/failure.js";
import { Setback } from "../../domain/setback.js";
import { soonestBack } from "./unusable.js";

/** A turn that no candidate could answer. Speaks without account names, since a room may read it. */
export class TurnFailed extends Setback<"turn_failed"> {
  override readonly name = "TurnFailed";
  readonly failure: Failure;
  /** When the soonest candidate is back, ms since the epoch; absent when that is not known. */
  readonly backAt: number | undefined;

  constructor(failure: Failure, backAt: number | undefined, cause: unknown) {
    const { story, class: kind, advice } = failure;
    super("turn_failed", { story, class: kind, advice, back: backAt }, { cause });
    this.failure = failure;
    this.backAt = backAt;
  }
}

/** Says what went wrong last, when somebody is back, and what to type. */
export function turnFailed(failure: Failure, trace: readonly Candidate[], cause: unknown): TurnFailed {
  return new TurnFailed(failure, soonestBack(trace), cause);
}
