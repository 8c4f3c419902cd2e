import { fieldsOf, type Json } from "../../domain/json.js";

/** Whose login it is, as far as the tokens tell. */
export interface OAuthAccount {
  readonly email?: string;
  /** The account or workspace that pays: one e-mail address may have several. */
  readonly accountId?: string;
  /** The provider's own name of the person. */
  readonly subject?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** OpenAI's claims are named by addresses: `https://api.openai.com/auth` → `chatgpt_account_id`, `…/profile` → `email`. */
const authClaim = "https://api.openai.com/auth";
const profileClaim = "https://api.openai.com/profile";

/** Reads the account off the claims of an id token and an access token, the first one first. */
export function accountOf(...tokens: readonly (Json | undefined)[]): OAuthAccount {
  const first = (read: (claims: Json) => string | undefined): string | undefined =>
    tokens.map((claims) => claims && read(claims)).find((found) => found !== undefined);
  const email = first((claims) => text(claims.email) ?? text(fieldsOf(claims[profileClaim]).email));
  const accountId = first((claims) => text(fieldsOf(claims[authClaim]).chatgpt_account_id) ?? text(claims.account_id));
  const subject = first((claims) => text(claims.sub));
  return {
    ...(email === undefined ? {} : { email }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/**
 * Whether two logins are of different accounts, as far as both tell. The account that pays decides where both name it,
 * else the e-mail address.
 */
export function isOtherAccount(before: OAuthAccount, after: OAuthAccount): boolean {
  if (before.accountId !== undefined && after.accountId !== undefined) return before.accountId !== after.accountId;
  if (before.email !== undefined && after.email !== undefined) {
    return before.email.toLowerCase() !== after.email.toLowerCase();
  }
  return before.subject !== undefined && after.subject !== undefined && before.subject !== after.subject;
}
