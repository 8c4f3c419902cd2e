import type { Line, Span } from "../../domain/reply.js";

/**
 * A phrase with its placeholders: `{name}` for a value, `*strong*`, `` `code` `` (which may hold placeholders), and
 * `[[…]]` around what is left out where one of its values is absent.
 */
export type Template = string;

export type Value = string | number | Line | undefined;

const part = /\[\[(.*?)\]\]|\*([^*]+)\*|`([^`]+)`|\{(\w+)\}/g;

/** Most phrases are said as they stand, and all that a language has are made at once. */
const marked = /[[*`{]/;

/** Puts values into a phrase. A placeholder without a value, outside of `[[…]]`, is left out. */
export function fill(template: Template, values: Readonly<Record<string, Value>> = {}): Span[] {
  if (!marked.test(template)) return [template];
  const spans: Span[] = [];
  let from = 0;
  for (const match of template.matchAll(part)) {
    if (match.index > from) spans.push(template.slice(from, match.index));
    from = match.index + match[0].length;
    const [, optional, strong, code, name] = match;
    if (optional !== undefined) {
      if (placeholders(optional).every((one) => values[one] !== undefined)) spans.push(...fill(optional, values));
    } else if (strong !== undefined) spans.push({ strong });
    else if (code !== undefined) spans.push({ code: plain(code, values) });
    else spans.push(...toSpans(values[name ?? ""]));
  }
  if (from < template.length) spans.push(template.slice(from));
  return spans;
}

/** The same for places that take text alone, such as labels. */
export function plain(template: Template, values: Readonly<Record<string, Value>> = {}): string {
  return fill(template, values)
    .map((span) => (typeof span === "string" ? span : "code" in span ? span.code : "strong" in span ? span.strong : ""))
    .join("");
}

/** The names of a phrase's placeholders. */
export function placeholders(template: Template): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

function toSpans(value: Value): readonly Span[] {
  if (value === undefined) return [];
  return typeof value === "object" ? value : [String(value)];
}
