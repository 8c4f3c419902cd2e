import { fieldsOf, isObject, type Json, jsonOf } from "../../domain/json.js";
import { Secret } from "../../domain/secret.js";
import { accountOf, type OAuthAccount } from "./account.js";

/** What a provider gave for a code, a device code or a refresh token. */
export interface TokenGrant {
  readonly access: Secret;
  /** Absent: the one that was sent goes on being valid. */
  readonly refresh?: Secret;
  /** ms since the epoch, on our clock; absent when the provider did not say. */
  readonly expires?: number;
  readonly lifetimeMs?: number;
  readonly account: OAuthAccount;
}

/** What became of a request to a token endpoint. */
export type TokenOutcome =
  | { readonly kind: "granted"; readonly grant: TokenGrant }
  /** For good: the token will never be taken again, and a person must log in. */
  | { readonly kind: "refused"; readonly code: string }
  /** For now: the network, the server, or our own configuration. `reason` is safe to show. */
  | { readonly kind: "failed"; readonly reason: string };

/** The error codes that end a login: RFC 6749 §5.2, and those that OpenAI's endpoint sends in their place. */
const finalCodes = new Set([
  "invalid_grant",
  "invalid_refresh_token",
  "refresh_token_reused",
  "refresh_token_expired",
  "refresh_token_invalidated",
  "refresh_token_revoked",
  "token_revoked",
]);
/** Codes that say that what was configured does not fit; no request will go better before somebody mends it. */
const configurationCodes = new Set([
  "invalid_client",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_request",
]);
const knownCodes = new Set([
  ...configurationCodes,
  "temporarily_unavailable",
  "access_denied",
  "authorization_pending",
  "expired_token",
  "server_error",
  "slow_down",
  "rate_limit_exceeded",
]);

/** Some endpoints have only a sentence to say it with. */
const finalSentence =
  /sign in again|log ?in again|refresh token (?:is |was |has been |has )?(?:already )?(?:been )?(?:used|expired|revoked|invalid|reused)/i;

function objectOf(text: string): Json | undefined {
  const value = jsonOf(text);
  return isObject(value) ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What is to last longer has no end that anybody meant, and none that a date can hold, in ms: a century. */
const longestLifetime = 36_525 * 86_400_000;

function lifetimeOf({ expires_in: seconds }: Json, access: string): number | undefined {
  const stated = typeof seconds === "string" ? Number(seconds) : seconds;
  if (typeof stated === "number" && Number.isFinite(stated) && stated > 0)
    return stated * 1000 <= longestLifetime ? stated * 1000 : undefined;
  // Issue and end on the provider's own clock, so that ours does not matter.
  const { iat, exp } = claimsOf(access) ?? {};
  return typeof iat === "number" && typeof exp === "number" && exp > iat ? (exp - iat) * 1000 : undefined;
}

/** What a JWT says, unverified: it came from the token endpoint itself, over a connection that was. */
function claimsOf(token: string | undefined): Json | undefined {
  const payload = token?.split(".")[1];
  return payload === undefined ? undefined : objectOf(Buffer.from(payload, "base64url").toString("utf8"));
}

/**
 * Understands what a token endpoint answered. An answer that holds a new token counts, whatever its form: throwing it
 * away would burn the login, since the old token may be spent by then.
 *
 * @param askedAt when the request left, ms since the epoch: the token cannot have been issued before.
 */
export function parseTokenAnswer(status: number, text: string, askedAt: number): TokenOutcome {
  const body = objectOf(text);
  const access = textOf(body?.access_token);
  if (status >= 200 && status < 300) {
    if (body === undefined || access === undefined) {
      return { kind: "failed", reason: `its answer (HTTP ${status}) held no access token` };
    }
    const refresh = textOf(body.refresh_token);
    const lifetimeMs = lifetimeOf(body, access);
    return {
      kind: "granted",
      grant: {
        access: new Secret(access),
        ...(refresh === undefined ? {} : { refresh: new Secret(refresh) }),
        ...(lifetimeMs === undefined ? {} : { lifetimeMs, expires: askedAt + lifetimeMs }),
        account: accountOf(claimsOf(textOf(body.id_token)), claimsOf(access)),
      },
    };
  }
  const { codes, sentences } = complaintsOf(body);
  const final = codes.find((code) => finalCodes.has(code));
  if (final !== undefined) return { kind: "refused", code: final };
  // Only an answer about the request itself: a proxy's error page may say anything.
  const isRefusal = status === 400 || status === 401 || status === 403;
  if (isRefusal && body !== undefined && sentences.some((sentence) => finalSentence.test(sentence))) {
    return { kind: "refused", code: "refused" };
  }
  const code = codes.find((one) => knownCodes.has(one));
  const mend =
    code !== undefined && configurationCodes.has(code) ? ": check its oauth section in the configuration" : "";
  return { kind: "failed", reason: `it answered HTTP ${status}${code === undefined ? "" : ` ${code}`}${mend}` };
}

/** Codes and sentences, where RFC 6749 puts them (`error`, `error_description`) and where others do (`error.code`). */
function complaintsOf(body: Json | undefined): {
  readonly codes: readonly string[];
  readonly sentences: readonly string[];
} {
  const { error, code, error_description: description, message } = body ?? {};
  const inner = fieldsOf(error);
  return {
    codes: [error, code, inner.code, inner.type, inner.error].map(textOf).filter((one) => one !== undefined),
    sentences: [description, message, inner.message, inner.error_description]
      .map(textOf)
      .filter((one) => one !== undefined),
  };
}
