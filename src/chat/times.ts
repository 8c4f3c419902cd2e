import type { Language } from "../domain/language.js";
import { phrasesIn } from "./phrases/all.js";

type Unit = "second" | "minute" | "hour" | "day";

/** English says durations as people who run machines write them. */
const symbols: Readonly<Record<Unit, string>> = { second: "s", minute: "min", hour: "h", day: "d" };
/** Making one costs more than all that it formats; there are as many as languages. */
const formats = new Map<Language, Intl.RelativeTimeFormat>();

/** `in 40 s`, `in 12 min`, `in 5 h`, `in 3 d`, `40 s ago`, each in its language; within half a second `just now`, or `now` where it is to come. */
export function relativeTime(at: number, now: number, language: Language = "en"): string {
  const seconds = Math.round(Math.abs(at - now) / 1000);
  if (seconds === 0) return at > now ? phrasesIn(language).now : phrasesIn(language).justNow;
  const [count, unit] = spanOf(seconds);
  if (language === "en") return at > now ? `in ${count} ${symbols[unit]}` : `${count} ${symbols[unit]} ago`;
  let format = formats.get(language);
  if (!format) {
    format = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
    formats.set(language, format);
  }
  return format.format(at > now ? count : -count, unit);
}

function spanOf(seconds: number): [count: number, unit: Unit] {
  if (seconds < 60) return [seconds, "second"];
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return [minutes, "minute"];
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? [hours, "hour"] : [Math.round(seconds / 86_400), "day"];
}

/** `2026-11-22 08:44 UTC`, the same in every language; a time that no calendar holds is said to be one. */
export function absoluteTime(at: number, language: Language = "en"): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return phrasesIn(language).impossibleDate;
  return `${date.toISOString().replace("T", " ").slice(0, -8)} UTC`;
}
