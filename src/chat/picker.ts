import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { SessionKey } from "../domain/ids.js";

/** What a token is good for: a button or a menu's entry, or the place of a text that is too long to be typed. */
export type TokenUse = "press" | "type";

export interface Signing {
  readonly use: TokenUse;
  /** One or two names, as in a `Choice`. */
  readonly names: readonly string[];
  readonly session: SessionKey;
  /** ms since the epoch. */
  readonly now: number;
}

/** Whether a token was made here, for this use and conversation, and lives; and how to find what it stands for. */
export interface OpenedToken {
  /** The names it was made of, if all of them are still among `lists`. */
  find(lists: readonly (readonly string[])[]): readonly string[] | undefined;
}

/** Makes and reads the tokens of buttons, menus and suggestions. */
export interface Picker {
  /** 52 characters of `A–Z a–z 0–9 - _`, however long the names are. */
  sign(signing: Signing): string;
  /** Nothing for a token that was altered, is another conversation's, has another use or has expired. */
  open(token: string, expected: Omit<Signing, "names">): OpenedToken | undefined;
}

/** What signs the choices of a reply, and for which conversation. */
export interface Signer {
  readonly picker: Picker | undefined;
  readonly session: SessionKey;
  /** ms since the epoch. */
  readonly now: number;
}

/** How long what was shown can be pressed, in ms. */
export const tokenLifeMs = 24 * 60 * 60 * 1000;
/** The length of every token, in characters. */
export const tokenLength = 52;

const tokenPattern = /^[\w-]{52}$/;
const uses: Readonly<Record<TokenUse, number>> = { press: 1, type: 2 };
const digestBytes = 9;
const macBytes = 16;
/** Use, two digests, expiry in seconds since the epoch; the MAC follows. 39 bytes fill 52 characters to the last bit. */
const expiryAt = 1 + 2 * digestBytes;
const bodyBytes = expiryAt + 4;
/** Names come again with every menu, and a digest is half the price of a token. */
const digestsKept = 5000;
const noName = Buffer.alloc(digestBytes);

/**
 * Creates the picker of one key.
 *
 * A token holds a keyed digest of each name, so ids of any length fit and none is told; the conversation and the use
 * are signed without taking up room.
 *
 * @example
 * const picker = createPicker(key);
 * const token = picker.sign({ use: "press", names: ["status"], session: "telegram:1", now });
 * picker.open(token, { use: "press", session: "telegram:1", now })?.find([["list", "status"]]); // ["status"]
 */
export function createPicker(key: KeyObject): Picker {
  const digests = new LRUCache<string, Buffer>({ max: digestsKept });
  const indices = new WeakMap<readonly string[], ReadonlyMap<string, string | undefined>>();

  function digestOf(name: string): Buffer {
    const known = digests.get(name);
    if (known) return known;
    const digest = createHmac("sha256", key).update("name\0").update(name).digest().subarray(0, digestBytes);
    digests.set(name, digest);
    return digest;
  }

  function macOf(body: Buffer, session: SessionKey): Buffer {
    return createHmac("sha256", key).update("token\0").update(body).update(session).digest().subarray(0, macBytes);
  }

  /** Two names with one digest stand for nothing: what a label says is never guessed. */
  function indexOf(names: readonly string[]): ReadonlyMap<string, string | undefined> {
    const known = indices.get(names);
    if (known) return known;
    const index = new Map<string, string | undefined>();
    for (const name of names) {
      const digest = digestOf(name).toString("latin1");
      index.set(digest, index.has(digest) && index.get(digest) !== name ? undefined : name);
    }
    indices.set(names, index);
    return index;
  }

  return {
    sign({ use, names, session, now }) {
      const [first, second, ...rest] = names;
      if (first === undefined || rest.length > 0) throw new RangeError("A choice is made of one or two names.");
      const expiry = Buffer.alloc(4);
      expiry.writeUInt32BE(Math.floor((now + tokenLifeMs) / 1000));
      const digest = second === undefined ? noName : digestOf(second);
      const body = Buffer.concat([Buffer.of(uses[use]), digestOf(first), digest, expiry]);
      return Buffer.concat([body, macOf(body, session)]).toString("base64url");
    },
    open(token, { use, session, now }) {
      if (!tokenPattern.test(token)) return undefined;
      const bytes = Buffer.from(token, "base64url");
      const body = bytes.subarray(0, bodyBytes);
      if (!timingSafeEqual(bytes.subarray(bodyBytes), macOf(body, session))) return undefined;
      if (body[0] !== uses[use] || now >= body.readUInt32BE(expiryAt) * 1000) return undefined;
      const wanted = [body.subarray(1, 1 + digestBytes), body.subarray(1 + digestBytes, expiryAt)]
        .filter((digest) => !digest.equals(noName))
        .map((digest) => digest.toString("latin1"));
      return {
        find(lists) {
          const found = wanted.map((digest) => {
            for (const names of lists) {
              const name = indexOf(names).get(digest);
              if (name !== undefined) return name;
            }
            return undefined;
          });
          return found.every((name) => name !== undefined) ? found : undefined;
        },
      };
    },
  };
}
