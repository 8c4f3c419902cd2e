import { ladders, leaseFor, probeEvery } from "./cooldown-ladder.js";
import { isLastResort, type RestOptions, restOf, scopesOf, stateOf } from "./cooldown-state.js";
import { type BookedFailure, isForgotten, isOpen, withFailure } from "./cooldown-window.js";
import type { ProfileId } from "./ids.js";
import type { RateLimits } from "./rate-limits.js";
import {
  type ProfileUsage,
  type UsageDocument,
  type UsageWindow,
  usageOf,
  wholeProfile,
  windowOf,
} from "./usage-document.js";

export * from "./cooldown-state.js";

/** One profile and the model (its id without the provider) that it is asked for. `now` is ms since the epoch. */
interface Subject {
  readonly profileId: ProfileId;
  readonly model: string;
  readonly now: number;
}

/**
 * The right to send one request to a profile whose window is over (or to a last resort), as the document to write
 * before the request, by compare-and-swap. The same document where no right is needed; nothing where another request
 * holds it or the profile rests.
 */
export function takeLease(
  usage: UsageDocument,
  {
    profileId,
    model,
    now,
    holder,
    pinnedAt,
    lastResort,
  }: Subject & RestOptions & { holder: string; lastResort?: boolean },
): UsageDocument | undefined {
  const options = { holder, ...(pinnedAt === undefined ? {} : { pinnedAt }) };
  const rest = stateOf(usage, profileId, model, now, options);
  const blocked = rest.until !== undefined;
  if (blocked && !(lastResort === true && isLastResort(usage, profileId, model, now))) return undefined;

  let changed = usage;
  for (const [scope, window] of scopesOf(usage, profileId, model)) {
    const { needsLease, until } = restOf(window, now, options);
    if (needsLease === true) {
      const { nextProbeAt, ...rest } = window;
      const again = nextProbeAt === undefined ? {} : { nextProbeAt: now + probeEvery };
      changed = withWindow(changed, profileId, scope, {
        ...rest,
        ...again,
        triedAt: now,
        lease: { holder, until: now + leaseFor },
      });
    } else if (until !== undefined) {
      changed = withWindow(changed, profileId, scope, { ...window, triedAt: now });
    }
  }
  return changed;
}

/** Gives a lease back without a verdict: the request was stopped, or failed for a reason of its own. */
export function releaseLease(
  usage: UsageDocument,
  { profileId, model, holder }: Omit<Subject, "now"> & { holder: string },
): UsageDocument {
  let changed = usage;
  for (const [scope, { lease, ...window }] of scopesOf(usage, profileId, model)) {
    if (lease?.holder === holder) changed = withWindow(changed, profileId, scope, window);
  }
  return changed;
}

/**
 * Books a failure. `request`, `context_overflow` and `aborted` book nothing and only give the request's lease back; then
 * the same document is returned if there was none.
 */
export function afterFailure(
  usage: UsageDocument,
  {
    profileId,
    model,
    failure,
    now,
    holder,
    limits,
    mark,
  }: Subject & {
    readonly failure: BookedFailure;
    readonly holder?: string;
    readonly limits?: RateLimits;
    /** The mark of the credential that failed, where it has one. */
    readonly mark?: string | undefined;
  },
): UsageDocument {
  const given = holder === undefined ? usage : releaseLease(usage, { profileId, model, holder });
  const ladder = ladders[failure.class];
  if (ladder === undefined) return limits === undefined ? given : withProfile(given, profileId, { limits });
  const released = withMark(given, profileId, mark);
  const scope = ladder.scope === "profile" ? wholeProfile : model;
  const before = windowOf(usageOf(released, profileId), scope);
  const booked = withFailure(before, failure, ladder, now);
  return withProfile(tidied(withWindow(released, profileId, scope, booked), profileId, now), profileId, {
    lastUsed: now,
    ...(limits && { limits }),
  });
}

/** Books a success: clears every counter, window and lease of the profile and of this model on it. */
export function afterSuccess(
  usage: UsageDocument,
  { profileId, model, now, limits }: Subject & { readonly limits?: RateLimits },
): UsageDocument {
  const { [wholeProfile]: _profile, [model]: _model, ...windows } = usageOf(usage, profileId)?.windows ?? {};
  const changes = { windows, lastUsed: now, lastGood: now, ...(limits && { limits }) };
  return tidied(withProfile(usage, profileId, changes), profileId, now);
}

/** Lifts every block of a profile: `models auth cooldown clear`. What it last did stays known. */
export function clearProfile(usage: UsageDocument, profileId: ProfileId): UsageDocument {
  const profile = usageOf(usage, profileId);
  if (profile === undefined || Object.keys(profile.windows).length === 0) return usage;
  return withProfile(usage, profileId, { windows: {} });
}

/**
 * What counts of it now: what a credential did says nothing of another one that has taken its place. Where it is not
 * known which one a window is about it goes on.
 *
 * @param current the mark of a profile's credential as it is stored now.
 */
export function inForce(usage: UsageDocument, current: (profileId: ProfileId) => string | undefined): UsageDocument {
  let counted = usage;
  for (const [profileId, about] of Object.entries(usage.about ?? {})) {
    if (about !== current(profileId)) counted = clearProfile(counted, profileId);
  }
  return counted;
}

/** Forgets what an old credential did under a name that a new one has now. When the name was used stays: turns go round. */
export function afterReplacement(usage: UsageDocument, profileId: ProfileId): UsageDocument {
  const { lastUsed, windows, ...rest } = usageOf(usage, profileId) ?? { windows: {} };
  if (Object.keys({ ...windows, ...rest }).length === 0) return usage;
  const kept: ProfileUsage = { ...(lastUsed === undefined ? {} : { lastUsed }), windows: {} };
  return { ...usage, profiles: { ...usage.profiles, [profileId]: kept } };
}

/** Forgets a profile that is gone. */
export function withoutProfile(usage: UsageDocument, profileId: ProfileId): UsageDocument {
  if (usageOf(usage, profileId) === undefined) return usage;
  const { [profileId]: _gone, ...profiles } = usage.profiles;
  return { ...withMark(usage, profileId, undefined), profiles };
}

/** From here on windows are about this credential; those that are known to be about another one are over. */
function withMark(usage: UsageDocument, profileId: ProfileId, mark: string | undefined): UsageDocument {
  const others = Object.entries(usage.about ?? {}).filter(([id]) => id !== profileId);
  if (mark === undefined) {
    const { about: _, ...rest } = usage;
    return others.length === 0 ? rest : { ...rest, about: Object.fromEntries(others) };
  }
  const counted = inForce(usage, (id) => (id === profileId ? mark : usage.about?.[id]));
  return { ...counted, about: Object.fromEntries([...others, [profileId, mark]]) };
}

function withProfile(usage: UsageDocument, profileId: ProfileId, changes: Partial<ProfileUsage>): UsageDocument {
  const profile = { ...(usageOf(usage, profileId) ?? { windows: {} }), ...changes };
  return { ...usage, profiles: { ...usage.profiles, [profileId]: profile } };
}

function withWindow(usage: UsageDocument, profileId: ProfileId, scope: string, window: UsageWindow): UsageDocument {
  return withProfile(usage, profileId, { windows: { ...usageOf(usage, profileId)?.windows, [scope]: window } });
}

/** Windows that no decision looks at any more must not pile up. */
function tidied(usage: UsageDocument, profileId: ProfileId, now: number): UsageDocument {
  const entries = Object.entries(usageOf(usage, profileId)?.windows ?? {});
  const kept = entries.filter(([, window]) => isOpen(window, now) || !isForgotten(window, now));
  return kept.length === entries.length ? usage : withProfile(usage, profileId, { windows: Object.fromEntries(kept) });
}
