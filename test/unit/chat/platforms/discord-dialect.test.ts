import fc from "fast-check";
import { discordDialect } from "../../../../src/chat/platforms/discord-dialect.js";
import { toRead } from "../../../loopback/discord/reading.js";

const signs = fc.string({ unit: fc.constantFrom(..."\\*_~|`<>@#[]():-. 1a/thps"), maxLength: 30 });
const line = fc.oneof(
  signs,
  fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, " ")),
);

test("escaped text reads as it is, whatever it holds", () => {
  fc.assert(
    fc.property(line, (text) => expect(toRead(discordDialect.escape(text))).toBe(text)),
    { numRuns: 2000 },
  );
});

test.each([
  "@everyone @here <@1001> <@&4000> <#3000> </model:1> <t:1:R> <:fire:1>",
  "**b** *i* _i_ __u__ ~~s~~ ||x|| `c` ```c```",
  "[l](https://e.vil) https://e.vil/a_b http://e.vil :fire:",
  "# heading",
  "-# small",
  "> quoted",
  "- item",
  "12. item",
  "\\*",
])("mark-up in a name is no mark-up: %s", (name) => {
  expect(toRead(name)).not.toBe(name);
  expect(toRead(discordDialect.escape(name))).toBe(name);
  expect(toRead(discordDialect.strong(name))).toBe(name);
});

test("code and strong text read as they are, whatever they hold", () => {
  const nonEmpty = line.filter((text) => text !== "");
  fc.assert(
    fc.property(nonEmpty, (text) => {
      expect(toRead(discordDialect.code(text)).trim()).toBe(text.trim());
      expect(toRead(discordDialect.strong(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["anthropic:me_and_*you*", "`anthropic:me_and_*you*`"],
  ["a`b", "``a`b``"],
  ["`", "`` ` ``"],
  ["a``b", "a\\`\\`b"],
])("an id in code is written plainly where it can be: %s", (id, written) => {
  expect(discordDialect.code(id)).toBe(written);
});

test("ordinary words and model refs stay readable in the source", () => {
  expect(discordDialect.escape("claude-opus-4.5 is ready, 12 tokens (50 %).")).toBe(
    "claude-opus-4.5 is ready, 12 tokens (50 %).",
  );
});

test.each([
  ["relative", "<t:1795348800:R>"],
  ["absolute", "<t:1795348800:f>"],
] as const)("a %s time is Discord's", (form, written) => {
  expect(discordDialect.time(1_795_348_800_999, form, 0)).toBe(written);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])(
  "a time that no calendar holds is said to be one: %s",
  (at) => {
    expect(discordDialect.time(at, "relative", 0)).toBe("an impossible date");
  },
);
