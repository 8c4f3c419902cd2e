import type { Configuration } from "openid-client";
import { errnoOf, ModelpinError } from "../../domain/errors.js";
import type { OAuthProvider } from "./provider.js";
import { parseTokenAnswer, type TokenOutcome } from "./token-answer.js";

/** How long one request to a provider may take. A token endpoint that is cut off may have spent the token: be patient. */
const timeoutSeconds = 30;
/** How far the clocks may differ before what an id token says of its own times is not believed, in seconds. */
const clockToleranceSeconds = 600;
/** No token answer is longer, in characters. */
const longestAnswer = 1_000_000;

/** One provider's endpoints, ready to be asked. */
export interface OAuthClient {
  readonly config: Configuration;
  /**
   * Runs one request of the library against the token endpoint and says what became of it, as the wire showed it.
   *
   * The library judges the form of an answer after it has come, and would throw a new token away for it. So what came
   * is read here, and the library gets it in the form it expects.
   */
  exchange(request: (config: Configuration) => Promise<unknown>): Promise<TokenOutcome>;
}

/** Only loaded by whoever logs in or refreshes. */
export const loadOAuthLibrary = () => import("openid-client");

/**
 * Prepares a provider: discovers its endpoints where the configuration names an issuer. Nothing is spent by it.
 * @throws {ModelpinError} `oauth_unreachable`, `oauth_not_configured`.
 */
export async function openOAuthClient(provider: OAuthProvider, now: () => number): Promise<OAuthClient> {
  const library = await loadOAuthLibrary();
  const metadata = { [library.clockTolerance]: clockToleranceSeconds };
  const insecure = provider.allowInsecure ? [library.allowInsecureRequests] : [];
  const server = {
    ...(provider.authorizationEndpoint === undefined ? {} : { authorization_endpoint: provider.authorizationEndpoint }),
    ...(provider.tokenEndpoint === undefined ? {} : { token_endpoint: provider.tokenEndpoint }),
    ...(provider.deviceAuthorizationEndpoint === undefined
      ? {}
      : { device_authorization_endpoint: provider.deviceAuthorizationEndpoint }),
  };
  const build = (issuer: string, found: object): Configuration =>
    new library.Configuration({ issuer, ...found, ...server }, provider.clientId, metadata, library.None());

  let config: Configuration;
  if (provider.issuer === undefined) {
    if (provider.tokenEndpoint === undefined) throw withoutEndpoint(provider, "tokenEndpoint");
    config = build(new URL(provider.tokenEndpoint).origin, {});
  } else {
    try {
      const found = await library.discovery(new URL(provider.issuer), provider.clientId, metadata, library.None(), {
        execute: insecure,
        timeout: timeoutSeconds,
      });
      config = build(found.serverMetadata().issuer, found.serverMetadata());
    } catch (error) {
      throw new ModelpinError(
        "oauth_unreachable",
        `${provider.provider} could not be asked for its endpoints: ${reasonOf(error)}.`,
        {
          hint: `Try again; check models.providers.${provider.provider}.oauth.issuer.`,
        },
      );
    }
  }
  for (const allow of insecure) allow(config);
  config.timeout = timeoutSeconds;

  return {
    config,
    async exchange(request) {
      let outcome: TokenOutcome | undefined;
      // A copy: requests that run at the same time must not read each other's answers.
      const own = new library.Configuration(config.serverMetadata(), provider.clientId, metadata, library.None());
      for (const allow of insecure) allow(own);
      own.timeout = timeoutSeconds;
      own[library.customFetch] = async (url, options) => {
        const askedAt = now();
        // A redirect is an answer: followed, it would show the refresh token to another host.
        const response = await fetch(url, { ...(options as RequestInit), redirect: "manual" });
        const text = await beginningOf(response);
        outcome = parseTokenAnswer(response.status, text, askedAt);
        return inExpectedForm(response.status, text, outcome);
      };
      try {
        await request(own);
      } catch (error) {
        if (outcome === undefined) return { kind: "failed", reason: reasonOf(error) };
      }
      return outcome ?? { kind: "failed", reason: "it was not asked" };
    },
  };
}

/** What an answer says, as far as any token answer reaches; leaving the loop closes the connection. */
async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) break;
  }
  return text.slice(0, longestAnswer);
}

function inExpectedForm(status: number, text: string, outcome: TokenOutcome): Response {
  const headers = { "content-type": "application/json" };
  if (outcome.kind !== "granted")
    return new Response(text === "" ? null : text, { status: Math.max(200, status), headers });
  // Whose login it is has been read; an id token that the library refuses must not cost the refresh token beside it.
  const { id_token: _, token_type: type, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return Response.json({ ...rest, token_type: type ?? "bearer" });
}

export function withoutEndpoint(provider: OAuthProvider, key: string): ModelpinError {
  return new ModelpinError("oauth_not_configured", `${provider.provider} has no ${key}.`, {
    hint: `Set models.providers.${provider.provider}.oauth.${key}, or its issuer, in the configuration.`,
  });
}

/** What a failed request can say of itself: a code, never a text that may quote a token. */
export function reasonOf(error: unknown, depth = 0): string {
  if (typeof error !== "object" || error === null || depth > 5) return "it could not be reached";
  if ((error as Error).name === "TimeoutError") return `it did not answer within ${timeoutSeconds} s`;
  const { cause } = error as { cause?: unknown };
  const deeper = cause === undefined ? undefined : reasonOf(cause, depth + 1);
  if (deeper !== undefined && deeper !== "it could not be reached") return deeper;
  const errno = errnoOf(error);
  return errno === undefined ? "it could not be reached" : `it could not be reached (${errno})`;
}
