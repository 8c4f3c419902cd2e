import type { Secret } from "../../domain/secret.js";
import { loginGone } from "./errors.js";
import type { LoginHome } from "./record.js";
import type { OAuthCredential, RefreshParts } from "./refresh.js";

/** A login that can be renewed. */
export type Renewable = OAuthCredential & { readonly refresh: Secret };

export function isRenewable(credential: OAuthCredential): credential is Renewable {
  return credential.refresh !== undefined;
}

/** The login as its file says now. */
export async function readStored({ profilesOf }: RefreshParts, home: LoginHome): Promise<OAuthCredential> {
  const { document, problem } = await profilesOf(home).read({ fresh: true });
  // With a file that cannot be read nothing is known of the token, and what came of a request could not be stored.
  if (problem) throw problem;
  const stored = document.profiles.get(home.profileId);
  if (stored?.type !== "oauth") throw loginGone(home.profileId);
  return stored;
}

/** What must still stand in the file for a refresh to write there. */
function generationOf({ refresh, access }: OAuthCredential): string {
  return `${refresh?.fingerprint} ${access?.fingerprint}`;
}

/** Recognises the login that was read before: nobody has stored another one meanwhile. */
export function isStill(stored: OAuthCredential) {
  return (found: { readonly type: string } | undefined): boolean =>
    found?.type === "oauth" && generationOf(found as OAuthCredential) === generationOf(stored);
}

/** The same login with other tokens. */
export function withTokens(
  { access: _access, expires: _expires, ...rest }: OAuthCredential,
  tokens: Pick<OAuthCredential, "access" | "refresh" | "expires">,
): OAuthCredential {
  return { ...rest, ...tokens };
}
