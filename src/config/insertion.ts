import { createScanner, type Edit, findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type { ConfigPath } from "./problem.js";
import { commaAfter } from "./removal.js";

/** How a file is laid out. */
export interface Layout {
  /** One level of it. */
  readonly indent: string;
  readonly eol: string;
}

/**
 * The edits that put an entry into a list of JSON with comments, on a line of its own where the others have theirs. A
 * comment stays beside the entry that it stands behind. (jsonc-parser's own insertion comes between the two.)
 *
 * @returns nothing for `[]`, or for an object in a list on one line: those have no layout to keep.
 */
export function insertionOf(
  text: string,
  list: ConfigPath,
  index: number,
  value: unknown,
  { indent, eol }: Layout,
): Edit[] | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtLocation(tree, [...list]);
  const { children = [] } = node ?? {};
  if (!node) return undefined;
  const [first] = children;
  const before = children[index - 1];
  const insert = (offset: number, content: string): Edit => ({ offset, length: 0, content });
  const at = (margin: string): string => margin + JSON.stringify(value, null, indent).replaceAll("\n", eol + margin);

  const from = before ? (commaAfter(text, before) ?? endOf(before) - 1) + 1 : node.offset + 1;
  const line = nextLine(text, from);
  if (line === undefined && typeof value === "object") return undefined;
  if (!first) return line === undefined ? undefined : [insert(line, at(marginOf(text, node) + indent) + eol)];
  const inline = JSON.stringify(value);
  if (!before)
    return [
      line === undefined ? insert(first.offset, `${inline}, `) : insert(line, `${at(marginOf(text, first))},${eol}`),
    ];

  const comma = commaAfter(text, before);
  if (comma === undefined) {
    if (line === undefined) return [insert(endOf(before), `, ${inline}`)];
    return [insert(endOf(before), ","), insert(line, at(marginOf(text, before)) + eol)];
  }
  return [line === undefined ? insert(comma + 1, ` ${inline},`) : insert(line, `${at(marginOf(text, before))},${eol}`)];
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** Where the line after `from` begins; nothing when something else than comments comes first. */
function nextLine(text: string, from: number): number | undefined {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  for (;;) {
    scanner.scan();
    const end = scanner.getTokenOffset() + scanner.getTokenLength();
    const token = text.slice(scanner.getTokenOffset(), end);
    if (/^\r?\n$/.test(token)) return end;
    if (!/^(?:[ \t]+$|\/[/*])/.test(token)) return undefined;
  }
}

/** The blanks with which the line of an entry begins. */
function marginOf(text: string, { offset }: Node): string {
  const start = text.lastIndexOf("\n", offset) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}
