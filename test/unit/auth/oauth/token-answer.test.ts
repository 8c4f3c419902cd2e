import { inspect } from "node:util";
import { parseTokenAnswer } from "../../../../src/auth/oauth/token-answer.js";

const askedAt = Date.UTC(2026, 0, 1);
const jwt = (claims: object): string =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

/** RFC 6749 §5.2, its relatives, and what stands between us and the provider. */
test.each<[number, unknown, string]>([
  [400, { error: "invalid_grant" }, "refused invalid_grant"],
  [400, { error: "invalid_grant", error_description: "anything" }, "refused invalid_grant"],
  [401, { error: { code: "refresh_token_reused", message: "…" } }, "refused refresh_token_reused"],
  [401, { error: { code: "refresh_token_expired" } }, "refused refresh_token_expired"],
  [401, { error: { code: "refresh_token_invalidated" } }, "refused refresh_token_invalidated"],
  [401, { code: "refresh_token_revoked" }, "refused refresh_token_revoked"],
  [400, { error: "invalid_refresh_token" }, "refused invalid_refresh_token"],
  [401, { error: { message: "Your session has ended. Please log in again." } }, "refused refused"],
  [401, { error_description: "Your refresh token has already been used. Please sign in again." }, "refused refused"],
  [400, { message: "refresh token expired" }, "refused refused"],
  [
    401,
    { error: "invalid_client" },
    "failed it answered HTTP 401 invalid_client: check its oauth section in the configuration",
  ],
  [
    400,
    { error: "unauthorized_client" },
    "failed it answered HTTP 400 unauthorized_client: check its oauth section in the configuration",
  ],
  [
    400,
    { error: "unsupported_grant_type" },
    "failed it answered HTTP 400 unsupported_grant_type: check its oauth section in the configuration",
  ],
  [
    400,
    { error: "invalid_scope" },
    "failed it answered HTTP 400 invalid_scope: check its oauth section in the configuration",
  ],
  [
    400,
    { error: "invalid_request" },
    "failed it answered HTTP 400 invalid_request: check its oauth section in the configuration",
  ],
  [503, { error: "temporarily_unavailable" }, "failed it answered HTTP 503 temporarily_unavailable"],
  [500, { error: "server_error" }, "failed it answered HTTP 500 server_error"],
  [429, { error: "slow_down" }, "failed it answered HTTP 429 slow_down"],
  [401, {}, "failed it answered HTTP 401"],
  [401, "<html>please log in again</html>", "failed it answered HTTP 401"],
  [502, "<html>sign in again</html>", "failed it answered HTTP 502"],
  [503, { message: "sign in again" }, "failed it answered HTTP 503"],
  [400, { error: "secret-token-in-a-code-field" }, "failed it answered HTTP 400"],
  [302, "", "failed it answered HTTP 302"],
  [200, "<html>captive portal</html>", "failed its answer (HTTP 200) held no access token"],
  [200, { access_token: "" }, "failed its answer (HTTP 200) held no access token"],
  [200, "[]", "failed its answer (HTTP 200) held no access token"],
  [200, { access_token: "a" }, "granted"],
  [201, { access_token: "a" }, "granted"],
])("HTTP %i %j: %s", (status, body, expected) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const outcome = parseTokenAnswer(status, text, askedAt);
  const said = outcome.kind === "refused" ? outcome.code : outcome.kind === "failed" ? outcome.reason : "";
  expect(`${outcome.kind} ${said}`.trim()).toBe(expected);
});

test.each<[object, number | undefined]>([
  [{ expires_in: 3600 }, 3_600_000],
  [{ expires_in: "3600" }, 3_600_000],
  [{}, undefined],
  [{ expires_in: 0 }, undefined],
  [{ expires_in: -5 }, undefined],
  [{ expires_in: "soon" }, undefined],
  [{ expires_in: 2 ** 63 }, undefined],
  [{ access_token: jwt({ iat: 1000, exp: 1600 }) }, 600_000],
  [{ access_token: jwt({ exp: 1600 }) }, undefined],
])(
  "a token with %j lives %p ms from when it was asked for, whatever the provider's clock says",
  (fields, lifetimeMs) => {
    const outcome = parseTokenAnswer(200, JSON.stringify({ access_token: "a", ...fields }), askedAt);
    if (outcome.kind !== "granted") throw new Error(outcome.kind);
    expect([outcome.grant.lifetimeMs, outcome.grant.expires]).toEqual([
      lifetimeMs,
      lifetimeMs === undefined ? undefined : askedAt + lifetimeMs,
    ]);
  },
);

test("whose login it is comes from the id token, and OpenAI's account from its own claim", () => {
  const outcome = parseTokenAnswer(
    200,
    JSON.stringify({
      access_token: jwt({ "https://api.openai.com/auth": { chatgpt_account_id: "acct-1" }, sub: "x" }),
      id_token: jwt({ email: "me@example.com", sub: "s" }),
      refresh_token: "r",
    }),
    askedAt,
  );
  if (outcome.kind !== "granted") throw new Error(outcome.kind);
  expect(outcome.grant.account).toEqual({ email: "me@example.com", accountId: "acct-1", subject: "s" });
  expect(outcome.grant.refresh?.reveal()).toBe("r");
});

test("nothing of an answer is shown by printing it", () => {
  const granted = parseTokenAnswer(200, '{"access_token":"canary-a","refresh_token":"canary-r"}', askedAt);
  const refused = parseTokenAnswer(400, '{"error":"invalid_grant","error_description":"token canary-x"}', askedAt);
  const failed = parseTokenAnswer(500, "canary-y", askedAt);
  const shown = [granted, refused, failed].map((one) => inspect(one, { depth: 9 }) + JSON.stringify(one)).join();
  expect(shown).not.toContain("canary");
});
