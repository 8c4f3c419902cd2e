import fc from "fast-check";
import { readAnswer } from "../../../src/domain/failure-answer.js";
import type { ProviderAnswer } from "../../../src/domain/failure-class.js";
import { farthestReset, parseGoDuration, parseMoment, statedReset } from "../../../src/domain/retry-after.js";

const now = Date.parse("2026-11-03T12:00:00Z");

function resetOf(answer: ProviderAnswer, at: number): number | undefined {
  return statedReset(readAnswer(answer), answer.headers ?? {}, at);
}

test("a stated time lies in the future and not beyond 31 days, whatever the headers and the body say", () => {
  const value = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map(String),
    fc.bigInt().map(String),
    fc.date().map((date) => (Number.isNaN(date.getTime()) ? "Invalid Date" : date.toUTCString())),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.tuple(fc.nat(), fc.constantFrom("ms", "s", "m", "h", "d")).map(([amount, unit]) => `${amount}${unit}`),
  );
  const headers = fc.dictionary(
    fc.constantFrom(
      "retry-after",
      "retry-after-ms",
      "date",
      "x-ratelimit-remaining-requests",
      "x-ratelimit-reset-requests",
      "anthropic-ratelimit-tokens-remaining",
      "anthropic-ratelimit-tokens-reset",
    ),
    value,
  );
  const body = fc.record({
    error: fc.record({
      message: value.map((text) => `Please try again in ${text}`),
      resets_at: fc.oneof(value, fc.double()),
      resets_in_seconds: fc.double(),
    }),
  });
  fc.assert(
    fc.property(headers, body, (headers, body) => {
      const stated = resetOf({ status: 429, headers, body }, now);
      if (stated === undefined) return;
      expect(stated).toBeGreaterThan(now);
      expect(stated).toBeLessThanOrEqual(now + farthestReset);
    }),
  );
});

test("every number of seconds up to 31 days is understood, as a number, a date, an epoch and a duration", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: farthestReset / 1000 }), (seconds) => {
      const at = now + seconds * 1000;
      for (const written of [
        `${seconds}`,
        new Date(at).toUTCString(),
        new Date(at).toISOString(),
        `${at / 1000}`,
        `${at}`,
        `${seconds}s`,
      ]) {
        expect(resetOf({ status: 429, headers: { "retry-after": written } }, now)).toBe(at);
      }
    }),
  );
});

test("a Go duration is the sum of its parts", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.nat(59), fc.nat(59), fc.nat(999), (h, m, s, ms) => {
      expect(parseGoDuration(`${h}h${m}m${s}s${ms}ms`)).toBeCloseTo(h * 3_600_000 + m * 60_000 + s * 1000 + ms, 3);
    }),
  );
});

test.each(["", " ", "s", "1", "1x", "1m 30s", "-1s", "1.s", "one minute"])("%j is no duration", (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});

test.each(["", "-5", "NaN", "soon", "1e3", "0x10", "tomorrow", "2026", "2026-11-03"])("%j is no moment", (text) => {
  const moment = parseMoment(text, now);
  expect(moment === undefined || text === "2026").toBe(true);
});

test("an absolute time is read by the server's clock when ours is wrong", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -86_400, max: 86_400 }).filter((skew) => Math.abs(skew) > 60),
      (skew) => {
        const served = now + skew * 1000;
        const headers = {
          date: new Date(served).toUTCString(),
          "retry-after": new Date(served + 30_000).toUTCString(),
        };
        expect(resetOf({ status: 429, headers }, now)).toBe(now + 30_000);
      },
    ),
  );
});

test("the later of several exhausted buckets counts, a bucket with something left never", () => {
  const bucket = fc.record({ remaining: fc.nat(2), seconds: fc.integer({ min: 1, max: 5000 }) });
  fc.assert(
    fc.property(bucket, bucket, (requests, tokens) => {
      const headers = Object.fromEntries(
        Object.entries({ requests, tokens }).flatMap(([name, { remaining, seconds }]) => [
          [`anthropic-ratelimit-${name}-remaining`, String(remaining)],
          [`anthropic-ratelimit-${name}-reset`, new Date(now + seconds * 1000).toISOString()],
        ]),
      );
      const empty = [requests, tokens].filter(({ remaining }) => remaining === 0).map(({ seconds }) => seconds);
      expect(resetOf({ status: 429, headers }, now)).toBe(
        empty.length === 0 ? undefined : now + Math.max(...empty) * 1000,
      );
    }),
  );
});
