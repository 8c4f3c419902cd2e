/**
 * Cuts a long answer into messages of at most `limit` UTF-16 code units: at line ends; inside a line only where that
 * line alone exceeds the limit, and then at a word; never inside a surrogate pair. A code fence that is open at a cut
 * is closed there and opened again in the next part.
 *
 * All parts but the last depend on nothing that comes later, so a growing text keeps them: what was posted stays.
 * White space at a cut is dropped, and parts of which nothing can be seen. `limit` is at least 100.
 */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const { head, tail } = cut(rest, limit);
    if (isVisible(head)) parts.push(head);
    rest = tail;
  }
  if (isVisible(rest) && !(parts.length > 0 && isLoneOpening(rest))) parts.push(rest);
  return parts;
}

/** Whether a person sees anything of a text; platforms refuse messages that are blank, of invisible characters as well. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cf}]/u.test(text);
}

const closing = "\n```";
/** Longer first lines of a code block are not worth repeating. */
const longestOpening = 40;

function cut(text: string, limit: number): { head: string; tail: string } {
  const room = limit - closing.length;
  // A part that begins inside a code block must get past the line that opens it, or no part would ever be the last.
  const least = isFence(text) ? lineEnd(text, 0) : 0;
  const newline = text.lastIndexOf("\n", room);
  const atLineEnd = newline > least;
  const at = atLineEnd ? newline : cutInside(text, least, room);
  const head = text.slice(0, at);
  const tail = text.slice(at);
  const fence = openFence(head);
  if (fence === undefined) return { head, tail: tail.replace(/^(?:[ \t]*\n)+|^ /, "") };
  if (!atLineEnd) return { head: head + closing, tail: `${fence}\n${tail}` };
  const opening = head.lastIndexOf("\n");
  if (opening > 0 && isFence(head.slice(opening + 1)))
    return { head: head.slice(0, opening), tail: text.slice(opening + 1) };
  if (tail.startsWith(`${closing}\n`)) return { head: head + closing, tail: tail.slice(closing.length + 1) };
  return { head: head + closing, tail: fence + tail };
}

/** Where to cut a line that alone is too long. */
function cutInside(text: string, least: number, room: number): number {
  const space = text.lastIndexOf(" ", room);
  if (space > least + 1) return space;
  return isHighSurrogate(text.charCodeAt(room - 1)) ? room - 1 : room;
}

function isFence(text: string): boolean {
  return /^[ \t]*```/.test(text.slice(0, 100));
}

/** A code block was opened again and nothing more came. */
function isLoneOpening(text: string): boolean {
  return isFence(text) && lineEnd(text.trimEnd(), 0) === text.trimEnd().length;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The line that opens the code block in which `text` ends, shortened to its fence where it is long. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const line of text.split("\n")) {
    if (isFence(line)) open = open === undefined ? line.trim() : undefined;
  }
  return open === undefined || open.length <= longestOpening ? open : "```";
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
