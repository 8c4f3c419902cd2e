import { join, normalize } from "node:path";
import fc from "fast-check";
import { assertBody, assertKey, assertPrefix, revisionOf } from "../../../src/store/store.js";

describe("a key", () => {
  test.each([
    "a",
    "pins/main/terminal:home",
    "telegram:-100:7",
    "google:me@example.com",
    "ကျော်",
    "...",
    "..a",
    "a b",
    ".hidden",
  ])("may be %j", (key) => {
    expect(() => assertKey(key)).not.toThrow();
  });

  test("that is accepted stays below the root and names one path only", () => {
    const parts = fc.constantFrom("..", ".", "", "a", "b:1", "\0", "\n", "@", "\ud800", "...", "é");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(parts, { maxLength: 5 }).map((p) => p.join("/")),
          fc.string({ unit: "binary" }),
        ),
        (key) => {
          try {
            assertKey(key);
          } catch (error) {
            expect(error).toMatchObject({ name: "ModelpinError", code: "invalid_key" });
            return;
          }
          expect(normalize(join("/root", key))).toBe(`/root/${key}`);
          expect(/[\p{Cc}\p{Cs}]/u.test(key)).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("a prefix may stop anywhere in a key, and nowhere else", () => {
    for (const prefix of ["", "a", "a/", "a/b:", ".", ".."]) expect(() => assertPrefix(prefix)).not.toThrow();
    for (const prefix of ["/", "../", "a//", "a/../"]) expect(() => assertPrefix(prefix)).toThrow();
  });
});

test("text with half a surrogate pair is refused, whole pairs are not", () => {
  expect(() => assertBody("k", "😀")).not.toThrow();
  expect(() => assertBody("k", "\ud83d")).toThrow(expect.objectContaining({ code: "invalid_body" }));
});

test("expecting what was seen means expecting nothing where nothing was seen", () => {
  expect(revisionOf(undefined)).toBeNull();
  expect(revisionOf({ body: "", revision: "7" })).toBe("7");
});
