import type { Credential } from "./credential.js";
import { Secret } from "./secret.js";

/** A decision asks for every one that failed once; a credential never changes. */
const marks = new WeakMap<Credential, string | undefined>();

/**
 * Names what stands as a profile's credential without showing it, so that what the machine counted of it is about nothing
 * else. A reference is named itself, not what it leads to; a login stays the same, however often it is renewed. A key
 * that is short enough to be guessed has no mark: it could be found by trying.
 */
export function markOf(credential: Credential): string | undefined {
  if (!marks.has(credential)) marks.set(credential, toMark(credential));
  return marks.get(credential);
}

function toMark(credential: Credential): string | undefined {
  if (credential.type === "oauth") return "login";
  const isKey = credential.type === "api_key";
  const secret = isKey ? credential.key : credential.token;
  const ref = isKey ? credential.keyRef : credential.tokenRef;
  if (secret) return secret.matches(/^.{20}/s) ? secret.fingerprint : undefined;
  return ref && new Secret(JSON.stringify(ref)).fingerprint;
}
