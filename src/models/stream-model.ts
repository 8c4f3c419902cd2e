import type { TextStreamPart, ToolSet } from "ai";
import { describeAnswer } from "./describe-answer.js";
import { echo } from "./echo.js";
import { ModelCallError, type ModelEvent, type ModelRequest } from "./model-call.js";
import { loadSdk, type Sdk } from "./sdk.js";
import { createWatch } from "./watch.js";
import { createWire } from "./wire.js";

/**
 * Asks a model and yields its answer as it comes: any number of `text`, then one `end`.
 *
 * One request, never a second one: who is asked next is the resolver's to decide. The credential, endpoint and key are
 * those of the request; no environment variable has a say. Leaving the loop ends the request.
 *
 * @example
 * for await (const event of streamModel(request)) if (event.kind === "text") process.stdout.write(event.delta);
 *
 * @throws {ModelCallError} `model_call_failed` for everything a provider, the network, a deadline or `signal` can do.
 * A stream that ends without its closing event is a failure with the status that it began with.
 */
export async function* streamModel(request: ModelRequest): AsyncGenerator<ModelEvent, void, void> {
  const { api } = request.endpoint;
  if (api === "echo") yield* echo(request);
  else yield* streamRemote(request, await loadSdk(api));
}

async function* streamRemote(request: ModelRequest, sdk: Sdk): AsyncGenerator<ModelEvent, void, void> {
  const watch = createWatch(request.signal, request.deadlines.wholeMs);
  const wire = createWire(request);
  let begun = false;
  let textShown = false;
  try {
    watch.signal.throwIfAborted();
    watch.expect(request.deadlines.firstTextMs);
    const parts = ask(request, sdk, wire.fetch, watch.signal);
    for (;;) {
      // Only our own waiting counts: whoever reads the answer may take their time.
      if (begun) watch.expect(request.deadlines.idleMs);
      const { value: part, done } = await parts.next();
      if (done || part.type === "abort") throw new Error("The stream ended early.");
      if (part.type === "error") throw part.error;
      if (part.type === "text-delta" && part.text !== "") {
        watch.rest();
        begun = true;
        const delta = wire.sieve.push(part.text);
        if (delta !== "") {
          textShown = true;
          yield { kind: "text", delta };
        }
      }
      if (part.type === "finish") {
        watch.rest();
        const delta = wire.sieve.end();
        if (delta !== "") yield { kind: "text", delta };
        yield toEnd(part, wire.limits());
        return;
      }
    }
  } catch (error) {
    const answer = { ...wire.answer(error), ...(watch.stopped === undefined ? {} : { stopped: watch.stopped }) };
    // No cause: the SDK's errors quote bodies and header values as they came.
    throw new ModelCallError(describeAnswer(request.endpoint.provider, answer), answer, textShown);
  } finally {
    watch.end();
  }
}

type Part = TextStreamPart<ToolSet>;

function ask(request: ModelRequest, sdk: Sdk, wire: typeof fetch, signal: AbortSignal): AsyncIterator<Part, undefined> {
  const { model, endpoint, messages, maxOutputTokens } = request;
  const system = messages.filter((message) => message.role === "system").map((message) => message.content);
  const instructions = system.length === 0 ? endpoint.instructions : undefined;
  const { fullStream } = sdk.streamText({
    model: sdk.model(endpoint, model.model, wire),
    ...(system.length === 0 ? {} : { system: system.join("\n\n") }),
    messages: messages.flatMap(({ role, content }) => (role === "system" ? [] : [{ role, content }])),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    // The history is ours and is sent whole: nothing needs to be kept at the provider.
    providerOptions: { openai: { store: false, ...(instructions === undefined ? {} : { instructions }) } },
    abortSignal: signal,
    maxRetries: 0,
    // Errors come through `fullStream`; the default prints them.
    onError() {},
  });
  return fullStream[Symbol.asyncIterator]();
}

function toEnd(part: Part & { type: "finish" }, limits: Record<string, string>): ModelEvent {
  // "other" without a word of the provider's own is the SDK's way to say that no closing event came.
  const isCut = part.finishReason === "other" && part.rawFinishReason === undefined;
  // Chat completions' own "error" is none of the reasons that the SDK knows.
  const isFailed = part.finishReason === "error" || part.rawFinishReason === "error";
  if (isCut || isFailed) throw new Error("The stream ended without a closing event.");
  const { inputTokens, outputTokens, inputTokenDetails } = part.totalUsage;
  const cachedInputTokens = inputTokenDetails.cacheReadTokens;
  return {
    kind: "end",
    usage: {
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
    },
    limits,
  };
}
