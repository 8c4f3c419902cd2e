import { type CallReport, fetchWith, type Resolution } from "modelpin";

/**
 * One request by hand, to exactly the account that modelpin resolved. What it throws tells modelpin whose turn is next
 * (`status`, `headers`, `body`); `usage` and `limits` are what `/model why` and `/model status` show.
 */
export async function askModel(
  resolution: Resolution,
  text: string,
  signal: AbortSignal,
): Promise<CallReport & { readonly text: string }> {
  const { model, endpoint } = resolution;
  if (endpoint.api === "echo") return { text: `${model.model} heard: ${text}` };
  const anthropic = endpoint.api === "anthropic-messages";
  const path = anthropic ? "/messages" : "/chat/completions";
  const response = await fetchWith(resolution)(`${endpoint.baseUrl}${path}`, {
    method: "POST",
    signal,
    headers: { "content-type": "application/json", ...(anthropic && { "anthropic-version": "2023-06-01" }) },
    body: JSON.stringify({
      model: model.model,
      messages: [{ role: "user", content: text }],
      ...(anthropic && { max_tokens: 1024 }),
    }),
  });
  const { status, headers } = response;
  const body = (await response.json().catch(() => ({}))) as Answer;
  if (!response.ok) throw Object.assign(new Error(`The provider answered ${status}.`), { status, headers, body });
  const said = body.content?.[0]?.text ?? body.choices?.[0]?.message.content ?? "";
  return { text: said, usage: body.usage, limits: headers };
}

interface Answer {
  readonly content?: readonly { readonly text?: string }[];
  readonly choices?: readonly { readonly message: { readonly content: string } }[];
  readonly usage?: object;
}
