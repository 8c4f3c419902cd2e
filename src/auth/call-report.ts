import { parseRateLimits, type RateLimits } from "../domain/rate-limits.js";

/** Tokens as the provider counted them for one answer. */
export interface TokenCount {
  readonly inputTokens?: number;
  /** The part of `inputTokens` that came from the provider's prompt cache. */
  readonly cachedInputTokens?: number;
  readonly outputTokens?: number;
}

/**
 * What a host's call may give back beside its own answer, so that allowances are shown and the cost of a move is known:
 * `usage` as the provider counted it, `limits`: the response's headers, names in lower case.
 */
export interface CallReport {
  readonly usage?: TokenCount;
  readonly limits?: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null ? (value as Fields) : undefined;

const countOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The tokens that a call's result reports, where it does. */
export function tokensOf(result: unknown): TokenCount | undefined {
  const usage = fieldsOf(fieldsOf(result)?.usage);
  const inputTokens = countOf(usage?.inputTokens);
  if (inputTokens === undefined) return undefined;
  const cachedInputTokens = countOf(usage?.cachedInputTokens);
  const outputTokens = countOf(usage?.outputTokens);
  return {
    inputTokens,
    ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}

/** The allowances that a call's result, or a failed answer, reports in its headers. */
export function limitsOf(headers: unknown, now: number): RateLimits | undefined {
  const written = Object.entries(fieldsOf(headers) ?? {}).filter(([, value]) => typeof value === "string");
  return written.length === 0 ? undefined : parseRateLimits(Object.fromEntries(written) as Record<string, string>, now);
}
