import * as oauth from "openid-client";
import { browse } from "./browser.js";
import { type IdentityProvider, startIdentityProvider } from "./server.js";

let idp: IdentityProvider;

beforeEach(async () => {
  idp = await startIdentityProvider();
});
afterEach(() => idp.close());

const discover = () =>
  oauth.discovery(new URL(idp.issuer), idp.clientId, {}, oauth.None(), { execute: [oauth.allowInsecureRequests] });

test("a browser gets from the login page to the callback with a code, and only with PKCE", async () => {
  const config = await discover();
  const verifier = oauth.randomPKCECodeVerifier();
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: "http://127.0.0.1:45678/callback",
    scope: "openid email offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: "s",
  });
  const back = new URL(await browse(url.href, idp.issuer));
  expect(back.origin + back.pathname).toBe("http://127.0.0.1:45678/callback");
  const tokens = await oauth.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: "s" });
  expect(tokens.claims()?.email).toBe("me@example.com");
  expect(tokens.refresh_token).toEqual(expect.any(String));
  expect(await idp.accepts(tokens.access_token)).toBe(true);
  url.searchParams.delete("code_challenge");
  expect(new URL(await browse(url.href, idp.issuer)).searchParams.get("error")).toBe("invalid_request");
});

test("a refresh token that is used twice ends the whole chain", async () => {
  const config = await discover();
  const { refresh } = await idp.issue("me");
  const second = await oauth.refreshTokenGrant(config, refresh);
  await expect(oauth.refreshTokenGrant(config, refresh)).rejects.toMatchObject({ error: "invalid_grant" });
  expect(idp.reuses()).toBe(1);
  await expect(oauth.refreshTokenGrant(config, second.refresh_token ?? "")).rejects.toMatchObject({
    error: "invalid_grant",
  });
  expect(await idp.accepts(second.access_token)).toBe(false);
  expect(idp.refreshes().map(({ outcome }) => outcome.split(":")[0])).toEqual([
    "granted",
    "invalid_grant",
    "invalid_grant",
  ]);
});

test("an answer that is lost has spent the token", async () => {
  const config = await discover();
  const { refresh } = await idp.issue("me");
  idp.faults.next({ kind: "lost" });
  await expect(oauth.refreshTokenGrant(config, refresh)).rejects.toThrow();
  await expect(oauth.refreshTokenGrant(config, refresh)).rejects.toMatchObject({ error: "invalid_grant" });
  expect(idp.reuses()).toBe(1);
});
