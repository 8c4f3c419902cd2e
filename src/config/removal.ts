import { createScanner, type Edit, findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type { ConfigPath } from "./problem.js";

/**
 * The edits that take what stands at `path` out of JSON with comments: it, its key and one comma. Comments stay, and
 * a line that would be left blank goes. (jsonc-parser's own removal breaks lists that are written on one line.)
 */
export function removalOf(text: string, path: ConfigPath): Edit[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const value = tree && findNodeAtLocation(tree, [...path]);
  if (!value?.parent) return [];
  const node = value.parent.type === "property" ? value.parent : value;
  const siblings = node.parent?.children ?? [];
  const before = siblings[siblings.indexOf(node) - 1];

  const comma = commaAfter(text, node);
  const end = node.offset + node.length;
  if (comma !== undefined) {
    const holdsComment = text.slice(end, comma).trim() !== "";
    if (!holdsComment) return [tidy(text, node.offset, comma + 1)];
    return [tidy(text, node.offset, end), { offset: comma, length: 1, content: "" }];
  }
  const commaBefore = before && commaAfter(text, before);
  const own = tidy(text, node.offset, end);
  return commaBefore === undefined ? [own] : [{ offset: commaBefore, length: 1, content: "" }, own];
}

/** Where the comma behind a value or property stands, if there is one. */
export function commaAfter(text: string, node: Node): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(node.offset + node.length);
  scanner.scan();
  const offset = scanner.getTokenOffset();
  return text[offset] === "," ? offset : undefined;
}

/** Widens a removal to the whole line when nothing else stands there, else over the spaces beside it. */
function tidy(text: string, start: number, end: number): Edit {
  let from = start;
  while (from > 0 && /[ \t]/.test(text[from - 1] ?? "")) from--;
  let to = end;
  while (to < text.length && /[ \t]/.test(text[to] ?? "")) to++;
  const lineBreak = /^\r?\n/.exec(text.slice(to, to + 2))?.[0];
  if (lineBreak && (from === 0 || text[from - 1] === "\n"))
    return { offset: from, length: to + lineBreak.length - from, content: "" };
  // One side's spaces go, so that what is left and right of it stays apart as it was.
  return lineBreak || /[\]}]/.test(text[to] ?? "")
    ? { offset: from, length: end - from, content: "" }
    : { offset: start, length: to - start, content: "" };
}
