/** What stands where a secret stood. */
const mark = "[secret]";
/** The length from which a piece of a secret is one. */
const pieceLength = 8;
/** No body of a provider nests deeper; what does is cut off rather than walked. */
const deepest = 64;

/** Removes secrets from whatever a provider sent back. */
export interface Scrubber {
  text(text: string): string;
  /** Any JSON value: strings, numbers and the keys of objects, at every depth. */
  value(value: unknown): unknown;
}

/**
 * A scrubber for the secrets of one request. It removes every occurrence of a secret and of every piece of it of 8
 * characters or more, without regard to case; the same when it was encoded (base64, hex, percent, JSON, HTML), broken
 * into groups or lines, or masked in the middle (`sk-ab***yz`): not one character of a secret may be shown.
 *
 * @example
 * createScrubber(["sk-1234567890"]).text("Incorrect API key: sk-12345678..."); // "Incorrect API key: [secret]"
 */
export function createScrubber(secrets: readonly string[]): Scrubber {
  const known = [...new Set(secrets.map((secret) => secret.trim()))].filter((secret) => secret !== "");
  // Longest first: one secret may hold another.
  known.sort((a, b) => b.length - a.length);
  const short = known.filter((secret) => secret.length < pieceLength);
  const written = pieces(known.flatMap(writtenForms).map(folded));
  const grouped = pieces(known.map((secret) => lettersOf(secret).text));

  const text = (given: string): string => {
    let clean = given;
    for (const secret of short) clean = clean.replaceAll(secret, mark);
    const covered = new Uint8Array(clean.length);
    cover(folded(clean), (index) => index, written, covered);
    const letters = lettersOf(clean);
    cover(letters.text, (index) => letters.at[index] ?? 0, grouped, covered);
    return unmask(withMarks(clean, covered), known);
  };

  const value = (given: unknown, depth = 0): unknown => {
    if (depth > deepest) return "[cut off]";
    if (typeof given === "string") return text(given);
    if (typeof given === "number") return text(String(given)) === String(given) ? given : mark;
    if (Array.isArray(given)) return given.map((item) => value(item, depth + 1));
    if (typeof given !== "object" || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([key, item]) => [text(key), value(item, depth + 1)]));
  };

  return { text, value: (given) => value(given) };
}

/** How a secret may be written in an answer. */
function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(bytes.toString()),
    JSON.stringify(secret).slice(1, -1),
    secret.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
    bytes.toString("hex"),
    ...[0, 1, 2].flatMap((offset) => base64Within(bytes, offset)),
  ];
}

/** The characters of base64 that depend on `bytes` alone when they start at `offset` of a group of three. */
function base64Within(bytes: Buffer, offset: number): string[] {
  const start = offset === 0 ? 0 : 4;
  const whole = Math.floor((bytes.length + offset) / 3) * 4;
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  return [padded.toString("base64").slice(start, whole), padded.toString("base64url").slice(start, whole)];
}

function pieces(forms: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const form of forms) {
    for (let at = 0; at + pieceLength <= form.length; at += 1) found.add(form.slice(at, at + pieceLength));
  }
  return found;
}

/** Letters and digits alone, in lower case, and where each stood: what is left when a secret is written in groups. */
function lettersOf(given: string): { readonly text: string; readonly at: readonly number[] } {
  let text = "";
  const at: number[] = [];
  for (const found of given.matchAll(/[a-z0-9]/gi)) {
    text += found[0].toLowerCase();
    at.push(found.index);
  }
  return { text, at };
}

/** Lower case for ASCII alone, so that no character changes its place. */
function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Marks in `covered` every stretch of `text` that is a piece; `at` leads from an index of `text` to one of `covered`. */
function cover(text: string, at: (index: number) => number, known: Set<string>, covered: Uint8Array): void {
  for (let start = 0; start + pieceLength <= text.length; start += 1) {
    if (!known.has(text.slice(start, start + pieceLength))) continue;
    covered.fill(1, at(start), at(start + pieceLength - 1) + 1);
  }
}

function withMarks(text: string, covered: Uint8Array): string {
  let clean = "";
  for (let index = 0; index < text.length; index += 1) {
    if (covered[index] === 0) clean += text[index];
    else if (index === 0 || covered[index - 1] === 0) clean += mark;
  }
  return clean;
}

const maskDots = /\*{2,}|•{2,}|[xX]{4,}|\.{3,}|…/gu;
const ofAWord = /[\w+/=:-]/;

/**
 * A provider's own masking still shows both ends: `sk-ab***yz`, `sk-ab…yz`. Looks from the dots outwards, so that no
 * character is read twice: a pattern for the whole would read a long word anew from each of its characters.
 */
function unmask(text: string, secrets: readonly string[]): string {
  let clean = "";
  let done = 0;
  for (const { 0: dots, index } of text.matchAll(maskDots)) {
    // A tail may have taken these along.
    if (index < done) continue;
    const after = index + dots.length;
    let start = index;
    while (start > done && ofAWord.test(text.charAt(start - 1))) start -= 1;
    let end = after;
    while (end < text.length && ofAWord.test(text.charAt(end))) end += 1;
    const head = text.slice(start, index);
    const tail = text.slice(after, end);
    const shown = dots.startsWith(".") || dots === "…" ? 2 : 1;
    const isEnd = secrets.some(
      (secret) => (head.length >= shown && secret.startsWith(head)) || (tail.length >= shown && secret.endsWith(tail)),
    );
    clean += isEnd ? text.slice(done, start) + mark : text.slice(done, end);
    done = end;
  }
  return clean + text.slice(done);
}
