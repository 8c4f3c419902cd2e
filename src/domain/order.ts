import { credentialTypes, rankOfType } from "./credential.js";
import type { ProfileId, ProviderId } from "./ids.js";
import type { Profile, ProfileSet } from "./profile-set.js";

/** Where an order came from. The first layer with an opinion is used alone. */
export type OrderLayer = "stored_order" | "config_order" | "config_profiles" | "all_profiles" | "environment";

/** What people wrote about orders, per provider. */
export interface WrittenOrders {
  /** The agent's stored order: `models auth order set`. */
  stored(provider: ProviderId): readonly ProfileId[] | undefined;
  /** `auth.order` of the configuration. */
  config(provider: ProviderId): readonly ProfileId[] | undefined;
  /** The ids under `auth.profiles` of the configuration. */
  named(provider: ProviderId): readonly ProfileId[] | undefined;
}

export interface Order {
  /** Absent when nobody has an opinion: there is no profile of this provider. */
  readonly layer?: OrderLayer;
  /** Whether a person ranked the ids: then they are tried as written. */
  readonly ranked: boolean;
  readonly ids: readonly ProfileId[];
}

const ids = (profiles: readonly Profile[]): readonly ProfileId[] => profiles.map(({ id }) => id);

/** Layers, first opinion wins: stored order → config order → profiles named in the config → all stored → environment. */
export function orderOf(provider: ProviderId, written: WrittenOrders, profiles: ProfileSet): Order {
  const stored = written.stored(provider);
  if (stored) return { layer: "stored_order", ranked: true, ids: stored };
  const config = written.config(provider);
  if (config) return { layer: "config_order", ranked: true, ids: [...new Set(config)] };
  const named = written.named(provider);
  if (named && named.length > 0) return { layer: "config_profiles", ranked: false, ids: named };
  const all = profiles.stored(provider);
  if (all.length > 0) return { layer: "all_profiles", ranked: false, ids: ids(all) };
  const environment = profiles.fromEnvironment(provider);
  // Several keys of one variable family rank as the variables do.
  if (environment.length > 0) return { layer: "environment", ranked: true, ids: ids(environment) };
  return { ranked: false, ids: [] };
}

interface Unranked {
  readonly id: ProfileId;
  readonly type?: Profile["type"];
  readonly billing?: Profile["billing"];
  readonly lastUsed?: number;
}

/**
 * Without an order: oauth, then token, then api_key; within a type the one that rested longest; ties by id. What the
 * configuration says to be flat stands before every metered one all the same: nobody ranked them, so nobody let a metered
 * one overtake.
 */
export function byTypeThenRest(a: Unranked, b: Unranked): number {
  const isMetered = ({ billing }: Unranked): number => (billing === "metered" ? 1 : 0);
  const rank = ({ type }: Unranked): number => (type === undefined ? credentialTypes.length : rankOfType(type));
  return (
    isMetered(a) - isMetered(b) ||
    rank(a) - rank(b) ||
    (a.lastUsed ?? 0) - (b.lastUsed ?? 0) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
