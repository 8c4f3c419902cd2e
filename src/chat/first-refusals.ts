import { LRUCache } from "lru-cache";
import { ageing } from "../domain/cache-options.js";
import type { SessionKey } from "../domain/ids.js";
import type { Invocation } from "./slash.js";

/** How long whoever was told what to add knows it, in ms. */
const refusalTtl = 60 * 60 * 1000;
/** So many people are told who they are in one conversation, and then nobody until this time has passed, in ms. */
const crowd = 5;
const crowdTtl = 60 * 1000;

/**
 * Whether somebody is refused for the first time in this conversation and hour: whoever is told what to add knows it.
 * Of a crowd only the first few are told, so that nobody who is in waits behind what strangers read.
 */
export type FirstRefusals = (refused: Pick<Invocation, "person" | "place">) => boolean;

/** @param now ms since the epoch. */
export function createFirstRefusals(now: () => number): FirstRefusals {
  const refused = new LRUCache<string, true>(ageing(refusalTtl, now));
  const told = new LRUCache<SessionKey, number>(ageing(crowdTtl, now));
  return ({ person, place }) => {
    const key = `${person.id} ${place.session}`;
    const before = told.get(place.session) ?? 0;
    if (refused.has(key) || before >= crowd) return false;
    refused.set(key, true);
    told.set(place.session, before + 1, { noUpdateTTL: true });
    return true;
  };
}
