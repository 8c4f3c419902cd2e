import type { ApiKind, RequestCredential } from "../../../src/domain/credential.js";
import { Secret } from "../../../src/domain/secret.js";
import { ModelCallError, type ModelEvent, type ModelRequest } from "../../../src/models/model-call.js";
import { streamModel } from "../../../src/models/stream-model.js";
import type { LoopbackProvider } from "../../loopback/provider/start-provider.js";

export type RemoteApi = Exclude<ApiKind, "echo">;

export const remoteApis: readonly RemoteApi[] = ["anthropic-messages", "openai-completions", "openai-responses"];

export const pathOf: Readonly<Record<RemoteApi, string>> = {
  "anthropic-messages": "/v1/messages",
  "openai-completions": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
};

export const key = "sk-test-9f8e7d6c5b4a3210-work";

export const credential = (secret: string, type: RequestCredential["type"] = "api_key"): RequestCredential => ({
  type,
  secret: new Secret(secret),
});

/** A request that any provider accepts; a test changes what it is about. */
export function requestTo(
  provider: Pick<LoopbackProvider, "baseUrl">,
  api: ApiKind,
  changes: Partial<ModelRequest> & { readonly headers?: Readonly<Record<string, string>> } = {},
): ModelRequest {
  const { headers, ...rest } = changes;
  return {
    model: { provider: "acme", model: "claude-opus-4-5" },
    endpoint: { provider: "acme", api, baseUrl: provider.baseUrl, ...(headers === undefined ? {} : { headers }) },
    profileId: "acme:work",
    credential: credential(key),
    messages: [{ role: "user", content: "Hi" }],
    signal: new AbortController().signal,
    deadlines: { firstTextMs: 60_000, idleMs: 60_000 },
    ...rest,
  };
}

/** Everything a call yields, and the failure it ended with. */
export async function run(
  request: ModelRequest,
): Promise<{ readonly text: string; readonly events: readonly ModelEvent[]; readonly failure?: ModelCallError }> {
  const events: ModelEvent[] = [];
  const text = (): string => events.map((event) => (event.kind === "text" ? event.delta : "")).join("");
  try {
    for await (const event of streamModel(request)) events.push(event);
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { text: text(), events, failure: error };
  }
  return { text: text(), events };
}

/** The failure of a call that must fail. */
export async function failureOf(request: ModelRequest): Promise<ModelCallError> {
  const { failure } = await run(request);
  if (failure === undefined) throw new Error("The call was expected to fail.");
  return failure;
}
