import { withoutLastWord } from "../../../src/models/bounded-body.js";

test.each([
  ["a cut tex", "a cut "],
  ["cut", ""],
  ["whole \n", "whole \n"],
  ["", ""],
])("%j loses its last word alone", (text, left) => {
  expect(withoutLastWord(text)).toBe(left);
});

test("a picture within a page is read within its length, not its square", () => {
  // Squared, this would be hours.
  const picture = "x".repeat(5_000_000);
  expect(withoutLastWord(`${picture} and`)).toBe(`${picture} `);
});
