import type { Update } from "grammy/types";
import { Refusal } from "./refusal.js";

export interface Mailbox {
  readonly size: number;
  push(update: Omit<Update, "update_id">): void;
  take(parameters: TakeParameters, gone: Promise<void>): Promise<Update[]>;
}

interface TakeParameters {
  readonly offset?: number;
  readonly limit?: number;
  readonly timeout?: number;
  readonly allowed_updates?: readonly string[];
}

/** The updates of a bot: kept until a call with a higher offset confirms them, handed to one poller at a time. */
export function createMailbox(): Mailbox {
  let updates: Update[] = [];
  let nextId = 100_000;
  let allowed: readonly string[] = [];
  let waiting: { wake: () => void; refuse: (error: Refusal) => void } | undefined;

  return {
    get size() {
      return updates.length;
    },
    push(update) {
      const type = Object.keys(update)[0] ?? "";
      if (allowed.length > 0 && !allowed.includes(type)) return;
      updates.push({ update_id: nextId++, ...update } as Update);
      waiting?.wake();
    },
    async take({ offset = 0, limit = 100, timeout = 0, allowed_updates }, gone) {
      waiting?.refuse(
        new Refusal(
          409,
          "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
      );
      if (allowed_updates !== undefined) allowed = allowed_updates;
      updates = updates.filter((update) => update.update_id >= offset);
      if (updates.length === 0 && timeout > 0) {
        let timer: NodeJS.Timeout | undefined;
        let mine: typeof waiting;
        try {
          await new Promise<void>((wake, refuse) => {
            mine = { wake, refuse };
            waiting = mine;
            timer = setTimeout(wake, timeout * 1000);
            void gone.then(wake);
          });
        } finally {
          clearTimeout(timer);
          if (waiting === mine) waiting = undefined;
        }
      }
      return updates.slice(0, limit);
    },
  };
}
