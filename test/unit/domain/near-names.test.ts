import fc from "fast-check";
import { nearNames } from "../../../src/domain/near-names.js";

test.each([
  ["opsu", ["opus", "sonnet"], ["opus"]],
  ["OPUS", ["opus"], ["opus"]],
  ["sonet", ["sonnet", "opus"], ["sonnet"]],
  ["son", ["sonnet"], ["sonnet"]],
  ["so", ["sonnet"], []],
  ["claude-opus-4.5", ["claude-opus-4-5", "claude-sonnet-4-5"], ["claude-opus-4-5"]],
  ["anthropic:work-account", ["anthropic:home", "anthropic:work", "openai:work"], ["anthropic:work"]],
  ["claude-opus-4-5-20251101", ["opus", "claude-opus-4-5", "o"], ["claude-opus-4-5", "opus"]],
  ["anthropic:wrok", ["wro", "anthropic:work"], ["anthropic:work"]],
  ["", ["opus"], []],
  ["xyzzy", ["opus", "sonnet"], []],
])("%s makes one think of the right names", (typed, names, near) => {
  expect(nearNames(typed, names)).toEqual(near);
});

test("the nearest comes first, ties by name, never more than asked for, each once", () => {
  expect(nearNames("gpt", ["gpt-5", "gpx", "gpz", "gpt", "gpt"])).toEqual(["gpt", "gpx", "gpz"]);
  expect(nearNames("gpt", ["gpt-5", "gpx", "gpz"], 1)).toEqual(["gpx"]);
});

/** Insertions, deletions, substitutions and swaps of neighbours, as the textbook counts them. */
function textbook(a: string, b: string): number {
  const cost: number[][] = Array.from({ length: a.length + 1 }, (_, row) => [row]);
  const at = (row: number, column: number): number => cost[row]?.[column] ?? 0;
  for (let column = 0; column <= b.length; column++) (cost[0] as number[])[column] = column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1);
      least = Math.min(least, at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, at(row - 2, column - 2) + 1);
      (cost[row] as number[])[column] = least;
    }
  }
  return at(a.length, b.length);
}

test("a name is near exactly when a few slips of the finger lead to it, or when one holds the other", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(word, word, (typed, name) => {
      const allowed = typed.length <= 3 ? 1 : typed.length <= 7 ? 2 : 3;
      const isNear =
        textbook(typed, name) <= allowed ||
        (typed.length >= 3 && name.includes(typed)) ||
        (name.length >= 3 && typed.includes(name));
      return nearNames(typed, [name]).length === (isNear ? 1 : 0);
    }),
    { numRuns: 5000 },
  );
});
