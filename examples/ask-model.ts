import type { Resolution } from "modelpin";

/** What a provider answers when it does not answer: `status`, `headers` and `body` tell modelpin whose turn is next. */
class ModelCallFailed extends Error {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;

  constructor(status: number, headers: Headers, body: unknown) {
    super(`The provider answered ${status}.`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/**
 * Asks a model with exactly the credential that modelpin resolved. Use your own SDK here instead: hand it the endpoint
 * and the credential, switch its retries off, and let its errors through.
 */
export async function askModel(
  { model, endpoint, credential }: Resolution,
  text: string,
  signal: AbortSignal,
): Promise<string> {
  const messages = [{ role: "user", content: text }];
  const secret = credential.secret.reveal();
  const base = endpoint.baseUrl.replace(/\/+$/, "");
  const anthropic = endpoint.api === "anthropic-messages";
  const bearer = { authorization: `Bearer ${secret}` };
  const proof: Record<string, string> = !anthropic
    ? bearer
    : credential.type === "api_key"
      ? { "x-api-key": secret }
      : { ...bearer, "anthropic-beta": "oauth-2025-04-20" };
  const response = await fetch(anthropic ? `${base.replace(/\/v1$/, "")}/v1/messages` : `${base}/chat/completions`, {
    method: "POST",
    signal,
    headers: {
      "content-type": "application/json",
      ...(anthropic && { "anthropic-version": "2023-06-01" }),
      ...endpoint.headers,
      ...proof,
    },
    body: JSON.stringify({ model: model.model, messages, ...(anthropic && { max_tokens: 1024 }) }),
  });
  const body = (await response.json().catch(() => undefined)) as Answer | undefined;
  if (!response.ok) throw new ModelCallFailed(response.status, response.headers, body);
  return body?.content?.[0]?.text ?? body?.choices?.[0]?.message.content ?? "";
}

interface Answer {
  readonly content?: readonly { readonly text?: string }[];
  readonly choices?: readonly { readonly message: { readonly content: string } }[];
}
