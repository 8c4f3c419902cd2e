import { type Api, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { PlatformLog } from "../platform.js";
import { networkCodeOf } from "./telegram-wire.js";

export interface Polling {
  /** The next updates; tries until there are some or `signal` ends it. */
  supply(limit: number, signal: AbortSignal): Promise<Update[]>;
  /** Tells Telegram that all updates so far were taken, so that no restart gets them again. */
  confirm(signal: AbortSignal): Promise<void>;
  /** What keeps it from getting any just now; nothing while all is well. */
  trouble(): string | undefined;
}

export interface PollingOptions {
  readonly api: Api;
  readonly log: PlatformLog;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const longPoll = 30;
/** However long Telegram wants to be left alone, it is asked again then, in ms; a timer counts to 24 days at most. */
const longestPause = 3_600_000;
/** What the bot reads of all that Telegram could send. */
const allowedUpdates = ["message", "callback_query"] as const;

/** Long polling that never gives up: networks come back, and a second poller is stopped by somebody. */
export function createPolling({ api, log, pause }: PollingOptions): Polling {
  let offset = 0;
  let trouble: string | undefined;

  return {
    async supply(limit, signal) {
      for (let attempt = 0; ; attempt++) {
        try {
          const updates = await api.getUpdates(
            { offset, limit: Math.max(1, Math.min(limit, 100)), timeout: longPoll, allowed_updates: allowedUpdates },
            signal as never,
          );
          const isBack = trouble !== undefined;
          trouble = undefined;
          if (isBack) log.info("Telegram: receiving messages again.");
          const last = updates.at(-1);
          if (last !== undefined) offset = last.update_id + 1;
          return updates;
        } catch (error) {
          if (signal.aborted) throw error;
          const { words, wait } = judge(error, attempt);
          const isNew = words !== trouble;
          trouble = words;
          if (isNew) log.warn(words);
          await pause(wait, signal);
        }
      }
    },
    async confirm(signal) {
      if (offset > 0) await api.getUpdates({ offset, limit: 1, timeout: 0 }, signal as never);
    },
    trouble: () => trouble,
  };
}

/** What to tell the operator, once per kind of trouble, and how long to wait in ms. */
function judge(error: unknown, attempt: number): { words: string; wait: number } {
  const wait = Math.min(500 * 2 ** Math.min(attempt, 10), 30_000);
  if (!(error instanceof GrammyError)) {
    return { words: `Telegram cannot be reached (${networkCodeOf(error) ?? "unknown"}); trying on.`, wait };
  }
  if (error.error_code === 409) {
    return {
      words:
        "Telegram: another program receives this bot's messages (conflict). Stop the other one, or give each its own bot; trying on.",
      wait: Math.max(wait, 3000),
    };
  }
  if (error.error_code === 401) {
    return {
      words: "Telegram no longer accepts this bot's token. Put the new one into the configuration.",
      wait: 60_000,
    };
  }
  return {
    words: `Telegram refuses to hand over messages (${error.error_code}); trying on.`,
    wait: Math.min(Math.max(wait, 1000 * (error.parameters.retry_after ?? 0)), longestPause),
  };
}
