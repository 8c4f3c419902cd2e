import fc from "fast-check";
import { createSieve } from "../../../src/models/sieve.js";

const secret = "sk-canary-0123456789abcdef";

/** All that a reader sees of a text that comes in these pieces. */
function seen(pieces: readonly string[], secrets: readonly string[] = [secret]): string {
  const sieve = createSieve(secrets);
  return pieces.map((piece) => sieve.push(piece)).join("") + sieve.end();
}

test("a secret in an answer is never shown, however the answer is cut into pieces", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 }),
      (before, after, sizes) => {
        const text = `${before}${secret}${after}${secret}`;
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(seen(pieces)).toBe(text.replaceAll(secret, "[secret]"));
      },
    ),
  );
});

test("text without a secret arrives whole, also where it begins like one", () => {
  fc.assert(fc.property(fc.array(fc.string()), (pieces) => expect(seen(pieces)).toBe(pieces.join(""))));
  expect(seen(["Keys begin with sk-", "ant."])).toBe("Keys begin with sk-ant.");
  expect(seen(["It ends with sk"])).toBe("It ends with sk");
});

test("a secret that the end of an answer cuts through is not shown in part", () => {
  expect(seen([`The key is ${secret.slice(0, 20)}`])).toBe("The key is [secret]");
});

test("of two secrets that begin alike neither is shown", () => {
  expect(seen(["sk-canary-0123", "4567-second x ", secret], [secret, "sk-canary-01234567-second"])).toBe(
    "[secret] x [secret]",
  );
});

test("of a secret that somebody cut short within an answer nothing is shown, however the answer comes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 16, max: 25 }),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
      (length, sizes) => {
        const text = `authorization: Bearer ${secret.slice(0, length)}... and ${secret.slice(0, length)}`;
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(seen(pieces)).toBe("authorization: Bearer [secret]... and [secret]");
      },
    ),
  );
});
