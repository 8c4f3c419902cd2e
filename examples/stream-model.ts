import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { type LanguageModel, streamText } from "ai";
import { type CallReport, fetchWith, type Resolution } from "modelpin";

/**
 * The same with the AI SDK, piece by piece: `show` gets the text as it comes.
 *
 * @example
 * const { text } = await session.run((resolution, signal) => streamModel(resolution, prompt, signal, show), { person });
 */
export async function streamModel(
  resolution: Resolution,
  prompt: string,
  signal: AbortSignal,
  show: (delta: string) => void,
): Promise<CallReport & { readonly text: string }> {
  const result = streamText({
    model: languageModel(resolution),
    prompt,
    abortSignal: signal,
    maxRetries: 0, // modelpin decides who is asked next
    onError() {}, // the stream tells of it as well
  });
  let text = "";
  try {
    for await (const part of result.fullStream) {
      if (part.type === "error") throw part.error;
      if (part.type === "abort") throw signal.reason;
      if (part.type !== "text-delta") continue;
      text += part.text;
      show(part.text);
    }
    return { text, usage: await result.usage, limits: (await result.response).headers };
  } catch (error) {
    // Once somebody has read a part of it, nobody else is asked.
    throw text === "" ? error : Object.assign(Object(error), { textShown: true });
  }
}

function languageModel(resolution: Resolution): LanguageModel {
  const { model, endpoint } = resolution;
  const options = { baseURL: endpoint.baseUrl, apiKey: "fetchWith puts the right one", fetch: fetchWith(resolution) };
  if (endpoint.api === "anthropic-messages") return createAnthropic(options)(model.model);
  return createOpenAICompatible({ ...options, name: endpoint.provider, includeUsage: true })(model.model);
}
