import { type Candidate, candidateKey } from "./candidate.js";
import { lastResortAt, stateOf } from "./cooldown.js";
import { type ProfileId, sameProvider } from "./ids.js";
import type { ModelRef } from "./model-ref.js";
import type { Profile } from "./profile-set.js";
import type { DecisionInput } from "./select.js";
import { type UsageDocument, usageOf } from "./usage-document.js";
import type { WinningRule } from "./winning-rule.js";

/** A profile that cannot be refreshed is called expiring this long before its end: 24 h. */
export const expiringMs = 24 * 60 * 60 * 1000;

/** A candidate, and what the decision weighs beside it. */
export interface Judged {
  /** Before it is known who is next. */
  readonly candidate: Candidate;
  /** When its past may judge it otherwise. */
  readonly changesAt?: number;
  /** What put it where it stands. */
  readonly rule: WinningRule;
  /** Whether somebody stands before it is not known, since a file that says so cannot be read. */
  readonly isGuess: boolean;
}

/** How a profile stands, whoever stands before it. */
type Standing = Pick<Candidate, "state" | "reason" | "until" | "lastResortAt" | "billing"> & Pick<Judged, "changesAt">;

const ready: Standing = { state: "ready" };

/**
 * What can be said of one profile for one model by itself, before its place among others counts. Every candidate is
 * made here and has all fields, told or not: orders of hundreds are judged for one turn.
 */
export function judge(
  input: DecisionInput,
  model: ModelRef,
  id: ProfileId,
  rule: WinningRule,
  isGuess = false,
): Judged {
  const profile = input.profiles.byId.get(id);
  const usage = profile && input.usage(profile.provider);
  const past = usageOf(usage, id);
  const standing = profile ? standingOf(input, model, profile, past && usage) : standingOfUnknown(input, id);
  const candidate: Candidate = {
    profileId: id,
    provider: model.provider,
    model,
    type: profile?.type,
    state: standing.state,
    reason: standing.reason,
    until: standing.until,
    next: false,
    pinned: isPinned(input, id),
    lastGood: past?.lastGood,
    billing: standing.billing ?? profile?.billing,
    source: profile?.source,
    expires: profile?.expires,
    refreshable: profile?.refreshable === true,
    unproven: past?.lastGood === undefined,
    lastResortAt: standing.lastResortAt,
    spent: input.spent?.has(candidateKey({ profileId: id, model })) ? true : undefined,
    standsInFor: undefined,
    consent: undefined,
  };
  return { candidate, changesAt: standing.changesAt, rule, isGuess };
}

function isPinned({ pin }: DecisionInput, id: ProfileId): boolean {
  return pin?.pin.profileId === id;
}

/** Whether a person pinned it, as a subscription. */
function isPinnedFlat(input: DecisionInput, id: ProfileId): boolean {
  return isPinned(input, id) && input.pin?.pin.flat === true;
}

function standingOfUnknown(input: DecisionInput, id: ProfileId): Standing {
  return {
    state: "unknown_profile",
    billing: input.announced?.(id) ?? (isPinnedFlat(input, id) ? "flat" : undefined),
  };
}

/** @param usage absent where nothing was ever counted for the profile, as for most in an order of hundreds. */
function standingOf(
  input: DecisionInput,
  model: ModelRef,
  profile: Profile,
  usage: UsageDocument | undefined,
): Standing {
  const { now } = input;
  const { id, expires } = profile;
  // Before whatever else is the matter with it: a reason would tell that it exists.
  if (!isPinned(input, id) && !input.mayRide(profile)) return { state: "not_permitted" };
  if (!sameProvider(profile.provider, model.provider)) return { state: "provider_mismatch", reason: profile.provider };
  if (profile.fault) return { state: profile.fault, reason: profile.faultDetail };
  // A person pinned a subscription: it is gone, and the bill that stands under its id by now is nobody's choice.
  if (profile.billing === "metered" && isPinnedFlat(input, id)) return { state: "mode_mismatch", billing: "flat" };
  if (expires !== undefined && !profile.refreshable && expires <= now) return { state: "expired", until: expires };

  const resting = usage && restingOf(input, model, id, usage);
  if (resting) return resting;
  if (expires !== undefined && !profile.refreshable && expires - now < expiringMs)
    return { state: "expiring", until: expires };
  return ready;
}

/** How its past lets it stand; nothing where that does not keep it back. */
function restingOf(input: DecisionInput, model: ModelRef, id: ProfileId, usage: UsageDocument): Standing | undefined {
  const { now, pin } = input;
  const pinnedAt = isPinned(input, id) ? pin?.pin.at : undefined;
  const { state, class: reason, until, changesAt } = stateOf(usage, id, model.model, now, { pinnedAt });
  if (state === "ready") return undefined;
  const resort = state === "cooldown" ? lastResortAt(usage, id, model.model, now) : undefined;
  return { state, reason, until, changesAt, lastResortAt: resort };
}
