import { badRequest } from "./refusal.js";

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

const tags: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  a: "text_link",
  "tg-spoiler": "spoiler",
};
const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };
const token =
  /<(\/?)([a-z0-9-]+)((?:\s+[a-z-]+="[^"<>]*")*)\s*>|&(?:([a-z]+)|#(\d{1,7})|#x([0-9a-f]{1,6}));|[<>&]|[^<>&]+/gi;

/**
 * What a person reads of a text in HTML mode, and its entities. It follows
 * https://core.telegram.org/bots/api#html-style to the letter, so it is stricter than the service itself: every `<`,
 * `>` and `&` that is no mark-up must be escaped.
 */
export function parseHtml(html: string): { text: string; entities: Entity[] } {
  let text = "";
  const entities: Entity[] = [];
  const open: { tag: string; offset: number; url?: string }[] = [];
  for (const match of html.matchAll(token)) {
    const [whole, slash, name, attributes, entity, decimal, hex] = match;
    const at = Buffer.byteLength(html.slice(0, match.index));
    if (name !== undefined) {
      const tag = name.toLowerCase();
      if (slash === "/") {
        const last = open.pop();
        if (last === undefined) throw parseError(`Unexpected end tag at byte offset ${at}`);
        if (last.tag !== tag) {
          throw parseError(`Unmatched end tag at byte offset ${at}, expected "</${last.tag}>", found "</${tag}>"`);
        }
        const length = text.length - last.offset;
        const type = tags[tag] ?? tag;
        if (length > 0) entities.push({ type, offset: last.offset, length, ...(last.url && { url: last.url }) });
      } else {
        if (tags[tag] === undefined) throw parseError(`Unsupported start tag "${tag}" at byte offset ${at}`);
        const url = /href="([^"]*)"/.exec(attributes ?? "")?.[1];
        open.push({ tag, offset: text.length, ...(url !== undefined && { url }) });
      }
    } else if (entity !== undefined) {
      if (named[entity] === undefined) throw parseError(`Unsupported entity "&${entity};" at byte offset ${at}`);
      text += named[entity];
    } else if (decimal !== undefined || hex !== undefined) {
      text += String.fromCodePoint(decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? "", 16));
    } else if (whole === "<" || whole === ">" || whole === "&") {
      throw parseError(`Unescaped "${whole}" at byte offset ${at}`);
    } else text += whole;
  }
  const left = open.at(-1);
  if (left !== undefined) throw parseError(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset) };
}

const parseError = (why: string): Error => badRequest(`can't parse entities: ${why}`);
