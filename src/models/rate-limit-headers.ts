const kept = /^(retry-after|retry-after-ms|(x-ratelimit|anthropic-ratelimit|x-codex)-.+)$/;

/** The headers by which a provider says what is left over and when more comes. Names come and go in lower case. */
export function rateLimitHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => kept.test(name)));
}
