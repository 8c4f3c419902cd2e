import fc from "fast-check";
import { splitText } from "../../../src/chat/split.js";

const words = (text: string): string => text.replace(/^[ \t]*```.*$/gm, "").replace(/\s+/g, "");

test("a text that fits is one message, and white space is none", () => {
  expect(splitText("hello", 100)).toEqual(["hello"]);
  expect(splitText(" \n ", 100)).toEqual([]);
});

test("a long text is split at line ends", () => {
  const line = "a line of thirty characters ...";
  expect(splitText(Array(8).fill(line).join("\n"), 100)).toEqual([
    [line, line, line].join("\n"),
    [line, line, line].join("\n"),
    [line, line].join("\n"),
  ]);
});

test("only a line that alone is too long is cut, at a word", () => {
  const parts = splitText(`short\n${"word ".repeat(50)}`, 100);
  expect(parts[0]).toBe("short");
  for (const part of parts.slice(1)) expect(part).toMatch(/^(word ?)+$/);
});

test("a code block is closed at the cut and opened again after it", () => {
  const code = Array.from({ length: 12 }, (_, i) => `const value${i} = ${i};`).join("\n");
  const parts = splitText(`Look:\n\`\`\`ts\n${code}\n\`\`\`\nDone.`, 120);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect((part.match(/^```/gm) ?? []).length % 2).toBe(0);
  for (const part of parts.slice(1)) expect(part.startsWith("```ts\n")).toBe(true);
});

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom("\n", " ", "```", "```ts\n", "\n```\n", "😀".repeat(30), "word ", "x".repeat(130)),
      fc.string({ unit: "grapheme", maxLength: 30 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));

test("no part is too long, empty, or holds half a character", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 100, max: 300 }), (text, limit) => {
      for (const part of splitText(text, limit)) {
        expect(part.length).toBeLessThanOrEqual(limit);
        expect(part.trim()).not.toBe("");
        expect(part).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
      }
    }),
    { numRuns: 500 },
  );
});

test("nothing that was written is lost", () => {
  const proseOrCode = anyText.map((text) => text.replaceAll("```", "'''"));
  fc.assert(
    fc.property(proseOrCode, (text) => expect(words(splitText(text, 120).join("\n"))).toBe(words(text))),
    { numRuns: 500 },
  );
});

test("what was posted stays while the text grows", () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, at) => {
      const early = splitText(text.slice(0, at % (text.length + 1)), 120).slice(0, -1);
      expect(splitText(text, 120).slice(0, early.length)).toEqual(early);
    }),
    { numRuns: 1000 },
  );
});
