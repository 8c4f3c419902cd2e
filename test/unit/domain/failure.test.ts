import { readdirSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import fc from "fast-check";
import {
  classifyFailure,
  type FailureClass,
  failureClasses,
  type ProviderAnswer,
} from "../../../src/domain/failure.js";
import { readAnswer } from "../../../src/domain/failure-answer.js";
import { ruleFor } from "../../../src/domain/failure-match.js";
import { failureTable } from "../../../src/domain/failure-table.js";

interface Golden {
  readonly name: string;
  readonly provider: string;
  readonly answer: ProviderAnswer;
  readonly class: FailureClass;
  readonly retryAt?: string;
  readonly advice?: string;
  readonly unclassified?: true;
}

const now = Date.parse("2026-11-03T12:00:00Z");
const folder = new URL("../../fixtures/failures/", import.meta.url);
const golden = readdirSync(folder)
  .sort()
  .flatMap((file) =>
    (JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden[]).map((entry) => ({ file, ...entry })),
  );

test("the golden answers are many and every class is among them", () => {
  expect(golden.length).toBeGreaterThanOrEqual(150);
  expect(new Set(golden.map((entry) => entry.class))).toEqual(new Set(failureClasses));
});

test.each(golden)("$file: $name is $class", ({ answer, provider, ...expected }) => {
  const { summary, story: _, retryAt, ...failure } = classifyFailure(answer, provider, now);
  expect({ ...failure, retryAt: retryAt === undefined ? undefined : new Date(retryAt).toISOString() }).toEqual({
    class: expected.class,
    advice: expected.advice,
    unclassified: expected.unclassified,
    retryAt: expected.retryAt,
  });
  expect(summary).toMatch(/^[^\n]{10,160}$/);
});

test("every line of the table decides at least one golden answer", () => {
  const used = new Set(golden.map(({ answer }) => ruleFor(readAnswer(answer))));
  expect(failureTable.filter((line) => !used.has(line))).toEqual([]);
});

test("a summary never repeats what the body says, whatever a proxy writes into it", () => {
  const secret = "sk-ant-api03-CANARY";
  const places: ((status: number) => ProviderAnswer)[] = [
    (status) => ({ status, body: secret }),
    (status) => ({ status, body: { error: { message: secret, code: secret, type: secret } } }),
    (status) => ({ status, body: { error: { metadata: { raw: JSON.stringify({ error: { code: secret } }) } } } }),
    (status) => ({ status, body: `<html><title>${secret}</title>` }),
    (status) => ({ status, headers: { "retry-after": secret } }),
    () => ({ errno: secret }),
  ];
  for (const place of places) {
    for (const status of [200, 400, 401, 402, 403, 404, 418, 429, 500, 503]) {
      expect(inspect(classifyFailure(place(status), "anthropic", now))).not.toMatch(/CANARY/i);
    }
  }
});

test("a 2xx without an error in it is the mildest failure, whatever its text says", () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 299 }), fc.string(), (status, text) => {
      const body = {
        type: "message",
        content: [{ type: "text", text: `rate limit, credit balance, invalid api key ${text}` }],
      };
      expect(classifyFailure({ status, body }, "anthropic", now).class).toBe("unknown");
    }),
  );
});

test("anything at all gets a class and never an exception", () => {
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
      fc.oneof(fc.anything(), fc.json(), fc.string()),
      fc.dictionary(
        fc.constantFrom("retry-after", "retry-after-ms", "date", "x-ratelimit-reset", "x-ratelimit-remaining"),
        fc.string(),
      ),
      (status, body, headers) => {
        const failure = classifyFailure({ ...(status === undefined ? {} : { status }), body, headers }, "openai", now);
        expect(failureClasses).toContain(failure.class);
      },
    ),
  );
});

test("a page that opens headings without an end is read within its length, not its square", () => {
  // Squared, this would be minutes.
  for (const opened of ["<title", "<h1", "<title>"]) {
    const body = `<html>${opened.repeat(300_000)}`;
    expect(classifyFailure({ status: 500, body }, "anthropic", now).class).toBe("server_error");
  }
});
