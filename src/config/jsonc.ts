import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { deepestLevel, findTooDeep } from "../domain/json-text.js";
import type { ConfigPath, ConfigProblem } from "./problem.js";
import { quoted } from "./shown.js";

/** JSON with comments and trailing commas, read. */
export interface Jsonc {
  /** `undefined` when there are problems. */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Where a path stands, from 1; of a missing key, where its object begins. */
  locate(path: ConfigPath): { line: number; column: number };
}

const causes: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that JSON does not know; text and keys stand in double quotes ("…")',
  InvalidNumberFormat: "a number that is not written as JSON writes it",
  PropertyNameExpected: "expected a key in double quotes",
  ValueExpected: "expected a value",
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected "," before this',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: "expected nothing more after the end of the configuration",
  InvalidCommentToken: "a comment that is not written as // … or /* … */",
  UnexpectedEndOfComment: "a comment that never ends",
  UnexpectedEndOfString: "text that never ends; its closing quote is missing",
  UnexpectedEndOfNumber: "a number that never ends",
  InvalidUnicode: "a \\u that is not followed by four hexadecimal digits",
  InvalidEscapeCharacter: 'a "\\" before a character that needs none; write "\\\\" for a backslash',
  InvalidCharacter: "a control character inside text; write it as an escape (\\n, \\t, \\u0000)",
};

/** Counts lines once, so that a thousand problems are not a thousand walks through the file. */
function positions(text: string): (offset: number) => { line: number; column: number } {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Keys as a person wrote them, not as an object folds them: JSON.parse drops the first of two equal ones in silence. */
function countWrittenKeys(text: string): number {
  let count = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (match[1] !== undefined) count++;
  return count;
}

function countKeys(value: unknown): number {
  let count = 0;
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) {
      const keys = Object.keys(next);
      count += keys.length;
      if (keys.includes("__proto__")) return Number.NaN;
    }
    waiting.push(...Object.values(next).filter((child) => typeof child === "object"));
  }
  return count;
}

/** Plain JSON takes the engine's own parser; nothing when it is not plain or not unambiguous. */
function parsePlain(text: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return countKeys(value) === countWrittenKeys(text) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function readTree(
  node: Node,
  path: ConfigPath,
  complain: (at: Node, path: ConfigPath, message: string) => void,
): unknown {
  if (node.type === "array")
    return (node.children ?? []).map((child, index) => readTree(child, [...path, index], complain));
  if (node.type !== "object") return node.value;
  const object: Record<string, unknown> = {};
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (!key || !value) continue;
    const name = String(key.value);
    const at = [...path, name];
    if (name === "__proto__") complain(key, at, "unknown key");
    else if (Object.hasOwn(object, name)) complain(key, at, `the key ${quoted(name)} stands here twice; keep one`);
    else object[name] = readTree(value, at, complain);
  }
  return object;
}

/** Reads JSON with comments, trailing commas and a byte order mark. Two equal keys in one object are a problem. */
export function parseJsonc(source: string): Jsonc {
  const bom = source.startsWith("\uFEFF") ? 1 : 0;
  const text = source.slice(bom);
  const position = positions(text);
  const problem = (kind: ConfigProblem["kind"], path: ConfigPath, message: string, offset: number): ConfigProblem => ({
    kind,
    path,
    message,
    ...position(offset),
  });
  const refused = (problems: readonly ConfigProblem[]): Jsonc => ({
    value: undefined,
    problems,
    locate: () => position(0),
  });
  const locateIn =
    (tree: () => Node) =>
    (path: ConfigPath): { line: number; column: number } => {
      for (let length = path.length; length > 0; length--) {
        const node = findNodeAtLocation(tree(), path.slice(0, length));
        if (node)
          return position((length === path.length && node.parent?.type === "property" ? node.parent : node).offset);
      }
      return position(tree().offset);
    };

  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    const message = `it is nested too deeply; expected at most ${deepestLevel} levels`;
    return refused([problem("syntax", [], message, tooDeep)]);
  }
  const plain = parsePlain(text);
  if (plain) {
    let tree: Node | undefined;
    return { value: plain.value, problems: [], locate: locateIn(() => (tree ??= parseTree(text) as Node)) };
  }

  if (text.trim() === "")
    return refused([problem("syntax", [], 'the file is empty; an empty configuration is written "{}"', 0)]);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  // What follows the first mistake is mostly its echo.
  if (first)
    return refused([
      problem("syntax", [], causes[printParseErrorCode(first.error)] ?? "this is not JSON", first.offset),
    ]);
  if (!tree) return refused([problem("syntax", [], "expected a value", 0)]);
  const problems: ConfigProblem[] = [];
  const value = readTree(tree, [], (at, path, message) =>
    problems.push(problem(message === "unknown key" ? "unknown_key" : "duplicate_key", path, message, at.offset)),
  );
  return problems.length > 0 ? refused(problems) : { value, problems, locate: locateIn(() => tree) };
}
