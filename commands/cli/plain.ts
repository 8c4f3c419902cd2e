import { absoluteTime, relativeTime } from "../../src/chat/times.js";
import type { Line, Span } from "../../src/domain/reply.js";
import { printable } from "./say.js";

/** Text out of a file or a record, as a terminal may show it: one line, no control characters. */
export function oneLine(text: string): string {
  return printable(text).replaceAll("\n", " ");
}

/** A line of a view as a terminal shows it. */
export function toPlainLine(line: Line, now: number): string {
  let text = "";
  // By index: of hundreds of lines at a start nothing is made that is not printed.
  for (let at = 0; at < line.length; at++) {
    const span: Span = line[at] ?? "";
    if (typeof span === "string") text += span;
    else if ("code" in span) text += span.code;
    else if ("strong" in span) text += span.strong;
    else text += span.form === "relative" ? relativeTime(span.time, now) : absoluteTime(span.time);
  }
  return oneLine(text);
}

/** Rows under a heading, each column as wide as its widest cell. */
export function toTable(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [heading, ...rows].map((row) =>
    oneLine(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).trimEnd(),
  );
}
