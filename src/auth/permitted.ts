import type { May, Person } from "../domain/access.js";
import type { ProfileId } from "../domain/ids.js";
import type { SessionPin } from "../domain/pin.js";
import type { Profile, ProfileSet } from "../domain/profile-set.js";
import type { DecisionInput } from "../domain/select.js";
import type { AgentSnapshot } from "./snapshot.js";
import { mayRideWith } from "./status/visibility.js";

/** Without the account that somebody pinned, where they are who asks and may not use it any more. */
function withoutRevoked(
  byId: ProfileSet["byId"],
  person: Person,
  pin: SessionPin | undefined,
  mayRide: (profile: Profile) => boolean,
): ProfileSet["byId"] {
  const pinned = pin?.by === person.id && pin.profileId !== undefined ? byId.get(pin.profileId) : undefined;
  if (pinned === undefined || mayRide(pinned)) return byId;
  return new Map([...byId].filter(([id]) => id !== pinned.id));
}

/**
 * What people wrote, as far as it concerns a turn of one person. Layers that nobody ranked are made of the profiles
 * that this person may use: one that they may not must not even be told by the layer in which it stands alone. In a
 * written order it keeps its place, since the order is complete without it too. A pin opens an account to whoever writes
 * there as long as who pinned it may use it, which can be told of them when they write.
 */
export function permitted(
  { profiles, orders, config, isRestricted }: AgentSnapshot,
  may: May,
  person: Person,
  pin?: SessionPin,
): Pick<DecisionInput, "profiles" | "orders" | "mayRide"> {
  if (!isRestricted) return { profiles, orders, mayRide: () => true };
  const mayRide = (profile: Profile): boolean => mayRideWith(may, person, profile.id, profile);
  const mayKnow = (id: ProfileId): boolean =>
    mayRideWith(may, person, id, profiles.byId.get(id) ?? config.auth?.profiles?.[id] ?? {});
  return {
    mayRide,
    profiles: {
      byId: withoutRevoked(profiles.byId, person, pin, mayRide),
      stored: (provider) => profiles.stored(provider).filter(mayRide),
      fromEnvironment: (provider) => profiles.fromEnvironment(provider).filter(mayRide),
    },
    orders: { ...orders, named: (provider) => orders.named(provider)?.filter(mayKnow) },
  };
}
