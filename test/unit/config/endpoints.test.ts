import type { Config } from "../../../src/config/config.js";
import { builtInEndpoints, endpointOf, isLoopback } from "../../../src/config/endpoints.js";

const withProvider = (name: string, provider: object): Config => ({ models: { providers: { [name]: provider } } });

describe("where a provider is reached", () => {
  test.each([
    ["anthropic", "anthropic-messages", "https://api.anthropic.com/v1"],
    ["openai", "openai-responses", "https://api.openai.com/v1"],
    ["openrouter", "openai-completions", "https://openrouter.ai/api/v1"],
    ["google", "openai-completions", "https://generativelanguage.googleapis.com/v1beta/openai"],
    ["groq", "openai-completions", "https://api.groq.com/openai/v1"],
    ["xai", "openai-completions", "https://api.x.ai/v1"],
    ["mistral", "openai-completions", "https://api.mistral.ai/v1"],
    ["echo", "echo", "echo:"],
  ])("%s is built in", (provider, api, baseUrl) => {
    expect(endpointOf({}, provider)).toEqual({ provider, api, baseUrl });
    expect(Object.keys(builtInEndpoints)).toContain(provider);
  });

  test.each([
    ["https://proxy.example", "https://proxy.example/v1"],
    ["https://proxy.example/", "https://proxy.example/v1"],
    ["https://proxy.example/v1", "https://proxy.example/v1"],
    ["https://proxy.example/v1/", "https://proxy.example/v1"],
    ["https://proxy.example/anthropic", "https://proxy.example/anthropic/v1"],
  ])("anthropic-messages takes %s without /v1 and gets it", (baseUrl, expected) => {
    expect(endpointOf(withProvider("anthropic", { baseUrl }), "Anthropic").baseUrl).toBe(expected);
  });

  test("openai-* addresses stay as they are, but for a slash at the end", () => {
    expect(endpointOf(withProvider("mine", { baseUrl: "http://localhost:1/api/" }), "mine")).toEqual({
      provider: "mine",
      api: "openai-completions",
      baseUrl: "http://localhost:1/api",
    });
  });

  test("the configuration wins over what is built in, key by key and without case", () => {
    const config = withProvider("OpenAI", { api: "openai-completions", headers: { "x-team": "a" } });
    expect(endpointOf(config, "openai")).toEqual({
      provider: "openai",
      api: "openai-completions",
      baseUrl: "https://api.openai.com/v1",
      headers: { "x-team": "a" },
    });
  });

  test("a provider with nowhere to go names the key to set", () => {
    expect(() => endpointOf({}, "constructor")).toThrow(
      expect.objectContaining({
        code: "provider_without_endpoint",
        hint: "Set models.providers.constructor.baseUrl in the configuration.",
      }),
    );
  });

  test.each([
    ["localhost", true],
    ["api.localhost", true],
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["[::1]", true],
    ["localhost.example.com", false],
    ["127.0.0.1.example.com", false],
    ["10.0.0.1", false],
  ])("%s is loopback: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));
});
