import type { May, Person } from "../domain/access.js";
import type { ProfileId } from "../domain/ids.js";
import type { Profile } from "../domain/profile-set.js";
import type { DecisionInput } from "../domain/select.js";
import type { AgentSnapshot } from "./snapshot.js";
import { mayRideWith } from "./visibility.js";

/**
 * What people wrote, as far as it concerns a turn of one person. Layers that nobody ranked are made of the profiles
 * that this person may use: one that they may not must not even be told by the layer in which it stands alone. In a
 * written order it keeps its place, since the order is complete without it too.
 */
export function permitted(
  { profiles, orders, config, isRestricted }: AgentSnapshot,
  may: May,
  person: Person,
): Pick<DecisionInput, "profiles" | "orders" | "mayRide"> {
  if (!isRestricted) return { profiles, orders, mayRide: () => true };
  const mayRide = (profile: Profile): boolean => mayRideWith(may, person, profile.id, profile);
  const mayKnow = (id: ProfileId): boolean =>
    mayRideWith(may, person, id, profiles.byId.get(id) ?? config.auth?.profiles?.[id] ?? {});
  return {
    mayRide,
    profiles: {
      byId: profiles.byId,
      stored: (provider) => profiles.stored(provider).filter(mayRide),
      fromEnvironment: (provider) => profiles.fromEnvironment(provider).filter(mayRide),
    },
    orders: { ...orders, named: (provider) => orders.named(provider)?.filter(mayKnow) },
  };
}
