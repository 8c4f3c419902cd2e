import fc from "fast-check";
import { createScrubber } from "../../../src/models/scrub.js";

const secret = "sk-proj-Zq81_mN4xT/7w+Kd93";
const { text, value } = createScrubber([secret]);

test.each([
  ["whole", `key ${secret}.`, "key [secret]."],
  ["twice", `${secret} and ${secret}`, "[secret] and [secret]"],
  ["its beginning", "key sk-proj-Zq81, it says", "key [secret], it says"],
  ["its end", "key N4xT/7w+Kd93", "key [secret]"],
  ["in capitals", secret.toUpperCase(), "[secret]"],
  ["percent-encoded", `?key=${encodeURIComponent(secret)}&x`, "?key=[secret]&x"],
  ["in base64", Buffer.from(secret).toString("base64").slice(0, 20), "[secret]"],
  ["in hex", Buffer.from(secret).toString("hex"), "[secret]"],
  ["in groups", "sk-p roj- Zq81 _mN4 xT/7 w+Kd 93", "[secret]"],
  ["over two lines", "sk-proj-Zq8\n1_mN4xT/7w+Kd93", "[secret]"],
  ["masked in the middle", "Incorrect key: sk-pr*****d93.", "Incorrect key: [secret]."],
  ["masked with dots", "Incorrect key: sk-pr...d93, sorry", "Incorrect key: [secret], sorry"],
  ["masked but for its end", "key ••••••••Kd93", "key [secret]"],
])("a secret is not shown %s", (_form, given, clean) => {
  expect(text(given)).toBe(clean);
});

test.each([
  "The model `claude-opus-4-5` does not exist or you do not have access to it.",
  "Wait... what? ** no ** xxxx …",
  "sk-proj",
  "",
])("what is no secret stays: %j", (given) => {
  expect(text(given)).toBe(given);
});

test.each(["a", ":", "12"])("a text that is one endless word of %j is read once, not once per character", (unit) => {
  // Read anew from each character this takes minutes, and the gateway stands still.
  const word = unit.repeat(300_000 / unit.length);
  expect(text(`${word} sk-pr…d93 ${word}…d93`)).toMatch(/^\S+ \[secret\] \S*\[secret\]$/);
});

test("every string, number and key of a JSON value is looked at", () => {
  const numeric = createScrubber(["123456789012"]);
  expect(value({ [secret]: [{ a: secret }, 1, null, true] })).toEqual({
    "[secret]": [{ a: "[secret]" }, 1, null, true],
  });
  expect(numeric.value({ echoed: 123456789012, other: 42 })).toEqual({ echoed: "[secret]", other: 42 });
  expect(JSON.parse(JSON.stringify(value(JSON.parse('{"__proto__": {"a": 1}}'))))).toEqual(
    JSON.parse('{"__proto__": {"a": 1}}'),
  );
});

test("a body that nests without end is cut off, not walked", () => {
  const deep = JSON.parse(`${"[".repeat(5_000)}"${secret}"${"]".repeat(5_000)}`);
  expect(JSON.stringify(value(deep))).toContain("[cut off]");
});

test("a short secret is removed too, and an empty one removes nothing", () => {
  expect(createScrubber(["abc"]).text("abcdef")).toBe("[secret]def");
  expect(createScrubber(["", "  "]).text("abc def")).toBe("abc def");
});

test("no piece of eight characters survives, in any text around it, and nothing is thrown", () => {
  const secrets = fc
    .string({ unit: "grapheme-ascii", minLength: 8, maxLength: 80 })
    .filter((each) => !/secret/i.test(each));
  fc.assert(
    fc.property(
      secrets,
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }),
      fc.nat(70),
      (given, before, after, from) => {
        const trimmed = given.trim();
        const piece = trimmed.slice(Math.min(from, Math.max(0, trimmed.length - 8)));
        const clean = createScrubber([given]).text(before + piece + after);
        const pieces = Array.from({ length: Math.max(0, trimmed.length - 7) }, (_, at) => trimmed.slice(at, at + 8));
        expect(pieces.filter((each) => clean.includes(each))).toEqual([]);
      },
    ),
  );
});
