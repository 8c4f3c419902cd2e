import { type Api, GrammyError } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { ModelpinError } from "../../domain/errors.js";
import { networkCodeOf } from "./telegram-wire.js";

const attempts = 5;

/**
 * Asks Telegram who the bot is.
 * @throws {ModelpinError} `telegram_token_refused`; `telegram_unreachable` after five attempts in about 15 s;
 * `telegram_webhook_set` when Telegram delivers this bot's messages elsewhere.
 */
export async function login(api: Api, pause: (ms: number) => Promise<void>): Promise<UserFromGetMe> {
  const me = await getMe(api, pause);
  const { url } = await api.getWebhookInfo();
  if (url === undefined || url === "") return me;
  throw new ModelpinError(
    "telegram_webhook_set",
    `Telegram sends @${me.username}'s messages to a webhook at ${hostOf(url)}.`,
    {
      hint: 'Stop the program behind it, then run: curl "https://api.telegram.org/bot$TELEGRAM_BOT_TOKEN/deleteWebhook"',
    },
  );
}

async function getMe(api: Api, pause: (ms: number) => Promise<void>): Promise<UserFromGetMe> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await api.getMe();
    } catch (error) {
      // A token of another shape is a 404, since it is a part of the path.
      if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)) throw tokenRefused();
      if (attempt === attempts) throw unreachable(error);
      await pause(500 * 2 ** attempt);
    }
  }
}

export function tokenRefused(): ModelpinError {
  return new ModelpinError("telegram_token_refused", "Telegram does not know this bot token.", {
    hint: "Copy it from @BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN or channels.telegram.botToken.",
  });
}

function unreachable(error: unknown): ModelpinError {
  const why = error instanceof GrammyError ? String(error.error_code) : (networkCodeOf(error) ?? "no answer");
  return new ModelpinError("telegram_unreachable", `Telegram cannot be reached (${why}).`, {
    hint: "Check the network, and channels.telegram.apiRoot if you set it.",
  });
}

/** Webhook paths often hold a secret; the host alone tells whose it is. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an unknown host";
}
