import { steady } from "./steady.js";

/**
 * The options of an `LRUCache` of so many entries that makes no room for them beforehand, as its own `max` does: a command
 * line needs three of ten thousand.
 */
export function atMost(entries: number) {
  return { maxSize: entries, sizeCalculation: () => 1 };
}

/**
 * The options of an `LRUCache` that forgets an entry `ttl` ms after it was set, and of more than 10 000 the oldest ones.
 *
 * @param now ms since the epoch.
 */
export function ageing(ttl: number, now: () => number) {
  return { max: 10_000, ttl, ttlResolution: 0, perf: { now: steady(now) } };
}
