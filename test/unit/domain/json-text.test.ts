import fc from "fast-check";
import { findJsonFlaw, findTooDeep, parseJsonText } from "../../../src/domain/json-text.js";

test.each([
  ["", 1, 1, "value expected"],
  ["{", 1, 2, "close brace expected"],
  ['{\n  "a": sk-canary\n}', 2, 8, "invalid symbol"],
  ['{ "a": 1 "b": 2 }', 1, 10, "comma expected"],
  ['{ "a": 1, }', 1, 11, "property name expected"],
  ["{ 'a': 1 }", 1, 3, "invalid symbol"],
  ['{ "a": "sk-canary\n" }', 1, 8, "unexpected end of string"],
  ['// note\n{ "a": 1 }', 1, 1, "invalid comment token"],
  ['\uFEFF{\n"a": x }', 2, 6, "invalid symbol"],
  ['{\r\n"a": x }', 2, 6, "invalid symbol"],
  ["[".repeat(200_000), 1, 201, "nested too deeply, expected at most 200 levels"],
  [`{\n"a": ${"[".repeat(100_000)}${"]".repeat(100_000)} }`, 2, 205, "nested too deeply, expected at most 200 levels"],
])("%j breaks at line %i, column %i: %s", (text, line, column, cause) => {
  expect(findJsonFlaw(text)).toEqual({ line, column, cause });
});

test.each([
  ["[".repeat(200), undefined],
  ["[".repeat(201), 200],
  ['{"a":'.repeat(201), 1000],
  ["[]".repeat(300), undefined],
  [`"${"[".repeat(300)}"`, undefined],
  [`"\\"${"[".repeat(300)}"`, undefined],
  [`"\\\\"${"[".repeat(201)}`, 204],
  [`// ${"[".repeat(300)}\n[]`, undefined],
  [`/* ${"[".repeat(300)} */ []`, undefined],
  [`/* "*/ ${"[".repeat(201)}`, 207],
  [`"never ends ${"[".repeat(300)}`, undefined],
])("case %#: nesting is told from brackets in texts and comments", (text, offset) => {
  expect(findTooDeep(text)).toBe(offset);
});

test("a document is too deep exactly where its text is", () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 8 },
      fc.constantFrom(null, true, 1, "[[{"),
      fc.array(tie("tree")),
      fc.dictionary(fc.constantFrom("a", "[", '"', "__proto__"), tie("tree")),
    ),
  }));
  const wrapped = fc.tuple(fc.integer({ min: 190, max: 205 }), tree, fc.boolean()).map(([levels, value, isArray]) => {
    const [open, close] = isArray ? ["[", "]"] : ['{"a":', "}"];
    return open.repeat(levels) + JSON.stringify(value) + close.repeat(levels);
  });
  fc.assert(
    fc.property(wrapped, (text) => {
      if (findTooDeep(text) === undefined) expect(JSON.stringify(parseJsonText(text))).toBe(text);
      else expect(() => parseJsonText(text)).toThrow("nested too deeply, expected at most 200 levels");
    }),
  );
});
