import { type BotChannels, botChannelsOf } from "../config/channels.js";
import { parseSecretRef } from "../config/secret-ref.js";
import type { Grounds } from "./grounds.js";

/** The channels that the gateway brings up: those that are written down, and those whose usual variable is set. */
export async function botChannels(grounds: Grounds): Promise<Partial<BotChannels>> {
  const { discord, telegram } = botChannelsOf(grounds.config);
  const [hasDiscord, hasTelegram] = await Promise.all([
    isWished(grounds, "discord", discord.enabled, discord.token),
    isWished(grounds, "telegram", telegram.enabled, telegram.botToken),
  ]);
  return { ...(hasDiscord ? { discord } : {}), ...(hasTelegram ? { telegram } : {}) };
}

async function isWished(
  { config, environment, askGateway }: Grounds,
  name: keyof BotChannels,
  enabled: boolean | undefined,
  token: unknown,
): Promise<boolean> {
  if (enabled === false) return false;
  if (config.channels?.[name]) return true;
  const { id } = parseSecretRef(token);
  if (environment.get(id) !== undefined) return true;
  return (await askGateway())?.variables.some((variable) => variable.name === id) ?? false;
}
