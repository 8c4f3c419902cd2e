import { type ProviderId, providerKey } from "../domain/ids.js";

/**
 * What a metered key of a provider begins with, and nothing else of that provider does: as their consoles show a new key
 * (console.anthropic.com, platform.openai.com, openrouter.ai, aistudio.google.com, console.groq.com, console.x.ai).
 */
const prefixes: Readonly<Record<ProviderId, readonly string[]>> = {
  anthropic: ["sk-ant-api"],
  openai: ["sk-proj-", "sk-svcacct-", "sk-admin-"],
  openrouter: ["sk-or-"],
  google: ["AIza"],
  groq: ["gsk_"],
  xai: ["xai-"],
};

/**
 * Whether a credential is an API key for certain, wherever it was found. Taken for a token it would count as a flat
 * rate, and a conversation would be moved to its bill without being asked.
 */
export function isApiKey(provider: ProviderId, text: string): boolean {
  const key = providerKey(provider);
  return Object.hasOwn(prefixes, key) && (prefixes[key] ?? []).some((prefix) => text.startsWith(prefix));
}
