import { limitsOf, tokensOf } from "../../../../src/auth/turn/call-report.js";

const now = 1_800_000_000_000;
const counted = { inputTokens: 100, cachedInputTokens: 80, outputTokens: 5 };

/** One and the same answer, as each of them counts it. */
test.each<[string, object]>([
  ["modelpin's own words", counted],
  [
    "the AI SDK",
    {
      inputTokens: 100,
      inputTokenDetails: { noCacheTokens: 20, cacheReadTokens: 80 },
      outputTokens: 5,
      totalTokens: 105,
    },
  ],
  ["chat completions", { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 80 }, completion_tokens: 5 }],
  ["responses", { input_tokens: 100, input_tokens_details: { cached_tokens: 80 }, output_tokens: 5 }],
  // Anthropic's input_tokens are what the cache had no part in.
  [
    "Anthropic's messages",
    { input_tokens: 15, cache_creation_input_tokens: 5, cache_read_input_tokens: 80, output_tokens: 5 },
  ],
])("a host may hand back usage in the words of %s", (_, usage) => {
  expect(tokensOf({ text: "Hello.", usage })).toEqual(counted);
});

test("what is no count is not taken for one", () => {
  for (const usage of [
    undefined,
    null,
    "100",
    [],
    {},
    { inputTokens: -1 },
    { prompt_tokens: 1.5 },
    { input_tokens: "7" },
  ])
    expect(tokensOf({ usage })).toBeUndefined();
  for (const result of [undefined, null, "text", 7]) expect(tokensOf(result)).toBeUndefined();
  expect(tokensOf({ usage: { inputTokens: 3, outputTokens: Number.NaN } })).toEqual({ inputTokens: 3 });
});

test("limits are read from a response's headers as they are", () => {
  const headers = { "X-RateLimit-Limit-Requests": "100", "X-RateLimit-Remaining-Requests": "7" };
  const expected = limitsOf({ "x-ratelimit-limit-requests": "100", "x-ratelimit-remaining-requests": "7" }, now);
  expect(expected).toBeDefined();
  expect(limitsOf(new Headers(headers), now)).toEqual(expected);
  expect(limitsOf(headers, now)).toEqual(expected);
});
