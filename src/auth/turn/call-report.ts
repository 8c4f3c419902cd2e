import { fieldsOf } from "../../domain/json.js";
import { parseRateLimits, type RateLimits } from "../../domain/rate-limits.js";
import { headersOf } from "./provider-answer.js";

/** Tokens as the provider counted them for one answer. */
export interface TokenCount {
  /** All of them, those from the cache included. */
  readonly inputTokens?: number;
  /** The part of `inputTokens` that came from the provider's prompt cache. */
  readonly cachedInputTokens?: number;
  readonly outputTokens?: number;
}

/**
 * What a host's call may give back beside its own answer, so that allowances are shown and the cost of a move is known.
 *
 * @example
 * await session.run(async (resolution, signal) => {
 *   const { text, usage, response } = await generateText({ … });
 *   return { text, usage, limits: response.headers } satisfies CallReport & { text: string };
 * });
 */
export interface CallReport {
  /** In these words, or as the AI SDK, OpenAI's or Anthropic's API gives it. */
  readonly usage?: TokenCount | object | undefined;
  /** The response's headers. */
  readonly limits?: Headers | Readonly<Record<string, string | undefined>> | undefined;
}

const countOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The tokens that a call's result reports, where it does. */
export function tokensOf(result: unknown): TokenCount | undefined {
  const usage = fieldsOf(fieldsOf(result).usage);
  const details = fieldsOf(usage.prompt_tokens_details ?? usage.input_tokens_details ?? usage.inputTokenDetails);
  const readFromCache = countOf(usage.cache_read_input_tokens);
  const told = countOf(usage.inputTokens ?? usage.prompt_tokens ?? usage.input_tokens);
  if (told === undefined) return undefined;
  // Anthropic counts beside each other what others count as parts of one sum.
  const beside = (readFromCache ?? 0) + (countOf(usage.cache_creation_input_tokens) ?? 0);
  const cachedInputTokens =
    readFromCache ?? countOf(usage.cachedInputTokens ?? details.cached_tokens ?? details.cacheReadTokens);
  const outputTokens = countOf(usage.outputTokens ?? usage.completion_tokens ?? usage.output_tokens);
  return {
    inputTokens: told + beside,
    ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}

/** The allowances that a call's result, or a failed answer, reports in its headers. */
export function limitsOf(headers: unknown, now: number): RateLimits | undefined {
  const written = headersOf(headers);
  return Object.keys(written).length === 0 ? undefined : parseRateLimits(written, now);
}
