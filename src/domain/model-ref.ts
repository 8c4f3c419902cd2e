import { type ProviderId, providerKey } from "./ids.js";

/** A model and who serves it: `anthropic/claude-opus-4-5`. Case is kept as written. */
export interface ModelRef {
  readonly provider: ProviderId;
  /** The provider's own name for the model; may hold `/`, `@` and `:`. */
  readonly model: string;
}

/**
 * Splits at the **first** slash, since model ids hold slashes of their own.
 *
 * @example parseModelRef("openrouter/moonshotai/kimi-k2"); // { provider: "openrouter", model: "moonshotai/kimi-k2" }
 * @returns nothing when either side is empty.
 */
export function parseModelRef(text: string): ModelRef | undefined {
  const slash = text.indexOf("/");
  if (slash <= 0 || slash === text.length - 1) return undefined;
  return { provider: text.slice(0, slash), model: text.slice(slash + 1) };
}

export function formatModelRef(ref: ModelRef): string {
  return `${ref.provider}/${ref.model}`;
}

/** What a ref is compared by: the provider without case, the model with it. */
export function modelKey(ref: ModelRef): string {
  return `${providerKey(ref.provider)}/${ref.model}`;
}
