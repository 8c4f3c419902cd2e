import fc from "fast-check";
import { absoluteTime, type Dialect, plainText, relativeTime, renderReply } from "../../../src/chat/render.js";
import { type Block, type Line, type Reply, text } from "../../../src/domain/reply.js";

const now = Date.UTC(2026, 10, 22, 8, 44);
const growing: Dialect = {
  ...plainText,
  escape: (raw) => raw.replace(/&/g, "&amp;").replace(/</g, "&lt;"),
  code: (raw) => `[${growing.escape(raw)}]`,
};
const reply = (...blocks: Block[]): Reply => ({ audience: "caller", blocks });
const list = (items: { line: Line; current?: boolean }[]): Block => ({
  kind: "list",
  items,
  more: (hidden) => [`+${hidden} more: /model list 2`],
});
const plain = (r: Reply, limit = 4096): string => renderReply(r, plainText, { limit, now });

describe("a reply that fits", () => {
  test("is shown whole, line by line", () => {
    const items = [{ line: ["1. opus"] }, { line: [{ code: "2. sonnet" }], current: true }];
    expect(plain(reply(text("Now: opus", ["until ", { time: now + 720_000, form: "relative" }]), list(items)))).toBe(
      "Now: opus\nuntil in 12 min\n1. opus\n2. sonnet",
    );
  });

  test("is never an empty message", () => {
    expect(plain(reply())).toBe("(Nothing to show.)");
    expect(plain(reply(text("", " ")))).toBe("(Nothing to show.)");
  });

  test("keeps our own words in their order, whatever turns letters round in what somebody typed", () => {
    expect(plain(reply(text(['No model "a\u202eb\u2067". ', { code: "c\u200fd" }])))).toBe('No model "ab". cd');
  });

  test("keeps a line one line, whatever a name holds", () => {
    expect(plain(reply(text(["a\nb\r\nc\u2028d", { code: "e\nf" }])))).toBe("a b c de f");
  });
});

describe("a reply that does not fit", () => {
  const items = Array.from({ length: 50 }, (_, i) => ({ line: [`entry ${i}`], current: i === 40 }));

  test("loses whole items from the end of its list, keeps the current one and says how many are hidden", () => {
    const lines = plain(reply(text("Head"), list(items), text("Foot")), 120).split("\n");
    expect(lines[0]).toBe("Head");
    expect(lines.at(-1)).toBe("Foot");
    expect(lines).toContain("entry 40");
    const shown = lines.filter((line) => line.startsWith("entry")).length;
    expect(lines.at(-2)).toBe(`+${50 - shown} more: /model list 2`);
    expect(lines.slice(1, shown)).toEqual(items.slice(0, shown - 1).map((item) => item.line[0]));
  });

  test("keeps the texts around a list whole before it keeps items", () => {
    const message = plain(reply(text("x".repeat(60)), list(items), text("y".repeat(60))), 170);
    expect(message).toContain("x".repeat(60));
    expect(message).toContain("y".repeat(60));
    expect(message).toContain("entry 40");
  });

  test("loses whole lines from its end when texts alone are too long, and says so", () => {
    const lines = Array.from({ length: 30 }, (_, i) => `line number ${i}`);
    const message = plain(reply(text(...lines)), 150).split("\n");
    expect(message.slice(0, -1)).toEqual(lines.slice(0, message.length - 1));
    expect(message.at(-1)).toBe(`(${31 - message.length} more lines would not fit into one message.)`);
  });
});

describe("any reply", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: fc.constantFrom("&", "<", "a", "😀", "\n"), maxLength: 60 }),
  );
  const span = fc.oneof(
    word,
    word.map((code) => ({ code })),
    word.map((strong) => ({ strong })),
    fc.record({ time: fc.integer(), form: fc.constantFrom("relative" as const, "absolute" as const) }),
  );
  const line: fc.Arbitrary<Line> = fc.array(span, { maxLength: 4 });
  const block: fc.Arbitrary<Block> = fc.oneof(
    fc.array(line, { maxLength: 12 }).map((lines): Block => ({ kind: "text", lines })),
    fc
      .record({ lines: fc.array(line, { maxLength: 60 }), current: fc.nat(60) })
      .map(({ lines, current }) => list(lines.map((entry, i) => ({ line: entry, current: i === current })))),
  );

  test("never exceeds the limit and is never cut inside a line", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), fc.integer({ min: 80, max: 2000 }), (blocks, limit) => {
        const message = renderReply(reply(...blocks), growing, { limit, now });
        expect(message.length).toBeLessThanOrEqual(limit);
        expect(message).not.toBe("");
        const whole = new Set(
          blocks
            .flatMap((b) => (b.kind === "text" ? b.lines : b.kind === "list" ? b.items.map((item) => item.line) : []))
            .map((l) => renderReply(reply({ kind: "text", lines: [["|"], l] }), growing, { limit: 1e9, now }).slice(2)),
        );
        for (const shown of message.split("\n")) {
          const ours = /^\+\d+ more: |^\(\d+ more lines? would not fit|^\(Nothing to show\.\)$/.test(shown);
          expect(ours || whole.has(shown)).toBe(true);
        }
      }),
    );
  });

  test("shows everything when there is room for everything", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
        const whole = renderReply(reply(text("head"), ...blocks), growing, { limit: 1e9, now });
        fc.pre(whole.length >= 80);
        expect(renderReply(reply(text("head"), ...blocks), growing, { limit: whole.length, now })).toBe(whole);
      }),
    );
  });

  test("keeps the current item of a list wherever it stands", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.integer({ min: 80, max: 400 }), (n, at, limit) => {
        const items = Array.from({ length: n }, (_, i) => ({ line: [`entry ${i}`], current: i === at % n }));
        expect(plain(reply(list(items)), limit).split("\n")).toContain(`entry ${at % n}`);
      }),
    );
  });
});

test.each([
  [0, "just now"],
  [-400, "just now"],
  [400, "now"],
  [40_000, "in 40 s"],
  [59_600, "in 1 min"],
  [12 * 60_000, "in 12 min"],
  [5 * 3_600_000, "in 5 h"],
  [3 * 86_400_000, "in 3 d"],
  [-40_000, "40 s ago"],
  [-3 * 86_400_000, "3 d ago"],
])("a time %d ms away reads %s", (offset, words) => {
  expect(relativeTime(now + offset, now)).toBe(words);
});

test("an absolute time is UTC, and an impossible one is called so", () => {
  expect(absoluteTime(now)).toBe("2026-11-22 08:44 UTC");
  expect(absoluteTime(8.7e15)).toBe("an impossible date");
});
