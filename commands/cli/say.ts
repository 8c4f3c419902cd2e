import { errnoOf, isModelpinError, ModelpinError } from "../../src/domain/errors.js";
import type { Io } from "./io.js";
import type { Outlet } from "./outlet.js";

/** Neither controls nor formats stand there. The engine makes `\p{Cf}` at its first use, which few lines need. */
const unusual = /[^ -~\n\t\u{A0}-\u{AC}\u{AE}-\u{5FF}]/u;

/** A line stays a line and a terminal stays as it was, whatever somebody managed to put into a name. */
export function printable(text: string): string {
  if (!unusual.test(text)) return text;
  const controlled = text.replace(/[^ -~\n\t\u{A0}-\u{10FFFF}]/gu, "\uFFFD");
  return controlled.replace(/\p{Cf}/gu, (format) => (format === "\u200D" ? format : ""));
}

const escapeCharacter = "\u001B";
/** The colours that `styleText` gives here: of all that steers a terminal, what the house itself writes. */
const colors = new RegExp(`(${escapeCharacter}\\[(?:1|22|3[1-9])m)`, "u");

/** The same where the house's own colours may be in it: everything but those is taken out. */
export function printableInColor(text: string): string {
  return text
    .split(colors)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join("");
}

function write(outlet: Outlet, lines: readonly string[]): void {
  if (lines.length > 0) outlet.write(lines.concat("").join("\n"));
}

export function say({ out }: Pick<Io, "out">, lines: readonly string[]): void {
  write(out, lines);
}

export function sayAside({ err }: Pick<Io, "err">, lines: readonly string[]): void {
  write(err, lines.map(printable));
}

/**
 * Anything that was thrown, as an error with a code and a sentence. Of an error that is not ours neither the message
 * is repeated (a parser quotes what it read, which may be a secret) nor more than the place where it happened.
 */
export function toSayable(error: unknown): ModelpinError {
  if (isModelpinError(error)) return error;
  const name = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? /\(?([^\s(]+:\d+:\d+)\)?$/m.exec(error.stack ?? "")?.[1] : undefined;
  const details = [name, errnoOf(error), place && `at ${place}`].filter((part) => part !== undefined).join(", ");
  return new ModelpinError("internal", `Something went wrong that should not (${details}).`, {
    hint: "This is a fault of modelpin: please report it with the line above.",
    cause: error,
  });
}

/** The one place where an error becomes words: what happened, then the next thing to type. */
export function sayError(io: Io, error: unknown, asJson: boolean): void {
  const { code, message, hint } = toSayable(error);
  if (asJson) sayJson(io, { error: { code, message, hint: hint ?? null } });
  sayAside(io, hint === undefined ? [message] : [message, hint]);
}

export function sayJson(io: Io, value: unknown): void {
  if (value !== undefined) say(io, [JSON.stringify(value, null, 2)]);
}
