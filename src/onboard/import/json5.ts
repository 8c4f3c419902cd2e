/**
 * Turns what JSON5 adds in words (keys without quotes, text in single quotes) into JSON with comments, line by line, so
 * that errors still name the right line. Everything else stays as it is.
 *
 * @example toJsonc("{ agents: { list: ['a'] } }"); // { "agents": { "list": ["a"] } }
 */
export function toJsonc(text: string): string {
  const tokens =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|([\p{L}_$][\p{L}\p{N}_$]*)(?=\s*:)/gu;
  return text.replace(tokens, (all: string, single: string | undefined, key: string | undefined) => {
    if (key !== undefined) return JSON.stringify(key);
    if (single === undefined) return all;
    // In JSON only the double quote needs its backslash, and the single one may have none.
    return `"${single.replace(/\\'/g, "'").replace(/(\\[\s\S])|"/g, (_, escaped?: string) => escaped ?? '\\"')}"`;
  });
}
