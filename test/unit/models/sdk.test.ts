import { jest } from "@jest/globals";
import { Secret } from "../../../src/domain/secret.js";
import type { ModelRequest } from "../../../src/models/model-call.js";
import type { RemoteApi } from "../../../src/models/sdk.js";

const packages: Readonly<Record<RemoteApi, string>> = {
  "anthropic-messages": "@ai-sdk/anthropic",
  "openai-completions": "@ai-sdk/openai-compatible",
  "openai-responses": "@ai-sdk/openai",
};

const request = (api: RemoteApi | "echo"): ModelRequest => ({
  model: { provider: "acme", model: "m" },
  endpoint: { provider: "acme", api, baseUrl: "http://127.0.0.1:9/v1" },
  profileId: "acme:work",
  credential: { type: "api_key", secret: new Secret("sk-1") },
  messages: [{ role: "user", content: "Hi" }],
  signal: new AbortController().signal,
  deadlines: { firstTextMs: 60_000, idleMs: 60_000 },
});

const mocked = (names: readonly string[]): void => {
  for (const name of names) {
    jest.unstable_mockModule(name, () => {
      throw new Error(`${name} was loaded`);
    });
  }
};

beforeEach(() => jest.resetModules());
afterEach(() => {
  for (const name of ["ai", ...Object.values(packages)]) jest.unstable_unmockModule(name);
});

test("the echo loads no model SDK", async () => {
  mocked(["ai", ...Object.values(packages)]);
  const { streamModel } = await import("../../../src/models/stream-model.js");
  expect((await streamModel(request("echo")).next()).value).toMatchObject({ kind: "text" });
});

test.each(Object.entries(packages) as [RemoteApi, string][])(
  "a turn over %s loads %s and no other",
  async (api, own) => {
    mocked(Object.values(packages));
    const { streamModel } = await import("../../../src/models/stream-model.js");
    await expect(streamModel(request(api)).next()).rejects.toThrow(`${own} was loaded`);
  },
);

test.each([
  ["https://api.mistral.ai/v1", undefined],
  ["https://openrouter.ai/api/v1", { include_usage: true }],
])("at %s tokens are asked for as %j: Mistral counts them unasked and refuses the question", async (baseUrl, asked) => {
  const { loadSdk } = await import("../../../src/models/sdk.js");
  const sdk = await loadSdk("openai-completions");
  const sent: { readonly url: string; readonly body: unknown }[] = [];
  const wire: typeof fetch = async (url, init) => {
    sent.push({ url: String(url), body: JSON.parse(String(init?.body)).stream_options });
    throw new Error("Seen enough.");
  };
  const model = sdk.model({ provider: "p", api: "openai-completions", baseUrl }, "m", wire);
  await sdk.streamText({ model, prompt: "Hi", maxRetries: 0, onError() {} }).consumeStream();
  expect(sent).toEqual([{ url: `${baseUrl}/chat/completions`, body: asked }]);
});
