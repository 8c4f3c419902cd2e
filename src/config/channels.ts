import type { Config, DiscordConfig, TelegramConfig } from "./config.js";

/** The channels that log in with a bot's token. */
export interface BotChannels {
  readonly discord: DiscordConfig;
  readonly telegram: TelegramConfig;
}

/** Where a channel's token is looked for when the configuration does not say. */
const usual: BotChannels = {
  discord: { token: { source: "env", id: "DISCORD_BOT_TOKEN" } },
  telegram: { botToken: { source: "env", id: "TELEGRAM_BOT_TOKEN" } },
};

/** Both channels as they are wished: a token that is set is wish enough, nobody has to write the channel down as well. */
export function botChannelsOf({ channels }: Config): BotChannels {
  return { discord: channels?.discord ?? usual.discord, telegram: channels?.telegram ?? usual.telegram };
}
