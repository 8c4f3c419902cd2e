/** How urgently an access token wants to be renewed. */
export type Dueness =
  /** It is served; nobody looks further. */
  | "fresh"
  /** One caller tries, the others go on with the old one. */
  | "advisory"
  /** It is over, or so nearly that all wait for the new one. */
  | "urgent";

/** How long before its end a token is renewed, unless it lives so shortly that this would be most of its life: 5 min. */
export const advisoryMs = 5 * 60_000;
/** How long before its end nobody relies on it any more: 1 min. */
const urgentMs = 60_000;

/**
 * Whether an access token is due. One without an expiry is served until the provider refuses it.
 *
 * Short-lived tokens get narrower windows, a sixth and a thirtieth of their life, so that a new one is never due at once.
 *
 * @param expires ms since the epoch.
 * @param lifetimeMs how long it lived from its issue, where that is known.
 */
export function duenessOf(expires: number | undefined, lifetimeMs: number | undefined, now: number): Dueness {
  if (expires === undefined) return "fresh";
  const life = lifetimeMs ?? Number.POSITIVE_INFINITY;
  const left = expires - now;
  if (left <= Math.min(urgentMs, life / 30)) return "urgent";
  return left <= Math.min(advisoryMs, life / 6) ? "advisory" : "fresh";
}

const firstDelayMs = 1000;
const longestDelayMs = 30_000;

/**
 * How long to leave the token endpoint alone after so many failures in a row: 1 s, 2 s, 4 s … 30 s, a fifth more or less.
 * @param random a number in [0, 1).
 */
export function retryDelayMs(failures: number, random: number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(delay * (0.8 + 0.4 * random));
}

/** Whether an appointed retry still lies ahead; one that lies further away than any delay was set by another clock. */
export function isWaiting(retryAt: number | undefined, now: number): boolean {
  return retryAt !== undefined && retryAt > now && retryAt <= now + 2 * longestDelayMs;
}
