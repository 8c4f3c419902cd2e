import { isSetupToken } from "../config/setup-token-form.js";
import type { ApiKind, RequestCredential } from "../domain/credential.js";

/** The opt-in that Anthropic asks for beside a subscription token. */
const subscriptionBeta = "oauth-2025-04-20";

/** Headers that name who pays. Nothing but the resolved credential may set them. */
const owned = ["authorization", "x-api-key", "chatgpt-account-id"];

function credentialHeaders(api: ApiKind, type: RequestCredential["type"], secret: string): [string, string] {
  const bearer: [string, string] = ["authorization", `Bearer ${secret}`];
  if (api !== "anthropic-messages" || type !== "api_key") return bearer;
  return isSetupToken(secret) ? bearer : ["x-api-key", secret];
}

/**
 * Decides the headers of a request: what the SDK wants (`base`), what the configuration adds (`extra`), and exactly one
 * credential, the resolved one. A credential that `base` or `extra` bring along is dropped, so that no environment
 * variable and no configured header can make another account pay.
 *
 * An API key goes where its provider expects keys; tokens and OAuth access tokens go as bearer.
 *
 * @throws {TypeError} when a value cannot stand in a header. **Its message quotes the value: never pass it on.**
 */
export function requestHeaders(
  api: ApiKind,
  credential: Pick<RequestCredential, "type" | "accountId"> & { readonly secret: string },
  base: RequestInit["headers"],
  extra: Readonly<Record<string, string>> = {},
): Headers {
  const headers = new Headers(base);
  headers.set("user-agent", `modelpin ${headers.get("user-agent") ?? ""}`.trim());
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  for (const name of owned) headers.delete(name);
  // White space around a key comes from files and clipboards; it is never part of one.
  const secret = credential.secret.trim();
  const [name, value] = credentialHeaders(api, credential.type, secret);
  headers.set(name, value);
  if (api === "anthropic-messages" && isSetupToken(secret)) addBeta(headers, subscriptionBeta);
  if (api === "openai-responses" && credential.accountId !== undefined) {
    headers.set("chatgpt-account-id", credential.accountId);
  }
  return headers;
}

function addBeta(headers: Headers, beta: string): void {
  const betas = (headers.get("anthropic-beta") ?? "").split(",").map((name) => name.trim());
  headers.set("anthropic-beta", [...new Set([...betas, beta])].filter(Boolean).join(","));
}
