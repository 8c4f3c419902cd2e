import { type FailureClass, failureClasses } from "./failure-class.js";
import type { ProfileId } from "./ids.js";
import { isObject, type Json, jsonOf } from "./json.js";
import type { Allowance, RateLimits } from "./rate-limits.js";

/** The right to send the one request that finds out whether a window is over. Ends by itself if its holder dies. */
export interface ProbeLease {
  /** Names one request of one process. */
  readonly holder: string;
  /** ms since the epoch. */
  readonly until: number;
}

/** What went wrong with one profile (or one model on it), and until when it rests. Times are ms since the epoch. */
export interface UsageWindow {
  /** The failure that the window stands for. */
  readonly class: FailureClass;
  /** When it opened. */
  readonly since: number;
  /** When it ends. The record stays until a success, because the next rung of the ladder depends on it. */
  readonly until: number;
  /** The provider itself named `until`. */
  readonly stated?: true;
  /** In a long stated window: when one request may try all the same. */
  readonly nextProbeAt?: number;
  /** The rung of the ladder that the window stands on, from 1. */
  readonly step: number;
  /** Failures since the last success, those inside a window included. */
  readonly errorCount: number;
  readonly failureCounts: Readonly<Partial<Record<FailureClass, number>>>;
  readonly lastFailureAt: number;
  /** When a request was last let through a window that was not over. */
  readonly triedAt?: number;
  readonly lease?: ProbeLease;
}

/** The key among a profile's windows of what concerns all its models. Others are model ids without the provider. */
export const wholeProfile = "";

export interface ProfileUsage {
  readonly lastUsed?: number;
  /** When a request through it last succeeded. */
  readonly lastGood?: number;
  readonly windows: Readonly<Record<string, UsageWindow>>;
  /** What the provider's last answer left over. */
  readonly limits?: RateLimits;
}

/** What the machine counted for one provider of one agent. Never beside what people wrote. */
export interface UsageDocument {
  readonly version: 1;
  readonly profiles: Readonly<Record<ProfileId, ProfileUsage>>;
  /** Which credential a profile's windows are about, by its mark; absent where that is not known. */
  readonly about?: Readonly<Record<ProfileId, string>>;
}

export const emptyUsage: UsageDocument = { version: 1, profiles: {} };

/** What was counted for a profile; ids such as `constructor` find nothing that nobody counted. */
export function usageOf(usage: UsageDocument | undefined, profileId: ProfileId): ProfileUsage | undefined {
  return usage !== undefined && Object.hasOwn(usage.profiles, profileId) ? usage.profiles[profileId] : undefined;
}

/** One window of a profile: {@link wholeProfile} or a model's. */
export function windowOf(profile: ProfileUsage | undefined, scope: string): UsageWindow | undefined {
  return profile !== undefined && Object.hasOwn(profile.windows, scope) ? profile.windows[scope] : undefined;
}

export function serializeUsage(usage: UsageDocument): string {
  return JSON.stringify(usage);
}

/**
 * Reads a stored record. These are only counters: what is broken counts as never counted, what is unknown is dropped,
 * and nothing is thrown.
 */
export function parseUsage(body: string | undefined): UsageDocument {
  const written = jsonOf(body);
  if (!isObject(written) || written.version !== 1) return emptyUsage;
  const about = Object.entries(isObject(written.about) ? written.about : {}).filter(isMark);
  return {
    version: 1,
    profiles: entriesOf(written.profiles, toProfile),
    ...(about.length > 0 && { about: Object.fromEntries(about) }),
  };
}

function toProfile(written: Json): ProfileUsage {
  const limits = isObject(written.limits) ? toLimits(written.limits) : undefined;
  return {
    ...times(written, "lastUsed", "lastGood"),
    windows: entriesOf(written.windows, toWindow),
    ...(limits && { limits }),
  };
}

function toWindow(written: Json): UsageWindow | undefined {
  const { since, until, lastFailureAt, step, errorCount, lease } = written;
  const failureClass = failureClasses.find((known) => known === written.class);
  if (failureClass === undefined || !isTime(since) || !isTime(until) || !isTime(lastFailureAt)) return undefined;
  return {
    class: failureClass,
    since,
    until,
    ...(written.stated === true && { stated: true }),
    ...times(written, "nextProbeAt", "triedAt"),
    step: isCount(step) ? Math.max(1, step) : 1,
    errorCount: isCount(errorCount) ? Math.max(1, errorCount) : 1,
    failureCounts: Object.fromEntries(
      Object.entries(isObject(written.failureCounts) ? written.failureCounts : {}).filter(
        ([name, count]) => failureClasses.some((known) => known === name) && isCount(count),
      ),
    ),
    lastFailureAt,
    ...(isObject(lease) &&
      typeof lease.holder === "string" &&
      isTime(lease.until) && { lease: { holder: lease.holder, until: lease.until } }),
  };
}

function toLimits(written: Json): RateLimits | undefined {
  if (!isTime(written.at)) return undefined;
  const allowance = (value: unknown): Allowance | undefined =>
    isObject(value) ? times(value, "remaining", "limit", "resetAt") : undefined;
  const requests = allowance(written.requests);
  const tokens = allowance(written.tokens);
  return { ...(requests && { requests }), ...(tokens && { tokens }), at: written.at };
}

function isMark(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): value is number {
  return isTime(value) && Number.isSafeInteger(value);
}

function times<Name extends string>(written: Json, ...names: Name[]): { [Key in Name]?: number } {
  return Object.fromEntries(names.filter((name) => isTime(written[name])).map((name) => [name, written[name]])) as {
    [Key in Name]?: number;
  };
}

function entriesOf<Value>(written: unknown, to: (fields: Json) => Value | undefined): Record<string, Value> {
  const entries = Object.entries(isObject(written) ? written : {})
    .map(([name, value]) => [name, isObject(value) ? to(value) : undefined] as const)
    .filter((entry): entry is readonly [string, Value] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
