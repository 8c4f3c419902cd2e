import type { AnswerReading } from "./failure-answer.js";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A stated time further away than this is a mistake or a different unit, and is not believed. */
export const farthestReset = 31 * day;

type Headers = Readonly<Record<string, string>>;

/**
 * When the provider said that it will answer again, ms since the epoch; nothing when it did not say or said nonsense
 * (the past, no number, more than 31 days away). The most explicit statement wins: `retry-after-ms`, `Retry-After`,
 * fields of the body, the reset of an exhausted bucket, prose.
 *
 * Absolute times are read by the server's own `Date`, where it sends one: our clock may be wrong.
 *
 * @param now ms since the epoch.
 */
export function statedReset(reading: AnswerReading, headers: Headers, now: number): number | undefined {
  const skew = clockSkew(headers, now);
  const statements = [
    () => relative(headers["retry-after-ms"], 1, now),
    () => largest(listed(headers["retry-after"] ?? "").map((part) => parseMoment(part, now, skew))),
    () => fromBody(reading.hints, now, skew),
    () => largest(exhaustedResets(headers, now)),
    () => fromProse(`${reading.text}\n${reading.quotedText}`, now),
  ];
  for (const statement of statements) {
    const moment = statement();
    if (isSane(moment, now)) return Math.ceil(moment);
  }
  return undefined;
}

/** Two servers in a row may have written one number each; a date holds a comma of its own. */
function listed(header: string): readonly string[] {
  return /^[\d.,\s]+$/.test(header) ? header.split(",") : [header];
}

function isSane(moment: number | undefined, now: number): moment is number {
  return moment !== undefined && Number.isFinite(moment) && moment > now && moment <= now + farthestReset;
}

function largest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined && Number.isFinite(moment)) as number[];
  return known.length === 0 ? undefined : Math.max(...known);
}

function relative(text: string | undefined, unit: number, now: number): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? now + Number(text) * unit : undefined;
}

/** How far our clock is ahead of the server's, 0 when it does not say. A cache's old `Date` does no harm below a minute. */
export function clockSkew(headers: Headers, now: number): number {
  const served = Date.parse(headers.date ?? "");
  return Number.isFinite(served) && Math.abs(now - served) > minute ? now - served : 0;
}

/**
 * One moment as headers write it: seconds (fractions too), a Go duration (`1m30.5s`), seconds or milliseconds since the
 * epoch, RFC 3339, an HTTP date. Numbers are told apart by their size.
 */
export function parseMoment(written: string, now: number, skew = 0): number | undefined {
  const text = written.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    const value = Number(text);
    if (value >= 1e12) return value + skew;
    return value >= 1e9 ? value * second + skew : now + value * second;
  }
  const duration = parseGoDuration(text);
  if (duration !== undefined) return now + duration;
  if (/^\d{4}-\d{2}-\d{2}T/.test(text) || /^[A-Z][a-z]{2,8}, .* GMT$/.test(text)) return Date.parse(text) + skew;
  // The oldest of the three HTTP dates names no zone and means GMT.
  if (/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/.test(text))
    return Date.parse(`${text} GMT`) + skew;
  return undefined;
}

const units: Readonly<Record<string, number>> = {
  d: day,
  h: hour,
  m: minute,
  s: second,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000001,
};

/** A Go duration in milliseconds: `1m30.5s`, `120ms`, `6m0s`, `34.07s`. */
export function parseGoDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|us|µs|ns|[dhms]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|[dhms])/g))
    sum += Number(amount) * (units[unit ?? ""] ?? 0);
  return sum;
}

function fromBody(hints: AnswerReading["hints"], now: number, skew: number): number | undefined {
  const at = (name: string, unit?: number) => {
    const value = hints.get(name);
    if (value === undefined) return undefined;
    return unit === undefined ? parseMoment(String(value), now, skew) : relative(String(value), unit, now);
  };
  return (
    at("retry_after_ms", 1) ??
    at("retrydelay") ??
    at("resets_in_seconds", second) ??
    at("reset_after_seconds", second) ??
    at("retry_after_seconds", second) ??
    at("retry_after") ??
    at("resets_at") ??
    at("x-ratelimit-reset")
  );
}

/**
 * When the empty buckets of the rate-limit headers fill again: Anthropic's `anthropic-ratelimit-<bucket>-*` and `-unified-*`,
 * OpenAI's, Groq's and Azure's `x-ratelimit-*-requests|tokens`, OpenRouter's `x-ratelimit-*`, Codex' `x-codex-*`.
 * A bucket with something left has not caused the refusal, so its reset says nothing.
 */
function exhaustedResets(headers: Headers, now: number): readonly number[] {
  const skew = clockSkew(headers, now);
  return Object.entries(headers)
    .filter(([name]) => emptinessOf(name)?.(headers) === true)
    .map(([, value]) => parseMoment(value, now, skew))
    .filter((resetAt) => isSane(resetAt, now));
}

/** How to tell whether the bucket is empty whose reset a header of this name says; nothing for other headers. */
function emptinessOf(name: string): ((headers: Headers) => boolean) | undefined {
  const unified = /^anthropic-ratelimit-(unified(?:-\w+)?)-reset$/.exec(name)?.[1];
  if (unified !== undefined) return (headers) => headers[`anthropic-ratelimit-${unified}-status`] === "rejected";
  const anthropic = /^anthropic-ratelimit-([\w-]+)-reset$/.exec(name)?.[1];
  if (anthropic !== undefined) return nothingLeft(`anthropic-ratelimit-${anthropic}-remaining`);
  const codex = /^x-codex-(primary|secondary)-reset-(?:after-seconds|at)$/.exec(name)?.[1];
  if (codex !== undefined) return (headers) => Number(headers[`x-codex-${codex}-used-percent`]) >= 100;
  const common = /^x-ratelimit-reset(-[\w-]+)?$/.exec(name);
  return common ? nothingLeft(`x-ratelimit-remaining${common[1] ?? ""}`) : undefined;
}

function nothingLeft(name: string): (headers: Headers) => boolean {
  return (headers) => /^\s*-?\d+(?:\.\d+)?\s*$/.test(headers[name] ?? "") && Number(headers[name]) <= 0;
}

const spans =
  "(\\d+(?:\\.\\d+)?)\\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])";
const spanned = new RegExp(
  `(?:(?:try again|retry|retrying|resets?|reset|available(?: again)?|wait|access) (?:in|after|for)|wait) (?:about |approximately |another )?((?:${spans}(?:,? and |, | )?)+)`,
  "i",
);

/** Times that are only told in a sentence. A clock time counts only with its zone, and only if that is UTC. */
function fromProse(text: string, now: number): number | undefined {
  const span = spanned.exec(text)?.[1];
  if (span !== undefined) {
    let sum = 0;
    for (const [, amount, unit] of span.matchAll(new RegExp(spans, "gi"))) sum += Number(amount) * unitOf(unit ?? "");
    return now + sum;
  }
  const epoch = /limit reached\|(\d{10,13})\b/.exec(text)?.[1];
  if (epoch !== undefined) return parseMoment(epoch, now);
  const dated =
    /(?:reset|resets|reset at|access|again|until)\b[^.\n]{0,20}?(\d{4}-\d{2}-\d{2})(?:T| at | )(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:Z|UTC|GMT|\+00:00)/i.exec(
      text,
    );
  if (dated !== null) return Date.parse(`${dated[1]}T${dated[2]}Z`);
  const clock = /(?:resets?|again|available)(?: at)? (\d{1,2})(?::(\d{2}))? ?(am|pm)? \(?(?:UTC|GMT)\)?/i.exec(text);
  return clock === null ? undefined : nextClockTime(clock, now);
}

function unitOf(word: string): number {
  const unit = word.toLowerCase();
  if (unit === "ms" || unit.startsWith("milli")) return 1;
  return units[unit.charAt(0)] ?? 0;
}

function nextClockTime([, hours, minutes = "0", half]: RegExpExecArray, now: number): number | undefined {
  const written = Number(hours);
  if (half === undefined ? written > 23 : written < 1 || written > 12) return undefined;
  const inDay = half === undefined ? written : (written % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  const today = Math.floor(now / day) * day + inDay * hour + Number(minutes) * minute;
  return today > now ? today : today + day;
}
