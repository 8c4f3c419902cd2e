import { forgetAfter, type Ladder, ladders, mildClasses, probeEvery, sizedByProvider } from "./cooldown-ladder.js";
import type { Failure } from "./failure.js";
import { farthestReset } from "./retry-after.js";
import type { UsageWindow } from "./usage-document.js";

export type BookedFailure = Pick<Failure, "class" | "retryAt">;

/**
 * Whether the window still lasts. One that opened further in the future than it is long was opened by a clock that has
 * been set back since: nobody can say when it would end, so it is over and the next request finds out.
 */
export function isOpen(window: UsageWindow, now: number): boolean {
  return now < window.until && now >= window.since - (window.until - window.since);
}

/** Whether so much time went by without a failure that the ladder begins anew. */
export function isForgotten(window: UsageWindow, now: number): boolean {
  return Math.abs(now - window.lastFailureAt) >= forgetAfter;
}

/** Whether a turn that has nobody else to ask may pass. */
export function isMild(window: UsageWindow): boolean {
  return mildClasses.has(window.class) && window.stated === undefined;
}

/** Whether a long stated window lets one request through now. */
export function isProbeDue({ nextProbeAt }: UsageWindow, now: number): boolean {
  // Further away than an hour it was written by a clock that has been set back since.
  return nextProbeAt !== undefined && (now >= nextProbeAt || nextProbeAt > now + probeEvery);
}

/** The window after one more failure: inside it only a longer stated time moves the end; after it the next rung opens. */
export function withFailure(
  before: UsageWindow | undefined,
  failure: BookedFailure,
  ladder: Ladder,
  now: number,
): UsageWindow {
  const stated = believable(failure.retryAt, now);
  const counted = before !== undefined && !isForgotten(before, now) ? before : undefined;
  const counters = {
    errorCount: (counted?.errorCount ?? 0) + 1,
    failureCounts: { ...counted?.failureCounts, [failure.class]: (counted?.failureCounts[failure.class] ?? 0) + 1 },
    lastFailureAt: now,
  };
  if (before !== undefined && isOpen(before, now)) return extended(before, failure, stated, counters, now);

  const step = counted !== undefined && ladders[counted.class]?.windows === ladder.windows ? counted.step + 1 : 1;
  const own = now + (ladder.windows[Math.min(step, ladder.windows.length) - 1] ?? 0);
  const believed = stated !== undefined && (sizedByProvider.has(failure.class) || stated > own);
  const until = believed ? stated : own;
  return {
    class: failure.class,
    since: now,
    until,
    ...(believed && { stated: true, ...nextProbe(undefined, until, now) }),
    step,
    ...counters,
  };
}

type Counters = Pick<UsageWindow, "errorCount" | "failureCounts" | "lastFailureAt">;

function extended(
  before: UsageWindow,
  failure: BookedFailure,
  stated: number | undefined,
  counters: Counters,
  now: number,
): UsageWindow {
  if (stated !== undefined && stated > before.until) {
    const { class: failureClass } = failure;
    const moved = { ...before, ...counters, class: failureClass, until: stated, stated: true as const };
    return { ...moved, ...nextProbe(before, stated, now) };
  }
  // A mild window that meets a failure which is not mild must block from now on, though not longer.
  const hardened = mildClasses.has(before.class) && !mildClasses.has(failure.class);
  const kept = { ...before, ...counters, ...(hardened && { class: failure.class }) };
  return before.stated === undefined ? kept : { ...kept, ...nextProbe(before, before.until, now) };
}

function nextProbe(before: UsageWindow | undefined, until: number, now: number): Pick<UsageWindow, "nextProbeAt"> {
  if (before?.nextProbeAt !== undefined && before.nextProbeAt > now && !isProbeDue(before, now)) return {};
  return until - now > probeEvery ? { nextProbeAt: now + probeEvery } : {};
}

function believable(retryAt: number | undefined, now: number): number | undefined {
  return retryAt !== undefined && retryAt > now && retryAt <= now + farthestReset ? retryAt : undefined;
}
