import type { Endpoint, RequestCredential } from "../domain/credential.js";
import { requestHeaders } from "./credential-headers.js";
import { ModelCallError } from "./model-call.js";
import { unsendable } from "./wire.js";

/**
 * A `fetch` for your own request or SDK, with exactly the credential that was resolved, in the header where its provider
 * expects it, and the configured headers. A key that the SDK found elsewhere, in the environment for example, is dropped,
 * so that nobody else pays. A redirect is not followed: it would carry the credential to another address.
 *
 * @example
 * const openai = createOpenAICompatible({ name: "own", baseURL: endpoint.baseUrl, fetch: fetchWith(resolution) });
 * const response = await fetchWith(resolution)(`${endpoint.baseUrl}/chat/completions`, { method: "POST", body, signal });
 */
export function fetchWith({
  endpoint,
  credential,
}: {
  readonly endpoint: Endpoint;
  readonly credential: RequestCredential;
}): typeof fetch {
  return async (input, init) => {
    const base = init?.headers ?? (input instanceof Request ? input.headers : undefined);
    const secret = credential.secret.reveal();
    let headers: Headers;
    try {
      headers = requestHeaders(endpoint.api, { ...credential, secret }, base, endpoint.headers);
    } catch {
      throw new ModelCallError("The request could not be made.", { body: unsendable }, false);
    }
    return fetch(input, { ...init, headers, redirect: "manual" });
  };
}
