import type { Config } from "../../config/config.js";
import { isLoopback, providerConfig } from "../../config/endpoints.js";
import { ModelpinError } from "../../domain/errors.js";
import { type ProviderId, providerKey } from "../../domain/ids.js";

/** How people log in to one provider. Plain data: another provider is another value of this. */
export interface OAuthProvider {
  readonly provider: ProviderId;
  /** Its discovery document names the endpoints that are not given here. */
  readonly issuer?: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly deviceAuthorizationEndpoint?: string;
  /** A public client: there is no secret. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirect: OAuthRedirect;
  /** Further parameters of the authorization request. */
  readonly extraParams: Readonly<Record<string, string>>;
  /** Plain http is acceptable: the endpoints are on this machine, or somebody has said so. */
  readonly allowInsecure: boolean;
}

/** Where the provider sends people back to. The listener itself is always on 127.0.0.1 (and ::1 for `localhost`). */
export interface OAuthRedirect {
  readonly host: "localhost" | "127.0.0.1";
  /** The registered port; absent when any will do (RFC 8252 §7.3). */
  readonly port?: number;
  readonly path: string;
}

/** OpenAI Codex, that is a ChatGPT subscription: the endpoints and the public client of OpenAI's own command line. */
const codex: Omit<OAuthProvider, "allowInsecure"> = {
  provider: "openai-codex",
  authorizationEndpoint: "https://auth.openai.com/oauth/authorize",
  tokenEndpoint: "https://auth.openai.com/oauth/token",
  clientId: "app_EMoamEEZ73f0CkXaXp7hrann",
  scopes: ["openid", "profile", "email", "offline_access"],
  redirect: { host: "localhost", port: 1455, path: "/auth/callback" },
  // Without the first, the access token does not name the account that its requests must.
  extraParams: { id_token_add_organizations: "true", codex_cli_simplified_flow: "true" },
};

const builtIn: Readonly<Record<ProviderId, Omit<OAuthProvider, "allowInsecure">>> = { [codex.provider]: codex };

const defaultRedirect: OAuthRedirect = { host: "127.0.0.1", path: "/callback" };
/** `offline_access` is what a refresh token is asked for with. */
const defaultScopes = ["openid", "profile", "email", "offline_access"];

function isLocal(...urls: readonly (string | undefined)[]): boolean {
  const hosts = urls.filter((url) => url !== undefined).map((url) => new URL(url).hostname);
  return hosts.length > 0 && hosts.every(isLoopback);
}

/** How people log in to a provider: the configuration over what is built in; nothing when neither knows it. */
export function findOAuthProvider(config: Config, provider: ProviderId): OAuthProvider | undefined {
  const key = providerKey(provider);
  const known = Object.hasOwn(builtIn, key) ? builtIn[key] : undefined;
  const own = providerConfig(config, key);
  const { oauth } = own ?? {};
  if (!oauth) return known && { ...known, allowInsecure: false };
  const { issuer, authorizationEndpoint, tokenEndpoint, deviceAuthorizationEndpoint, redirectPort } = oauth;
  const redirect = known?.redirect ?? defaultRedirect;
  const { port: builtInPort, ...place } = redirect;
  const port = redirectPort ?? builtInPort;
  // What is configured replaces the built-in endpoints as a whole: half of each would be nobody's.
  const endpoints = {
    ...(issuer === undefined ? {} : { issuer }),
    ...(authorizationEndpoint === undefined ? {} : { authorizationEndpoint }),
    ...(tokenEndpoint === undefined ? {} : { tokenEndpoint }),
    ...(deviceAuthorizationEndpoint === undefined ? {} : { deviceAuthorizationEndpoint }),
  };
  const hasOwnEndpoints = Object.keys(endpoints).length > 0;
  const { authorizationEndpoint: authorize, tokenEndpoint: token } = known ?? {};
  return {
    provider: key,
    ...(hasOwnEndpoints || authorize === undefined || token === undefined
      ? endpoints
      : { authorizationEndpoint: authorize, tokenEndpoint: token }),
    clientId: oauth.clientId,
    scopes: oauth.scopes ?? known?.scopes ?? defaultScopes,
    redirect: port === undefined || port === 0 ? place : { ...place, port },
    extraParams: oauth.extraParams ?? known?.extraParams ?? {},
    allowInsecure:
      own?.allowInsecure === true || isLocal(issuer, authorizationEndpoint, tokenEndpoint, deviceAuthorizationEndpoint),
  };
}

/** @throws {ModelpinError} `oauth_not_configured`, naming the keys to set. */
export function oauthProviderOf(config: Config, provider: ProviderId): OAuthProvider {
  const found = findOAuthProvider(config, provider);
  if (found) return found;
  throw new ModelpinError("oauth_not_configured", `How people log in to ${provider} is not known.`, {
    hint: `Set models.providers.${provider}.oauth (issuer or endpoints, and clientId) in the configuration.`,
  });
}
