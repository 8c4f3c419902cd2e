import { clockSkew, parseMoment } from "./retry-after.js";

/** What is left of one allowance. */
export interface Allowance {
  readonly remaining?: number;
  readonly limit?: number;
  /** When it is full again, ms since the epoch. */
  readonly resetAt?: number;
}

/** What a provider's last answer said is left for the account that asked. Kept per profile, shown beside it. */
export interface RateLimits {
  readonly requests?: Allowance;
  readonly tokens?: Allowance;
  /** When it was said, ms since the epoch. */
  readonly at: number;
}

/** How each family writes an allowance: the headers of what remains, the limit and the reset. */
const families = (kind: string) => [
  [`anthropic-ratelimit-${kind}-remaining`, `anthropic-ratelimit-${kind}-limit`, `anthropic-ratelimit-${kind}-reset`],
  [`x-ratelimit-remaining-${kind}`, `x-ratelimit-limit-${kind}`, `x-ratelimit-reset-${kind}`],
  [`x-ratelimit-remaining-${kind}-minute`, `x-ratelimit-limit-${kind}-minute`, `x-ratelimit-reset-${kind}-minute`],
];
const plain = ["x-ratelimit-remaining", "x-ratelimit-limit", "x-ratelimit-reset"];

/**
 * Reads what is left from the headers of any answer, good or bad (names in lower case); nothing where the provider
 * does not say. Known: Anthropic's, OpenAI's (Groq, Azure, xAI alike), Mistral's per minute, OpenRouter's plain ones.
 *
 * @param now ms since the epoch; reset times are told in many forms and kept as absolute ones.
 */
export function parseRateLimits(headers: Readonly<Record<string, string>>, now: number): RateLimits | undefined {
  const read = (names: readonly string[][]) =>
    names.map((family) => allowance(headers, family, now)).find((found) => found !== undefined);
  const requests = read([...families("requests"), plain]);
  const tokens = read(families("tokens"));
  if (requests === undefined && tokens === undefined) return undefined;
  return { ...(requests && { requests }), ...(tokens && { tokens }), at: now };
}

/** What is known to be left at a later time: of an allowance that has filled again since, nothing. */
export function limitsAt({ requests, tokens, at }: RateLimits, now: number): RateLimits | undefined {
  const isKnown = (one: Allowance | undefined) => one !== undefined && (one.resetAt === undefined || now < one.resetAt);
  if (!isKnown(requests) && !isKnown(tokens)) return undefined;
  return { ...(isKnown(requests) && { requests }), ...(isKnown(tokens) && { tokens }), at };
}

function allowance(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
  now: number,
): Allowance | undefined {
  const [remaining, limit] = names.slice(0, 2).map((name) => count(headers[name]));
  if (remaining === undefined && limit === undefined) return undefined;
  const resetAt = parseMoment(headers[names[2] ?? ""] ?? "", now, clockSkew(headers, now));
  return {
    ...(remaining !== undefined && { remaining }),
    ...(limit !== undefined && { limit }),
    ...(resetAt !== undefined && Number.isFinite(resetAt) && resetAt >= now && { resetAt: Math.ceil(resetAt) }),
  };
}

function count(written: string | undefined): number | undefined {
  return written !== undefined && /^\s*\d{1,15}(?:\.\d+)?\s*$/.test(written) ? Math.floor(Number(written)) : undefined;
}
