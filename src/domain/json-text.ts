import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { ModelpinError } from "./errors.js";

/** Why a text is not JSON, without a word of the text itself: it may hold secrets. */
export interface JsonFlaw {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly cause: string;
}

/** Far more than anything that people write here needs, and far less than what any stack takes. */
export const deepestLevel = 200;

/**
 * Where a text goes deeper than {@link deepestLevel}; nothing when it does not. To be asked before a document is read:
 * the engine's parser takes any depth, but whatever walks or writes the value afterwards would end with its stack.
 */
export function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === "/") at = endOfComment(text, at);
    else if (sign === "]" || sign === "}") depth--;
    else if ((sign === "[" || sign === "{") && ++depth > deepestLevel) return at;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function endOfComment(text: string, start: number): number {
  const kind = text[start + 1];
  if (kind !== "/" && kind !== "*") return start;
  const [mark, last] = kind === "/" ? ["\n", 0] : ["*/", 1];
  const end = text.indexOf(mark, start + 2);
  return end < 0 ? text.length : end + last;
}

/**
 * Reads strict JSON. A byte order mark is no part of it.
 * @throws {ModelpinError} `json_not_understood`, for example "line 2, column 8: comma expected".
 */
export function parseJsonText(text: string): unknown {
  const content = withoutMark(text);
  try {
    const value: unknown = JSON.parse(content);
    if (!isDeeperThan(deepestLevel, value)) return value;
  } catch {
    // Told below, without quoting the text.
  }
  const { line, column, cause } = findJsonFlaw(content);
  throw new ModelpinError("json_not_understood", `line ${line}, column ${column}: ${cause}`);
}

/** Of what was parsed; a look at it costs a fraction of a look at its text. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const name in value) {
    const inner: unknown = value[name as keyof typeof value];
    if (typeof inner === "object" && isDeeperThan(levels - 1, inner)) return true;
  }
  return false;
}

/** Editors put a mark before the text that is no part of it. */
function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/**
 * Where a strict JSON text stops making sense. V8's own message quotes the text around the place, which must not
 * happen to a file of credentials.
 */
export function findJsonFlaw(text: string): JsonFlaw {
  const content = withoutMark(text);
  const tooDeep = findTooDeep(content);
  if (tooDeep !== undefined) {
    return { ...placeOf(content, tooDeep), cause: `nested too deeply, expected at most ${deepestLevel} levels` };
  }
  const errors: ParseError[] = [];
  parse(content, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  // "ColonExpected" → "colon expected"
  const cause = first
    ? printParseErrorCode(first.error)
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .toLowerCase()
    : "not JSON";
  return { ...placeOf(content, first?.offset ?? content.length), cause };
}

function placeOf(content: string, offset: number): Pick<JsonFlaw, "line" | "column"> {
  const before = content.slice(0, offset);
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}
