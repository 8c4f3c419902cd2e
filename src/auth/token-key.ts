import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { ModelpinError } from "../domain/errors.js";
import type { Store } from "../store/store.js";

/** The document in the state directory; the file store makes it 0600 from the first system call on. */
const keyFile = "token-key";
const keyBytes = 32;

/**
 * The key that signs buttons, read when it is first asked for and kept; what failed is tried again the next time. It
 * is made once per state directory, by whoever needs it first: of several processes that do so at once one writes and
 * all use what it wrote.
 *
 * @returns what throws {ModelpinError} `token_key_unreadable` when the file holds something else; it is never overwritten.
 */
export function createTokenKey(store: Pick<Store, "read" | "write">): () => Promise<KeyObject> {
  let key: Promise<KeyObject> | undefined;
  return () => {
    key ??= readTokenKey(store).catch((error) => {
      key = undefined;
      throw error;
    });
    return key;
  };
}

async function readTokenKey(store: Pick<Store, "read" | "write">): Promise<KeyObject> {
  const written =
    (await store.read(keyFile)) ??
    (await store.write(keyFile, `${randomBytes(keyBytes).toString("base64url")}\n`, null)) ??
    (await store.read(keyFile, { fresh: true }));
  const bytes = Buffer.from(written?.body.trim() ?? "", "base64url");
  if (bytes.length === keyBytes) return createSecretKey(bytes);
  throw new ModelpinError("token_key_unreadable", `The file ${keyFile} in the state directory is not a key.`, {
    hint: "Remove it: a new one is made, and buttons shown so far stop working.",
  });
}
