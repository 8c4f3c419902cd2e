import fc from "fast-check";
import { parseJsonc } from "../../../src/config/jsonc.js";
import { toJsonc } from "../../../src/onboard/import/json5.js";

const read = (text: string): unknown => parseJsonc(toJsonc(text)).value;

test.each([
  ["{ a: 1, $b_2: [ 'x', \"y\", ], }", { a: 1, $b_2: ["x", "y"] }],
  ["// it's\n{ a: 'it\\'s', /* b: 'c' */ d: 'say \"hi\"' }", { a: "it's", d: 'say "hi"' }],
  ["{ 'a-b': 'c: d // e', \"f: 'g'\": true }", { "a-b": "c: d // e", "f: 'g'": true }],
  ["{ ключ : null, url: 'https://x.example' }", { ключ: null, url: "https://x.example" }],
  ["{ a: '\\u0041\\\\\\n' }", { a: "A\\\n" }],
])("%s is understood", (text, value) => {
  expect(read(text)).toEqual(value);
});

test("what is JSON already stays what it is", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false } as never), (value) => {
      const text = JSON.stringify(value, null, 1);
      expect(toJsonc(text)).toBe(text);
    }),
  );
});

test("a mistake is still found on its line", () => {
  expect(parseJsonc(toJsonc("{\n  a: 'b',\n  c: }\n")).problems[0]).toMatchObject({ line: 3 });
});

test("a text of many megabytes is a text like any other", () => {
  const long = "a".repeat(20_000_000);
  expect(toJsonc(`{ a: '${long}', b: "${long}" }`)).toBe(`{ "a": "${long}", "b": "${long}" }`);
});
