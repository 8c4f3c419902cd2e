import { type ProviderId, providerKey } from "../domain/ids.js";

/** The variables in which people and other tools keep a provider's credentials, the first that is set first. */
export const providerVariables: Readonly<Record<ProviderId, readonly string[]>> = {
  "amazon-bedrock": ["AWS_BEARER_TOKEN_BEDROCK"],
  anthropic: ["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"],
  byteplus: ["BYTEPLUS_API_KEY"],
  cerebras: ["CEREBRAS_API_KEY"],
  chutes: ["CHUTES_OAUTH_TOKEN", "CHUTES_API_KEY"],
  "cloudflare-ai-gateway": ["CLOUDFLARE_AI_GATEWAY_API_KEY"],
  deepgram: ["DEEPGRAM_API_KEY"],
  "github-copilot": ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"],
  google: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  groq: ["GROQ_API_KEY"],
  huggingface: ["HUGGINGFACE_HUB_TOKEN", "HF_TOKEN"],
  kilocode: ["KILOCODE_API_KEY"],
  "kimi-coding": ["KIMI_API_KEY", "KIMICODE_API_KEY"],
  litellm: ["LITELLM_API_KEY"],
  minimax: ["MINIMAX_API_KEY"],
  "minimax-portal": ["MINIMAX_OAUTH_TOKEN", "MINIMAX_API_KEY"],
  mistral: ["MISTRAL_API_KEY"],
  moonshot: ["MOONSHOT_API_KEY"],
  nvidia: ["NVIDIA_API_KEY"],
  ollama: ["OLLAMA_API_KEY"],
  openai: ["OPENAI_API_KEY"],
  opencode: ["OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"],
  openrouter: ["OPENROUTER_API_KEY"],
  qianfan: ["QIANFAN_API_KEY"],
  "qwen-portal": ["QWEN_OAUTH_TOKEN", "QWEN_PORTAL_API_KEY"],
  synthetic: ["SYNTHETIC_API_KEY"],
  together: ["TOGETHER_API_KEY"],
  venice: ["VENICE_API_KEY"],
  "vercel-ai-gateway": ["AI_GATEWAY_API_KEY"],
  vllm: ["VLLM_API_KEY"],
  volcengine: ["VOLCANO_ENGINE_API_KEY"],
  voyage: ["VOYAGE_API_KEY"],
  xai: ["XAI_API_KEY"],
  xiaomi: ["XIAOMI_API_KEY"],
  zai: ["ZAI_API_KEY", "Z_AI_API_KEY"],
};

/** Where the channels' tokens are kept unless the configuration says otherwise. */
const channelVariables: readonly string[] = ["DISCORD_BOT_TOKEN", "TELEGRAM_BOT_TOKEN"];

/**
 * The variables of a provider, the first that counts first.
 * @example variablesOf("my-proxy"); // ["MY_PROXY_API_KEY"]
 */
export function variablesOf(provider: ProviderId): readonly string[] {
  const key = providerKey(provider);
  const known = Object.hasOwn(providerVariables, key) ? providerVariables[key] : undefined;
  return known ?? [`${key.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`];
}

/** Whether a variable is one of those: also one of several keys, as `OPENAI_API_KEYS` and `OPENAI_API_KEY_2` are. */
export function isProviderVariable(name: string): boolean {
  return Object.values(providerVariables)
    .flat()
    .some(
      (known) =>
        name === known || (known.endsWith("_API_KEY") && (name === `${known}S` || name.startsWith(`${known}_`))),
    );
}

/** Every variable that the login shell may be asked for: the table, several keys per provider, and the channels'. */
export function knownVariables(): readonly string[] {
  const ofProviders = Object.values(providerVariables).flat();
  return [
    ...new Set([
      ...ofProviders.flatMap((name) => (name.endsWith("_API_KEY") ? [name, `${name}S`] : [name])),
      ...channelVariables,
    ]),
  ];
}
