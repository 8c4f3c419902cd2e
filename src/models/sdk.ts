import type { LanguageModel, LanguageModelMiddleware, streamText } from "ai";
import type { ApiKind, Endpoint } from "../domain/credential.js";

/** The api kinds that go over a network. */
export type RemoteApi = Exclude<ApiKind, "echo">;

/** The model SDK for one api kind, loaded. */
export interface Sdk {
  readonly streamText: typeof streamText;
  /** A model that speaks through `wire`, at `endpoint` and nowhere else. */
  model(endpoint: Endpoint, model: string, wire: typeof fetch): LanguageModel;
}

/** What the SDKs hold for a key; the wire replaces it. Without one they would look into the environment. */
const apiKey = "replaced-at-the-wire";

type Connect = (
  endpoint: Endpoint,
  wire: typeof fetch,
) => (model: string) => Extract<LanguageModel, { readonly specificationVersion: "v3" }>;

const connectors: Readonly<Record<RemoteApi, () => Promise<Connect>>> = {
  "anthropic-messages": async () => {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    return ({ baseUrl }, fetch) => createAnthropic({ baseURL: baseUrl, apiKey, fetch }).messages;
  },
  "openai-responses": async () => {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return ({ baseUrl }, fetch) => createOpenAI({ baseURL: baseUrl, apiKey, fetch }).responses;
  },
  "openai-completions": async () => {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    return ({ baseUrl, provider }, fetch) =>
      createOpenAICompatible({
        baseURL: baseUrl,
        name: provider,
        apiKey,
        fetch,
        includeUsage: takesStreamOptions(baseUrl),
      }).chatModel;
  },
};

/** Mistral counts tokens unasked and answers 422 (`extra_forbidden`) to `stream_options`; the others must be asked. */
function takesStreamOptions(baseUrl: string): boolean {
  return !/(^|\.)mistral\.ai$/.test(new URL(baseUrl).hostname);
}

/** The SDK prints its warnings to the console, which is a conversation of ours. */
const quiet: LanguageModelMiddleware = {
  specificationVersion: "v3",
  async wrapStream({ doStream }) {
    const { stream, ...rest } = await doStream();
    const silenced = new TransformStream({
      transform(part, controller) {
        controller.enqueue(part.type === "stream-start" ? { ...part, warnings: [] } : part);
      },
    });
    return { ...rest, stream: stream.pipeThrough(silenced) };
  },
};

/** Loads what one api kind needs, at its first turn: the SDKs cost more than the rest of the gateway's start. */
export async function loadSdk(api: RemoteApi): Promise<Sdk> {
  const { streamText, wrapLanguageModel } = await import("ai");
  const connect = await connectors[api]();
  return {
    streamText,
    model: (endpoint, model, wire) => wrapLanguageModel({ model: connect(endpoint, wire)(model), middleware: quiet }),
  };
}
