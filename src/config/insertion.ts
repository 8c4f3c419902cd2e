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
 * The edits that put an entry into a list or an object of JSON with comments, on a line of its own where the others have
 * theirs. A comment stays beside the entry that it stands behind, and no other line changes. (jsonc-parser's own
 * insertion comes between the two, and lays the line out anew.)
 *
 * @param path where it is to stand: behind it or at it a list's index, or a key that is missing. Objects on the way are made.
 * @returns nothing where something else is in the way.
 */
export function insertionOf(text: string, path: ConfigPath, value: unknown, layout: Layout): Edit[] | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const nodeAt = (depth: number): Node | undefined => tree && findNodeAtLocation(tree, path.slice(0, depth));
  const { indent, eol } = layout;
  const depth = path.findLastIndex((_, index) => nodeAt(index));
  const node = nodeAt(depth);
  if (!node?.children) return undefined;

  const [step = "", ...missing] = path.slice(depth);
  const isList = node.type === "array";
  const made = missing.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const key = isList ? "" : `${JSON.stringify(step)}: `;
  const inline = key + onOneLine(made);
  const at = (margin: string): string => margin + key + laidOut(made, margin, layout);
  const insert = (offset: number, content: string): Edit => ({ offset, length: 0, content });

  const [first] = node.children;
  const before = node.children[isList ? Number(step) - 1 : node.children.length - 1];
  const from = before ? (commaAfter(text, before) ?? endOf(before) - 1) + 1 : node.offset + 1;
  const line = nextLine(text, from);
  if (!first) {
    const margin = marginOf(text, node);
    if (line !== undefined) return [insert(line, at(margin + indent) + eol)];
    const inside = text.slice(from, endOf(node) - 1);
    if (inside.trim() !== "") return [insert(from, ` ${inline}`)];
    const spread = `${eol}${at(margin + indent)}${eol}${margin}`;
    return [
      {
        offset: from,
        length: inside.length,
        content: beginsLine(text, node) ? spread : isList ? inline : ` ${inline} `,
      },
    ];
  }
  if (!before)
    return [
      line === undefined ? insert(first.offset, `${inline}, `) : insert(line, `${at(marginOf(text, first))},${eol}`),
    ];

  const comma = commaAfter(text, before);
  if (comma === undefined) {
    if (line === undefined) return [insert(behindComments(text, endOf(before)), `, ${inline}`)];
    return [insert(endOf(before), ","), insert(line, at(marginOf(text, before)) + eol)];
  }
  return [
    line === undefined
      ? insert(behindComments(text, comma + 1), ` ${inline},`)
      : insert(line, `${at(marginOf(text, before))},${eol}`),
  ];
}

/** The edit that writes another value in the place of one, as it would have been inserted; nothing where none stands. */
export function replacementOf(text: string, path: ConfigPath, value: unknown, layout: Layout): Edit[] | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtLocation(tree, [...path]);
  if (!node) return undefined;
  const spread = laidOut(value, marginOf(text, node), layout);
  return [{ offset: node.offset, length: node.length, content: beginsLine(text, node) ? spread : onOneLine(value) }];
}

/** On lines of its own, all but the first behind a margin. */
function laidOut(value: unknown, margin: string, { indent, eol }: Layout): string {
  return JSON.stringify(value, null, indent).replaceAll("\n", eol + margin);
}

/** As people write it. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${onOneLine(inner)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Whether nothing but blanks stands before it, or before its key. */
function beginsLine(text: string, node: Node): boolean {
  const { offset } = node.parent?.type === "property" ? node.parent : node;
  return text.slice(text.lastIndexOf("\n", offset) + 1, offset).trim() === "";
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** Behind the comments that follow, which are about what stands before them. */
function behindComments(text: string, from: number): number {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  for (let end = from; ; ) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (token.startsWith("/*")) end = scanner.getTokenOffset() + token.length;
    else if (token === "" || token.trim() !== "") return end;
  }
}

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
