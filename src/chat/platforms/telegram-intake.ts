import type { Update } from "grammy/types";
import type { PlatformLog } from "../platform.js";
import { isCommand } from "./telegram-text.js";

/** So many commands and taps of one chat wait for their answers; at Telegram's pace that is minutes in a group. */
const mostWaiting = 50;

/**
 * Takes in updates without waiting for what becomes of them, so that a chat which asks faster than Telegram lets it be
 * answered keeps no other chat waiting. Its own commands beyond {@link mostWaiting} are left out; what is said to a
 * model never is.
 */
export function createIntake(
  handle: (update: Update) => Promise<void>,
  log: Pick<PlatformLog, "warn">,
): (update: Update) => void {
  const waiting = new Map<number, number>();
  const crowded = new Set<number>();

  async function take(update: Update): Promise<void> {
    const { message, callback_query: tap } = update;
    const chat = (message ?? tap?.message)?.chat.id ?? 0;
    const count = waiting.get(chat) ?? 0;
    if (count >= mostWaiting && (tap !== undefined || (message !== undefined && isCommand(message)))) {
      if (!crowded.has(chat)) log.warn(`telegram:${chat}: more commands than can be answered; some are left out.`);
      crowded.add(chat);
      return;
    }
    waiting.set(chat, count + 1);
    try {
      await handle(update);
    } finally {
      const left = (waiting.get(chat) ?? 1) - 1;
      if (left > 0) waiting.set(chat, left);
      else {
        waiting.delete(chat);
        crowded.delete(chat);
      }
    }
  }

  return (update) => {
    take(update).catch((error) => log.warn("Telegram: an update could not be handled", error));
  };
}
