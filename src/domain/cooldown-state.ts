import { disablingClasses, lastResortEvery, leaseFor } from "./cooldown-ladder.js";
import { isForgotten, isMild, isOpen, isProbeDue } from "./cooldown-window.js";
import type { FailureClass } from "./failure-class.js";
import type { ProfileId } from "./ids.js";
import { type UsageDocument, type UsageWindow, usageOf, wholeProfile, windowOf } from "./usage-document.js";

/** Whether a profile may be asked for a model, seen from its past alone. */
export interface Rest {
  readonly state: "ready" | "cooldown" | "disabled" | "probing";
  /** When it may be tried again: the window's end, or the end of somebody else's probe. */
  readonly until?: number;
  /** When this judgement may change by itself: `until`, or the hourly probe of a long stated window. */
  readonly changesAt?: number;
  readonly class?: FailureClass;
  /**
   * `window`: it rests · `leased`: another request is finding out · `window_over`, `hourly_probe`, `own_lease`: this
   * request may find out · `pinned`: a person said so after the failure, and is believed.
   */
  readonly reason?: "window" | "leased" | "window_over" | "hourly_probe" | "own_lease" | "pinned";
  /** The request must hold the lease of `takeLease` before it is sent. */
  readonly needsLease?: true;
}

export interface RestOptions {
  /** When a person pinned this profile, ms since the epoch. */
  readonly pinnedAt?: number;
  /** Who asks: a request that holds the lease already is not kept out by it. */
  readonly holder?: string;
}

const ready: Rest = { state: "ready" };

/**
 * The state of a profile for a model. The profile's own window and the model's both count; the one that blocks longer
 * speaks.
 *
 * @example
 * stateOf(usage, "anthropic:work", "claude-opus-4-5", now);  // { state: "cooldown", until, class: "rate_limit", … }
 */
export function stateOf(
  usage: UsageDocument | undefined,
  profileId: ProfileId,
  model: string,
  now: number,
  options: RestOptions = {},
): Rest {
  const rest = restNow(usage, profileId, model, now, options);
  const { until } = rest;
  if (until === undefined) return rest;
  // What a clock set back has put into the future does not count now, but does when its time has come.
  return { ...rest, until: stateOf(usage, profileId, model, until, options).until ?? until };
}

function restNow(
  usage: UsageDocument | undefined,
  profileId: ProfileId,
  model: string,
  now: number,
  options: RestOptions,
): Rest {
  const rests = scopesOf(usage, profileId, model).map(([, window]) => restOf(window, now, options));
  const [first, second] = rests.filter(({ state }) => state !== "ready").sort(longestFirst);
  if (first === undefined) return ready;
  if (second === undefined) return first;
  // Both must be over, so both leases are needed where either is.
  if (first.state === "probing") return second.needsLease === true ? { ...first, needsLease: true } : first;
  return { ...first, changesAt: Math.min(first.changesAt ?? Infinity, second.changesAt ?? Infinity) };
}

/** The windows that stand between a profile and a model: the whole profile's, then the model's. */
export function scopesOf(
  usage: UsageDocument | undefined,
  profileId: ProfileId,
  model: string,
): [string, UsageWindow][] {
  const profile = usageOf(usage, profileId);
  return [wholeProfile, model].flatMap((scope) => {
    const window = windowOf(profile, scope);
    return window === undefined ? [] : [[scope, window] as [string, UsageWindow]];
  });
}

function longestFirst(a: Rest, b: Rest): number {
  return (b.until ?? 0) - (a.until ?? 0);
}

/** What one window says, without looking at the other. */
export function restOf(window: UsageWindow, now: number, { pinnedAt, holder }: RestOptions): Rest {
  const { lease, class: failureClass } = window;
  const open = isOpen(window, now);
  if (!open && isForgotten(window, now)) return ready;
  const probing = { state: "probing", class: failureClass } as const;
  if (pinnedAt !== undefined && pinnedAt >= window.lastFailureAt) return { ...probing, reason: "pinned" };
  const leased = lease !== undefined && now < lease.until && lease.until <= now + leaseFor * 2;
  if (leased && lease.holder === holder) return { ...probing, reason: "own_lease" };

  const resting = disablingClasses.has(failureClass) ? ("disabled" as const) : ("cooldown" as const);
  if (open && !isProbeDue(window, now)) {
    const { until, nextProbeAt = until } = window;
    return { state: resting, class: failureClass, reason: "window", until, changesAt: Math.min(until, nextProbeAt) };
  }
  if (leased) {
    return { state: resting, class: failureClass, reason: "leased", until: lease.until, changesAt: lease.until };
  }
  return { ...probing, reason: open ? "hourly_probe" : "window_over", needsLease: true };
}

/**
 * Windows choose among alternatives: from when on a turn that has no other usable candidate may try this one although
 * it rests. Nothing when it really blocks (a limit, a bill, a credential, a stated time) or does not rest at all.
 */
export function lastResortAt(
  usage: UsageDocument | undefined,
  profileId: ProfileId,
  model: string,
  now: number,
): number | undefined {
  let from: number | undefined;
  for (const [, window] of scopesOf(usage, profileId, model)) {
    const { until } = restOf(window, now, {});
    if (until === undefined) continue;
    if (!isMild(window)) return undefined;
    const next = Math.max(window.lastFailureAt, window.triedAt ?? 0) + lastResortEvery;
    // Further away than it can be: the clock was set back.
    from = next > now + lastResortEvery ? now : next;
  }
  return from;
}

/** {@link lastResortAt} has come: nothing of this profile's past blocks a turn that has nobody else to ask. */
export function isLastResort(
  usage: UsageDocument | undefined,
  profileId: ProfileId,
  model: string,
  now: number,
): boolean {
  const from = lastResortAt(usage, profileId, model, now);
  return from !== undefined && from <= now;
}

/** One block that is in force: of a profile, or of one model on it. */
export interface BlockInForce {
  readonly profileId: ProfileId;
  readonly model?: string;
  readonly class: FailureClass;
  /** ms since the epoch. */
  readonly until: number;
}

/** The blocks in force, by profile and model. */
export function blocksOf(usage: UsageDocument | undefined, now: number): readonly BlockInForce[] {
  return Object.entries(usage?.profiles ?? {}).flatMap(([profileId, { windows }]) =>
    Object.entries(windows)
      .filter(([, window]) => isOpen(window, now))
      .map(([scope, window]) => ({
        profileId,
        ...(scope === wholeProfile ? {} : { model: scope }),
        class: window.class,
        until: window.until,
      })),
  );
}
