import fc from "fast-check";
import { limitsAt, parseRateLimits } from "../../../src/domain/rate-limits.js";

const now = Date.parse("2026-11-03T12:00:00Z");

test("what is left is read from Anthropic's headers, whose resets are times", () => {
  const headers = {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2026-11-03T12:00:02Z",
    "anthropic-ratelimit-tokens-limit": "40000",
    "anthropic-ratelimit-tokens-remaining": "31000",
    "anthropic-ratelimit-tokens-reset": "2026-11-03T12:00:41Z",
  };
  expect(parseRateLimits(headers, now)).toEqual({
    requests: { remaining: 49, limit: 50, resetAt: now + 2000 },
    tokens: { remaining: 31_000, limit: 40_000, resetAt: now + 41_000 },
    at: now,
  });
});

test("what is left is read from OpenAI's headers, whose resets are durations", () => {
  const headers = {
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": "499",
    "x-ratelimit-reset-requests": "120ms",
    "x-ratelimit-limit-tokens": "30000",
    "x-ratelimit-remaining-tokens": "29000",
    "x-ratelimit-reset-tokens": "6m0s",
  };
  expect(parseRateLimits(headers, now)).toEqual({
    requests: { remaining: 499, limit: 500, resetAt: now + 120 },
    tokens: { remaining: 29_000, limit: 30_000, resetAt: now + 360_000 },
    at: now,
  });
});

test("OpenRouter's plain headers count requests", () => {
  const headers = { "x-ratelimit-limit": "50", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now + 5000) };
  expect(parseRateLimits(headers, now)).toEqual({
    requests: { remaining: 0, limit: 50, resetAt: now + 5000 },
    at: now,
  });
});

test("a provider that says nothing leaves nothing to show", () => {
  expect(parseRateLimits({}, now)).toBeUndefined();
  expect(parseRateLimits({ "x-ratelimit-remaining-requests": "plenty" }, now)).toBeUndefined();
});

test("whatever the headers hold, only finite numbers and times that are not past come out", () => {
  const names = fc.constantFrom(
    "x-ratelimit-remaining",
    "x-ratelimit-limit",
    "x-ratelimit-reset",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "date",
  );
  fc.assert(
    fc.property(
      fc.dictionary(names, fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String))),
      (headers) => {
        const limits = parseRateLimits(headers, now);
        for (const { remaining = 0, limit = 0, resetAt = now } of [limits?.requests ?? {}, limits?.tokens ?? {}]) {
          expect([remaining, limit].every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
          expect(Number.isFinite(resetAt) && resetAt >= now).toBe(true);
        }
      },
    ),
  );
});

test("what has filled again since is left out: nobody knows what is left of it now", () => {
  const requests = { remaining: 7, limit: 50, resetAt: now + 2000 };
  const tokens = { remaining: 9, limit: 40_000 };
  expect(limitsAt({ requests, tokens, at: now }, now + 1999)).toEqual({ requests, tokens, at: now });
  expect(limitsAt({ requests, tokens, at: now }, now + 2000)).toEqual({ tokens, at: now });
  expect(limitsAt({ requests, at: now }, now + 2000)).toBeUndefined();
});
