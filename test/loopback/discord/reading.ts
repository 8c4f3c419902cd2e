/**
 * A message as a person reads it in Discord's client: escapes undone, code and bold without their signs, times as
 * `(in …)`. Mark-up that got through where none was meant shows as ⟪…⟫, so that a test sees it.
 */
export function toRead(markup: string): string {
  let read = "";
  let rest = markup;
  let lineStart = true;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest) ?? undefined;
    if (match !== undefined) rest = rest.slice(match[0].length);
    return match;
  };
  while (rest !== "") {
    const atStart = lineStart;
    lineStart = false;
    const escaped = take(/^\\([^0-9A-Za-z\s])/);
    if (escaped !== undefined) {
      read += escaped[1];
      continue;
    }
    const block = take(/^```[\s\S]*?```/);
    const code = block ?? take(/^(`+)([\s\S]*?[^`])\1(?!`)/);
    if (code !== undefined) {
      read += block === undefined ? code[2]?.replace(/^ (?= *`)|(` *) $/g, "$1") : `⟪${code[0]}⟫`;
      continue;
    }
    const bold = take(/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/);
    if (bold !== undefined) {
      read += toRead(bold[1] ?? "");
      continue;
    }
    const time = take(/^<t:(-?\d+):([Rf])>/);
    if (time !== undefined) {
      read += `(${time[1]} ${time[2]})`;
      continue;
    }
    const sign =
      take(/^(?:https?:\/\/[^\s<]+|<[@#:/][^>]*>|@(?:everyone|here)|:[^\s:]+:|\[[^\]]*\]\([^)]*\)|[*_~|]+)/) ??
      (atStart ? take(/^(?: *(?:[-*]|\d+\.) |#{1,3} |-# |>>? ?)/) : undefined);
    if (sign !== undefined) {
      read += `⟪${sign[0]}⟫`;
      continue;
    }
    const [plain = ""] = take(/^[\s\S]/) ?? [];
    read += plain;
    lineStart = plain === "\n";
  }
  return read;
}
