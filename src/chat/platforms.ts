import type { Connection } from "./platform.js";
import type { DiscordConnectOptions } from "./platforms/discord-bot.js";
import type { TelegramConnectOptions } from "./platforms/telegram-bot.js";
import type { TerminalConnection, TerminalOptions } from "./platforms/terminal.js";

/** The platforms that the gateway can run, loaded when they are wanted: a Telegram bot never loads discord.js. */
export const platforms = {
  discord: async (options: DiscordConnectOptions): Promise<Connection> =>
    (await import("./platforms/discord-bot.js")).connect(options),
  telegram: async (options: TelegramConnectOptions): Promise<Connection> =>
    (await import("./platforms/telegram-bot.js")).connect(options),
  terminal: async (options: TerminalOptions): Promise<TerminalConnection> =>
    (await import("./platforms/terminal.js")).connectTerminal(options),
};

export type { TerminalConnection, TerminalOptions };
