import type { ApiKind, Endpoint } from "../domain/credential.js";
import { ModelpinError } from "../domain/errors.js";
import { type ProviderId, providerKey, sameProvider } from "../domain/ids.js";
import type { Config, ProviderConfig } from "./config.js";

type BuiltIn = Pick<Endpoint, "api" | "baseUrl" | "headers" | "instructions">;

/** Providers that need no `baseUrl` in the configuration, as their own documentation gives them. */
export const builtInEndpoints: Readonly<Record<ProviderId, BuiltIn>> = {
  anthropic: { api: "anthropic-messages", baseUrl: "https://api.anthropic.com" },
  openai: { api: "openai-responses", baseUrl: "https://api.openai.com/v1" },
  // A ChatGPT subscription, by the address and headers of OpenAI's own command line; under our own name.
  "openai-codex": {
    api: "openai-responses",
    baseUrl: "https://chatgpt.com/backend-api/codex",
    headers: { "openai-beta": "responses=experimental", originator: "modelpin" },
    instructions: "Answer the person you talk with.",
  },
  openrouter: { api: "openai-completions", baseUrl: "https://openrouter.ai/api/v1" },
  google: { api: "openai-completions", baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai" },
  groq: { api: "openai-completions", baseUrl: "https://api.groq.com/openai/v1" },
  xai: { api: "openai-completions", baseUrl: "https://api.x.ai/v1" },
  mistral: { api: "openai-completions", baseUrl: "https://api.mistral.ai/v1" },
  echo: { api: "echo", baseUrl: "echo:" },
};

/** The name under which `models.providers` has a provider, whatever the case in which either side is written. */
export function providerName(config: Config, provider: ProviderId): string | undefined {
  const providers = config.models?.providers ?? {};
  if (Object.hasOwn(providers, provider)) return provider;
  return Object.keys(providers).find((other) => sameProvider(other, provider));
}

/** `models.providers.<p>`, whatever the case in which either side is written. */
export function providerConfig(config: Config, provider: ProviderId): ProviderConfig | undefined {
  const name = providerName(config, provider);
  return name === undefined ? undefined : config.models?.providers?.[name];
}

/** Where the configuration, or else the built-in list, says that a provider is reached; nothing when neither does. */
export function findEndpoint(config: Config, provider: ProviderId): Endpoint | undefined {
  const key = providerKey(provider);
  const own = providerConfig(config, provider);
  const builtIn = Object.hasOwn(builtInEndpoints, key) ? builtInEndpoints[key] : undefined;
  const api = own?.api ?? builtIn?.api ?? "openai-completions";
  const written = api === "echo" ? "echo:" : (own?.baseUrl ?? builtIn?.baseUrl);
  if (written === undefined) return undefined;
  const headers = { ...builtIn?.headers, ...own?.headers };
  return {
    provider: key,
    api,
    baseUrl: toBaseUrl(api, written),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(builtIn?.instructions === undefined ? {} : { instructions: builtIn.instructions }),
  };
}

/**
 * Where a provider is reached.
 *
 * @example endpointOf({}, "anthropic").baseUrl; // https://api.anthropic.com/v1
 * @throws {ModelpinError} `provider_without_endpoint`, naming the key to set.
 */
export function endpointOf(config: Config, provider: ProviderId): Endpoint {
  const endpoint = findEndpoint(config, provider);
  if (endpoint) return endpoint;
  throw new ModelpinError("provider_without_endpoint", `Where the provider ${provider} is reached is not known.`, {
    hint: `Set models.providers.${provider}.baseUrl in the configuration.`,
  });
}

/** The AI SDK posts to `<baseUrl>/messages`, people write Anthropic's address without `/v1`, and some with a slash. */
function toBaseUrl(api: ApiKind, written: string): string {
  const trimmed = written.replace(/\/+$/, "");
  return api === "anthropic-messages" && !/\/v1$/.test(trimmed) ? `${trimmed}/v1` : trimmed;
}

/** Whether a host is this machine: there plain http shows the credential to nobody else. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
