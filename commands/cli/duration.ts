import { UsageError } from "./exit.js";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * `365d`, `12h`, `30m`, `45s`, `500ms` → ms; a bare number means days.
 * @throws {UsageError} `invalid_duration`
 */
export function parseDuration(flag: string, text: string): number {
  const [, number, unit = "d"] = /^(\d{1,15}(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(text.trim()) ?? [];
  const ms = Math.round(Number(number) * (units[unit.toLowerCase()] ?? Number.NaN));
  // A date that JavaScript can hold is at most 8.64e15 ms after 1970.
  if (Number.isFinite(ms) && ms > 0 && ms <= 4e15) return ms;
  throw new UsageError("invalid_duration", `${flag} is not a length of time.`, {
    hint: `Write a number with ms, s, m, h or d; without a unit it means days: ${flag} 365d`,
  });
}
