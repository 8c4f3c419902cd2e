import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, RetryError, streamText } from "ai";
import { toProviderAnswer } from "../../../../src/auth/turn/provider-answer.js";
import { classifyFailure } from "../../../../src/domain/failure.js";

const now = 1_800_000_000_000;
const judged = (error: unknown) => classifyFailure(toProviderAnswer(error), "openai", now);
const body = { error: { message: "Slow down.", type: "rate_limit_error" } };
const headers = { "retry-after": "77" };

/** What people call providers with throws the same refusal in many shapes. */
const shapes: Record<string, object> = {
  "an error of the host's own": Object.assign(new Error("HTTP 429"), {
    status: 429,
    headers: new Headers(headers),
    body,
  }),
  "the official SDKs": Object.assign(new Error("429"), {
    status: 429,
    headers: new Headers(headers),
    error: body.error,
  }),
  "the AI SDK": Object.assign(new Error("x"), {
    statusCode: 429,
    responseHeaders: headers,
    responseBody: JSON.stringify(body),
  }),
  axios: Object.assign(new Error("x"), { code: "ERR_BAD_REQUEST", response: { status: 429, headers, data: body } }),
  ky: Object.assign(new Error("x"), { response: new Response(JSON.stringify(body), { status: 429, headers }) }),
  got: Object.assign(new Error("x"), {
    code: "ERR_NON_2XX_3XX_RESPONSE",
    response: { statusCode: 429, headers, body },
  }),
};

test.each(Object.entries(shapes))("a refusal is understood as %s throws it", (_, error) => {
  expect(judged(error)).toMatchObject({ class: "rate_limit", retryAt: now + 77_000 });
});

test("after its own retries the AI SDK's last error counts", () => {
  const last = shapes["the AI SDK"];
  const error = new RetryError({ message: "Failed after 3 attempts.", reason: "maxRetriesExceeded", errors: [last] });
  expect(judged(error)).toMatchObject({ class: "rate_limit", retryAt: now + 77_000 });
});

/** A provider of chat completions whose wire does what the test says. */
function modelOver(response: () => Response | Promise<Response>) {
  const provider = createOpenAICompatible({
    name: "p",
    baseURL: "http://provider.test/v1",
    fetch: async () => response(),
  });
  return provider("m");
}
const cut = (): Response => {
  const stream = new ReadableStream({
    pull(controller) {
      controller.error(Object.assign(new TypeError("terminated"), { cause: { code: "UND_ERR_SOCKET" } }));
    },
  });
  return new Response(stream, { status: 200, headers: { "content-type": "text/event-stream" } });
};

test("a connection that breaks inside an answer is the connection's fault, not the request's", async () => {
  const thrownBy = (call: () => Promise<unknown>): Promise<unknown> => call().catch((error) => error);
  const read = async (): Promise<void> => {
    for await (const _ of streamText({ model: modelOver(cut), prompt: "Hi", maxRetries: 0 }).textStream);
  };
  expect(judged(await thrownBy(read)).class).toBe("timeout");

  const torn = () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } }));
  const ask = () => generateText({ model: modelOver(torn), prompt: "Hi", maxRetries: 0 });
  expect(judged(await thrownBy(ask)).class).toBe("timeout");
});
