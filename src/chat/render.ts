import { toUSVString } from "node:util";
import { type Language, pluralIn } from "../domain/language.js";
import type { Block, Line, Reply, Span } from "../domain/reply.js";
import { phrasesIn } from "./phrases/all.js";
import { absoluteTime, relativeTime } from "./times.js";

export { absoluteTime, relativeTime };

/** How a platform writes things down. All functions are pure; `text` arrives raw and leaves as mark-up. */
export interface Dialect {
  /** Makes text stand for itself, whatever it holds. */
  escape(text: string): string;
  code(text: string): string;
  strong(text: string): string;
  /** A point in time, ms since the epoch, seen from `now`. */
  time(at: number, form: "relative" | "absolute", now: number, language?: Language): string;
  /**
   * What the platform counts against its limit, of text that this dialect wrote. It must be additive:
   * `length(a + "\n" + b)` is `length(a) + 1 + length(b)`.
   */
  length(markup: string): number;
}

export interface Frame {
  /** The longest message of the platform, in what `dialect.length` counts; at least 80. */
  readonly limit: number;
  /** ms since the epoch; relative times are seen from here. */
  readonly now: number;
  /** Whether choices stand in menus and buttons of their own; otherwise they are written out where they have words. */
  readonly menus?: boolean;
}

/**
 * Writes a {@link Reply} as one message that the platform accepts: never longer than `frame.limit`, never cut inside
 * a line, never empty.
 *
 * What does not fit is left out as follows: `list` blocks share the room, lose whole items from their end, keep the
 * `current` ones and end with their `more` line; if that is not enough, whole lines go from the end of the message and
 * the last line says how many, and where they are if the reply knows.
 *
 * @example
 * renderReply({ audience: "caller", blocks: [text("Saved.")] }, plainText, { limit: 4096, now: Date.now() });
 */
export function renderReply(reply: Reply, dialect: Dialect, frame: Frame): string {
  const { language = "en" } = reply;
  const write = (line: Line): Written => {
    const markup = line.map((span) => writeSpan(span, dialect, frame.now, language)).join("");
    return { markup, size: dialect.length(markup) };
  };
  const blocks = reply.blocks.map((block) => (block.kind === "choices" && !frame.menus && block.inWords) || block);
  const drafts = blocks.map((block) => draft(block, write));
  const lines = share(drafts, frame.limit + 1).flat();
  const note = (count: number): Line => reply.more?.(count) ?? [leftOut(language, count)];
  const kept = sizeOf(lines) - 1 <= frame.limit ? lines : dropLines(lines, (count) => write(note(count)), frame.limit);
  const message = kept.map((line) => line.markup).join("\n");
  return message.trim() === "" ? dialect.escape(phrasesIn(language).nothingToShow) : message;
}

interface Written {
  readonly markup: string;
  readonly size: number;
  readonly current?: boolean;
}

/** A block before it is known how much room it gets. Sizes count one line break per line. */
interface Draft {
  readonly smallest: number;
  readonly whole: number;
  fit(room: number): readonly Written[];
}

/** No block is shortened so that another one may be long: whoever needs least is served first, the rest share alike. */
function share(drafts: readonly Draft[], room: number): readonly (readonly Written[])[] {
  const lacks = ({ whole, smallest }: Draft): number => whole - smallest;
  const hungriestLast = [...drafts].sort((a, b) => lacks(a) - lacks(b));
  const fitted = new Map<Draft, readonly Written[]>();
  let spare = room - sum(drafts.map(({ smallest }) => smallest));
  for (const [served, part] of hungriestLast.entries()) {
    const lines = part.fit(part.smallest + Math.floor(spare / (drafts.length - served)));
    fitted.set(part, lines);
    spare -= sizeOf(lines) - part.smallest;
  }
  return drafts.map((part) => fitted.get(part) ?? []);
}

function draft(block: Block, write: (line: Line) => Written): Draft {
  if (block.kind === "choices") return { smallest: 0, whole: 0, fit: () => [] };
  if (block.kind === "text") {
    const lines = block.lines.map(write);
    return { smallest: sizeOf(lines), whole: sizeOf(lines), fit: () => lines };
  }
  const items = block.items.map(({ line, current = false }) => ({ ...write(line), current }));
  const shortened = (others: number): readonly Written[] => {
    const kept = items.filter((item) => item.current || others-- > 0);
    const hidden = items.length - kept.length;
    return hidden === 0 ? kept : [...kept, write(block.more(hidden))];
  };
  const total = items.filter((item) => !item.current).length;
  const whole = sizeOf(items);
  const smallest = Math.min(sizeOf(shortened(0)), whole);
  return {
    smallest,
    whole,
    fit(room) {
      if (whole <= room) return items;
      const sizes = items.filter((item) => !item.current).map((item) => item.size + 1);
      let taken = 0;
      let left = room - smallest;
      while (taken < total && (sizes[taken] ?? 0) <= left) left -= sizes[taken++] ?? 0;
      // The `more` line is not always as long as it was for the shortest form.
      while (taken > 0 && sizeOf(shortened(taken)) > room) taken--;
      return shortened(taken);
    },
  };
}

function dropLines(lines: readonly Written[], toNote: (dropped: number) => Written, limit: number): readonly Written[] {
  const kept = [...lines];
  for (;;) {
    const last = kept.findLastIndex((line) => line.current !== true);
    kept.splice(last < 0 ? kept.length - 1 : last, 1);
    const note = toNote(lines.length - kept.length);
    if (kept.length === 0 || sizeOf([...kept, note]) - 1 <= limit) return [...kept, note];
  }
}

function leftOut(language: Language, count: number): string {
  return pluralIn(language, phrasesIn(language).linesLeftOut, count).replace("{count}", String(count));
}

function writeSpan(span: Span, dialect: Dialect, now: number, language: Language): string {
  if (typeof span === "string") return dialect.escape(oneLine(span));
  if ("code" in span) return span.code === "" ? "" : dialect.code(oneLine(span.code));
  if ("strong" in span) return span.strong === "" ? "" : dialect.strong(oneLine(span.strong));
  return dialect.time(span.time, span.form, now, language);
}

/**
 * A line stays one line and our words stay in their order, whatever somebody managed to put into a name. Lone surrogates
 * have no form on the wire.
 */
function oneLine(text: string): string {
  const straight = text.replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "");
  return toUSVString(straight.replace(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/g, " "));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const sizeOf = (lines: readonly Written[]): number => sum(lines.map((line) => line.size + 1));

/** The dialect of places without mark-up: the terminal, logs. Other dialects may build on it. */
export const plainText: Dialect = {
  escape: (text) => text,
  code: (text) => text,
  strong: (text) => text,
  time: (at, form, now, language) =>
    form === "relative" ? relativeTime(at, now, language) : absoluteTime(at, language),
  length: (markup) => markup.length,
};
