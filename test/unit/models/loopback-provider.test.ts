import { type LoopbackProvider, startProvider } from "../../loopback/provider/start-provider.js";

let provider: LoopbackProvider;
beforeAll(async () => {
  provider = await startProvider({ models: ["m"] });
  provider.account("key");
});
afterAll(() => provider.close());

const json = { "content-type": "application/json" };
const version = { "anthropic-version": "2023-06-01" };
const messages = [{ role: "user", content: "Hi" }];
const message = { model: "m", max_tokens: 1, stream: true, messages };
const chat = { model: "m", stream: true, messages };
const bearer = { authorization: "Bearer key" };

async function statusOf(path: string, headers: Record<string, string>, body: unknown): Promise<number> {
  const response = await fetch(provider.origin + path, {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

test.each<[string, string, Record<string, string>, unknown, number]>([
  ["a proper message", "/v1/messages", { ...version, "x-api-key": "key" }, message, 200],
  ["no version header", "/v1/messages", { "x-api-key": "key" }, message, 400],
  ["two credentials", "/v1/messages", { ...version, ...bearer, "x-api-key": "key" }, message, 400],
  ["no credential", "/v1/messages", version, message, 401],
  ["an unknown key", "/v1/messages", { ...version, "x-api-key": "other" }, message, 401],
  ["a subscription token as key", "/v1/messages", { ...version, "x-api-key": "sk-ant-oat01-x" }, message, 401],
  [
    "a subscription token without opt-in",
    "/v1/messages",
    { ...version, authorization: "Bearer sk-ant-oat01-x" },
    message,
    401,
  ],
  ["no max_tokens", "/v1/messages", { ...version, "x-api-key": "key" }, { ...message, max_tokens: undefined }, 400],
  [
    "a blank message",
    "/v1/messages",
    { ...version, "x-api-key": "key" },
    { ...message, messages: [{ role: "user", content: " " }] },
    400,
  ],
  ["an unknown field", "/v1/messages", { ...version, "x-api-key": "key" }, { ...message, store: true }, 400],
  ["an unknown model", "/v1/messages", { ...version, "x-api-key": "key" }, { ...message, model: "n" }, 404],
  ["a proper chat", "/v1/chat/completions", bearer, chat, 200],
  ["a chat with Anthropic's header", "/v1/chat/completions", { ...bearer, "x-api-key": "key" }, chat, 400],
  ["a chat without messages", "/v1/chat/completions", bearer, { ...chat, messages: [] }, 400],
  ["a proper response", "/v1/responses", bearer, { model: "m", stream: true, input: messages }, 200],
  ["a response with a chat's body", "/v1/responses", bearer, chat, 400],
  ["an unknown path", "/messages", bearer, message, 404],
])("the loopback provider judges %s as the real one does", async (_what, path, headers, body, status) => {
  expect(await statusOf(path, headers, body)).toBe(status);
});
