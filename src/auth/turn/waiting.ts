import { type Candidate, candidateKey } from "../../domain/candidate.js";
import { stateOf } from "../../domain/cooldown.js";
import { providerKey } from "../../domain/ids.js";
import type { DecisionInput } from "../../domain/select.js";
import type { Grounds } from "../deciding.js";
import { isResting, soonestOf } from "./unusable.js";

/** A turn waits for the soonest candidate if it is back within this time, in ms. */
const longestMs = 15_000;
/** So often a turn looks whether another request has found out that an account is back, in ms. */
const lookEveryMs = 500;

/** What a turn does while everything usable is cooling. */
export interface Waiting {
  /**
   * Waits once for the soonest candidate, and for whatever keeps it then: a limit that was told to others meanwhile, the
   * one request that finds out whether it is over.
   * @param tried how many requests were made.
   * @returns whether to decide again.
   */
  forSoonest(grounds: Grounds, tried: number, msLeft: number): Promise<boolean>;
}

export interface WaitingOptions {
  readonly wait: (ms: number) => Promise<void>;
  /** What the turn has tried in vain; whom it has waited for may be tried again. */
  readonly spent: Set<string>;
  readonly now: () => number;
}

export function createWaiting({ wait, spent, now }: WaitingOptions): Waiting {
  /** What is left of the patience with a window, and with another one's probe, in ms; not by the clock, which jumps. */
  const left = { window: longestMs, probe: longestMs };
  let triedBefore: number | undefined;
  let awaited: string | undefined;

  return {
    async forSoonest({ decision: { trace }, input }, tried, msLeft) {
      triedBefore ??= tried;
      const soonest = soonestOf(trace);
      // Whom it waited for has been tried.
      if (tried > triedBefore || !soonest) return false;
      const ms = Math.max(1, soonest.at - now());
      const isSoon = ms <= Math.min(left.window, msLeft);
      const candidate = isSoon ? soonest.candidate : trace.find((one) => isProbed(one, input, now()));
      const kind = isSoon ? "window" : "probe";
      const pause = isSoon ? ms : lookEveryMs;
      if (!candidate || pause > Math.min(left[kind], msLeft)) return false;
      left[kind] -= pause;
      await wait(pause);
      if (awaited !== undefined) spent.add(awaited);
      awaited = candidateKey(candidate);
      spent.delete(awaited);
      return true;
    },
  };
}

/** Another request is finding out whether it is back; it may be any moment. */
function isProbed(candidate: Candidate, { usage }: DecisionInput, now: number): boolean {
  const { profileId, provider, model } = candidate;
  return isResting(candidate) && stateOf(usage(providerKey(provider)), profileId, model.model, now).reason === "leased";
}
