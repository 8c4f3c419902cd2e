import { ModelpinError } from "../../domain/errors.js";
import { type CallbackListener, openCallback } from "./callback.js";
import { loadOAuthLibrary, type OAuthClient, openOAuthClient, reasonOf, withoutEndpoint } from "./client.js";
import { parsePastedRedirect } from "./pasted-redirect.js";
import type { OAuthProvider } from "./provider.js";
import type { TokenGrant, TokenOutcome } from "./token-answer.js";

/** What a login needs of whoever logs in. */
export interface LoginPerson {
  /** Shows them something that is not the answer. */
  tell(lines: readonly string[]): void;
  /** The next line that they type or pipe in; nothing when there will be none. Ends early when `signal` says so. */
  line(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** Opens their browser; absent where they have none here. Tells whether that worked. */
  readonly browser?: (url: string) => Promise<boolean>;
}

export interface LoginOptions {
  readonly person: LoginPerson;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Logs in through a browser: PKCE (S256) and a state; the browser comes back to this machine, or somebody pastes where
 * it ended.
 *
 * @throws {ModelpinError} `login_denied`, `login_failed`, `login_cancelled`, `oauth_unreachable`, `oauth_not_configured`
 */
export async function logInByBrowser(provider: OAuthProvider, options: LoginOptions): Promise<TokenGrant> {
  const library = await loadOAuthLibrary();
  const client = await openOAuthClient(provider, options.now);
  if (!client.config.serverMetadata().authorization_endpoint) throw withoutEndpoint(provider, "authorizationEndpoint");
  const state = library.randomState();
  const pkceCodeVerifier = library.randomPKCECodeVerifier();
  const listener = await openCallback(provider.redirect, state);
  try {
    const { host, port, path } = provider.redirect;
    const redirectUri = listener?.redirectUri ?? `http://${host}:${port}${path}`;
    const url = library.buildAuthorizationUrl(client.config, {
      ...provider.extraParams,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: provider.scopes.join(" "),
      code_challenge: await library.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state,
    });
    const back = await comeBack(url.href, { redirectUri, state, listener, provider }, options);
    const denial = back.searchParams.get("error");
    if (denial !== null) throw denied(provider, denial);
    // What is pasted as a bare code names no issuer; it can only be redeemed at the one that was asked.
    if (!back.searchParams.has("iss")) back.searchParams.set("iss", client.config.serverMetadata().issuer);
    return granted(
      provider,
      await client.exchange((config) =>
        library.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState: state }),
      ),
    );
  } finally {
    listener?.close();
  }
}

interface Way {
  readonly redirectUri: string;
  readonly state: string;
  readonly listener: CallbackListener | undefined;
  readonly provider: OAuthProvider;
}

/** Shows the address, and waits for the browser or for what somebody pastes, whichever comes first. */
async function comeBack(url: string, way: Way, { person, signal }: LoginOptions): Promise<URL> {
  const { listener, provider } = way;
  const opened = (await person.browser?.(url)) ?? false;
  person.tell([
    opened ? "Your browser should open. If it does not, open this address:" : "Open this address in a browser:",
    "",
    url,
    "",
    ...(listener
      ? []
      : [`Port ${provider.redirect.port} of this machine is taken, so the browser cannot come back here.`]),
    "If the browser ends on a page that cannot be shown, paste its address here:",
  ]);
  const enough = new AbortController();
  const stop = AbortSignal.any([signal, enough.signal]);
  try {
    const ways = [pasted(way, person, stop), ...(listener ? [listener.arrived] : [])];
    return await Promise.race([...ways, ended(stop)]);
  } finally {
    enough.abort();
  }
}

async function pasted({ redirectUri, state, listener }: Way, person: LoginPerson, signal: AbortSignal): Promise<URL> {
  for (;;) {
    const line = await person.line("> ", signal);
    // Nobody types: the browser may still come back.
    if (line === undefined && listener) return new Promise(() => undefined);
    if (line === undefined) throw cancelled();
    if (line.trim() === "") continue;
    try {
      return parsePastedRedirect(line, redirectUri, state);
    } catch (error) {
      if (!(error instanceof ModelpinError)) throw error;
      person.tell([error.message, error.hint ?? ""]);
    }
  }
}

/**
 * Logs in with a code that is typed on another device (RFC 8628), for machines that no browser can reach.
 * @throws {ModelpinError} `device_code_unknown` and as {@link logInByBrowser}.
 */
export async function logInByDevice(
  provider: OAuthProvider,
  { person, now, signal }: LoginOptions,
): Promise<TokenGrant> {
  const library = await loadOAuthLibrary();
  const client = await openOAuthClient(provider, now);
  if (!client.config.serverMetadata().device_authorization_endpoint) {
    throw new ModelpinError("device_code_unknown", `${provider.provider} offers no login by device code.`, {
      hint: `Leave --device out, or set models.providers.${provider.provider}.oauth.deviceAuthorizationEndpoint.`,
    });
  }
  const device = await begin(client);
  person.tell([
    "Open this address on any device:",
    "",
    device.verification_uri_complete ?? device.verification_uri,
    "",
    `and enter the code ${device.user_code}`,
    `It is good for ${Math.round(device.expires_in / 60)} min. Waiting …`,
  ]);
  const outcome = client.exchange((config) =>
    library.pollDeviceAuthorizationGrant(config, device, undefined, { signal }),
  );
  return granted(provider, await Promise.race([outcome, ended(signal)]));

  async function begin({ config }: OAuthClient) {
    try {
      return await library.initiateDeviceAuthorization(config, { scope: provider.scopes.join(" ") });
    } catch (error) {
      throw failed(provider, reasonOf(error));
    }
  }
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(cancelled());
    signal.addEventListener("abort", () => reject(cancelled()), { once: true });
  });
}

function granted(provider: OAuthProvider, outcome: TokenOutcome): TokenGrant {
  if (outcome.kind === "granted") return outcome.grant;
  throw failed(provider, outcome.kind === "refused" ? `it refused the code (${outcome.code})` : outcome.reason);
}

function failed({ provider }: OAuthProvider, reason: string): ModelpinError {
  return new ModelpinError("login_failed", `The login at ${provider} failed: ${reason}. Nothing was stored.`, {
    hint: "Start again with the same command.",
  });
}

function denied({ provider }: OAuthProvider, code: string): ModelpinError {
  const shown = /^[a-z_]{1,60}$/.test(code) ? code : "no reason that can be shown";
  return new ModelpinError("login_denied", `${provider} ended the login: ${shown}. Nothing was stored.`, {
    hint: "Start again with the same command.",
  });
}

function cancelled(): ModelpinError {
  return new ModelpinError("login_cancelled", "The login was not finished. Nothing was stored.", {
    hint: "Start again with the same command; with --device no browser is needed where the provider offers that.",
  });
}
