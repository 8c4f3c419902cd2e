/** Lets an answer's text through piece by piece, but not a secret, wherever it may be cut. */
export interface Sieve {
  /** What of the text so far can be shown; the rest is kept until it is known not to be the beginning of a secret. */
  push(delta: string): string;
  /** What was kept, when nothing more comes. */
  end(): string;
}

const shown = "[secret]";
/** So much of a secret may end a text by chance: `sk-` says nothing. */
const harmless = 8;
/** So much of its beginning is a part of a secret wherever it stands: more than all keys of a vendor begin with. */
const telling = 16;

/** How much of the end of `text` could be the beginning of `secret`. */
function overlap(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

/** The text without the beginnings of `secret` in it that are long enough to tell of it, as a log that cuts them leaves them. */
function withoutBeginnings(text: string, secret: string): string {
  const head = secret.slice(0, telling);
  if (head.length < telling) return text;
  let clean = "";
  let done = 0;
  for (let at = text.indexOf(head); at >= 0; at = text.indexOf(head, done)) {
    let length = telling;
    while (length < secret.length && text[at + length] === secret[length]) length++;
    clean += text.slice(done, at) + shown;
    done = at + length;
  }
  return clean + text.slice(done);
}

/**
 * A proxy that writes the request's own headers into its answer must not show the credential to the conversation.
 * @param secrets shorter ones than 8 characters are left alone: they would garble any text.
 */
export function createSieve(secrets: readonly string[]): Sieve {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= harmless);
  let kept = "";
  return {
    push(delta) {
      const text = known.reduce((rest, secret) => rest.replaceAll(secret, shown), kept + delta);
      const length = Math.max(0, ...known.map((secret) => overlap(text, secret)));
      kept = text.slice(text.length - length);
      return known.reduce(withoutBeginnings, text.slice(0, text.length - length));
    },
    end() {
      const rest = kept.length < harmless ? kept : shown;
      kept = "";
      return rest;
    },
  };
}
