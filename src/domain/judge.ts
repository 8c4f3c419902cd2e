import { type Candidate, candidateKey } from "./candidate.js";
import { lastResortAt, stateOf } from "./cooldown.js";
import type { ProfileId } from "./ids.js";
import type { ModelRef } from "./model-ref.js";
import type { WinningRule } from "./rule.js";
import type { DecisionInput } from "./select.js";
import { usageOf } from "./usage-document.js";

/** A profile that cannot be refreshed is called expiring this long before its end: 24 h. */
export const expiringMs = 24 * 60 * 60 * 1000;

/** A candidate before it is known who is next. */
export interface Facts extends Omit<Candidate, "next"> {
  /** When its past may judge it otherwise. */
  readonly changesAt?: number;
  /** What put it where it stands. */
  readonly rule?: WinningRule;
  /** Whether somebody stands before it is not known, since a file that says so cannot be read. */
  readonly isGuess?: boolean;
}

/** What can be said of one profile for one model by itself, before its place among others counts. */
export function judge(input: DecisionInput, model: ModelRef, id: ProfileId): Facts {
  const { now, pin } = input;
  const pinned = pin?.pin.profileId === id;
  const profile = input.profiles.byId.get(id);
  const isSpent = input.spent?.has(candidateKey({ profileId: id, model })) === true;
  const subject = {
    profileId: id,
    provider: model.provider,
    model,
    pinned,
    ...(isSpent ? { spent: true as const } : {}),
  };
  if (!profile) {
    const billing = input.announced?.(id) ?? (pinned && pin?.pin.flat ? "flat" : undefined);
    const facts = { ...subject, refreshable: false, unproven: true, ...(billing === undefined ? {} : { billing }) };
    return { ...facts, state: "unknown_profile" };
  }

  const usage = input.usage(profile.provider);
  const lastGood = usageOf(usage, id)?.lastGood;
  const facts = {
    ...subject,
    type: profile.type,
    billing: profile.billing,
    source: profile.source,
    refreshable: profile.refreshable,
    unproven: lastGood === undefined,
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(profile.expires === undefined ? {} : { expires: profile.expires }),
  };
  // Before whatever else is the matter with it: a reason would tell that it exists.
  if (!pinned && !input.mayRide(profile)) return { ...facts, state: "not_permitted" };
  if (profile.provider !== model.provider.toLowerCase())
    return { ...facts, state: "provider_mismatch", reason: profile.provider };
  if (profile.fault) {
    return {
      ...facts,
      state: profile.fault,
      ...(profile.faultDetail === undefined ? {} : { reason: profile.faultDetail }),
    };
  }
  // A person pinned a subscription: it is gone, and the bill that stands under its id by now is nobody's choice.
  if (pinned && pin?.pin.flat && profile.billing === "metered")
    return { ...facts, billing: "flat", state: "mode_mismatch" };
  const { expires } = profile;
  if (expires !== undefined && !profile.refreshable && expires <= now)
    return { ...facts, state: "expired", until: expires };

  const rest = stateOf(usage, id, model.model, now, pinned && pin ? { pinnedAt: pin.pin.at } : {});
  if (rest.state !== "ready") {
    const resort = rest.state === "cooldown" ? lastResortAt(usage, id, model.model, now) : undefined;
    return {
      ...facts,
      state: rest.state,
      ...(rest.class === undefined ? {} : { reason: rest.class }),
      ...(rest.until === undefined ? {} : { until: rest.until }),
      ...(resort === undefined ? {} : { lastResortAt: resort }),
      ...(rest.changesAt === undefined ? {} : { changesAt: rest.changesAt }),
    };
  }
  if (expires !== undefined && !profile.refreshable && expires - now < expiringMs)
    return { ...facts, state: "expiring", until: expires };
  return { ...facts, state: "ready" };
}
