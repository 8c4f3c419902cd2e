import { findJsonFlaw } from "../../../src/domain/json-text.js";

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
  ["[".repeat(200_000), 1, 1, "nested too deeply"],
])("%j breaks at line %i, column %i: %s", (text, line, column, cause) => {
  expect(findJsonFlaw(text)).toEqual({ line, column, cause });
});
