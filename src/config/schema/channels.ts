import * as z from "zod/mini";
import { optional, required, secretRef, snowflake, url } from "./words.js";

export function channels() {
  const enabled = z.boolean();

  return z.strictObject({
    discord: optional(
      "The Discord bot.",
      z.strictObject({
        enabled: optional("false: not started. Default: true.", enabled),
        token: required("The bot's token.", secretRef()),
        apiRoot: optional("Another server that speaks Discord's API.", url()),
        guildIds: optional(
          "Servers in which commands are registered at once; absent or empty: everywhere.",
          z.array(snowflake()),
        ),
        messageContent: optional("Asks Discord for the contents of messages that do not mention the bot.", z.boolean()),
      }),
    ),
    telegram: optional(
      "The Telegram bot.",
      z.strictObject({
        enabled: optional("false: not started. Default: true.", enabled),
        botToken: required("The bot's token, from @BotFather.", secretRef()),
        apiRoot: optional("Another server that speaks Telegram's Bot API.", url()),
      }),
    ),
    terminal: optional(
      "The conversation in the terminal.",
      z.strictObject({ enabled: optional("Default: true.", enabled) }),
    ),
  });
}
