import type * as z from "zod/mini";
import type { configSchema } from "./schema.js";

/** The configuration as it was written; what is left out is `undefined`. Import this, not the schema: it costs nothing. */
export type Config = z.infer<ReturnType<typeof configSchema>>;

type In<T, K extends keyof T> = NonNullable<T[K]>;
type Values<T> = T extends Record<string, infer V> ? V : never;

export type AgentsConfig = In<Config, "agents">;
export type AgentDefaults = In<AgentsConfig, "defaults">;
export type AgentConfig = In<AgentsConfig, "list">[number];
/** `"ref-or-alias"` or `{ primary, fallbacks }`. */
export type ModelConfig = In<AgentDefaults, "model">;
export type ModelsConfig = In<AgentDefaults, "models">;
export type BindingConfig = In<Config, "bindings">[number];

export type ProviderConfig = Values<In<In<Config, "models">, "providers">>;

export type ChannelsConfig = In<Config, "channels">;
export type DiscordConfig = In<ChannelsConfig, "discord">;
export type TelegramConfig = In<ChannelsConfig, "telegram">;

/** `"${NAME}"` or `{ source, provider?, id }`, as it stands in the file. */
export type SecretRefConfig = DiscordConfig["token"];
export type SecretProviders = In<In<Config, "secrets">, "providers">;
export type SecretProvider = Values<SecretProviders>;
