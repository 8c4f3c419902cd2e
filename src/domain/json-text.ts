import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

/** Why a text is not JSON, without a word of the text itself: it may hold secrets. */
export interface JsonFlaw {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly cause: string;
}

/**
 * Where a strict JSON text stops making sense. V8's own message quotes the text around the place, which must not
 * happen to a file of credentials.
 */
export function findJsonFlaw(text: string): JsonFlaw {
  const errors: ParseError[] = [];
  // Editors put a mark before the text that is no part of it.
  const content = text.replace(/^\uFEFF/, "");
  try {
    parse(content, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { line: 1, column: 1, cause: "nested too deeply" };
  }
  const [first] = errors;
  const before = content.slice(0, first?.offset ?? content.length);
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  // "ColonExpected" → "colon expected"
  const cause = first
    ? printParseErrorCode(first.error)
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .toLowerCase()
    : "not JSON";
  return { line, column, cause };
}
