import { setMaxListeners } from "node:events";
import { createConcurrentSink, createRunner, createSource } from "@grammyjs/runner";
import type { Update } from "grammy/types";
import type { SessionKey } from "../../domain/ids.js";
import { type Clock, systemClock } from "../answer.js";
import { grace, lastWords } from "../closing-times.js";
import { createDispatcher } from "../dispatch.js";
import { createLanes } from "../lanes.js";
import type { Connection, ConnectOptions } from "../platform.js";
import { speaking } from "../speaking.js";
import { openBot } from "./telegram-client.js";
import { commandsOf, movedBy } from "./telegram-commands.js";
import { conversationOf } from "./telegram-conversation.js";
import { createIntake } from "./telegram-intake.js";
import { registerMenu } from "./telegram-menu.js";
import { followMigrations } from "./telegram-migration.js";
import { createPeople } from "./telegram-people.js";
import { placeOf } from "./telegram-place.js";
import { createPolling } from "./telegram-polling.js";
import { discreet } from "./telegram-wire.js";

export interface TelegramConnectOptions extends ConnectOptions {
  /** Called when a group becomes a supergroup and thereby gets another id, more than once; its pins follow by themselves. */
  readonly onMigrate?: (from: SessionKey, to: SessionKey) => void;
  /** Replaced in tests. */
  readonly clock?: Clock;
}

/** How long Telegram may take for what nobody reads, in ms. */
const lastWrites = 1000;

/**
 * Logs in to Telegram and answers there until the connection is closed.
 *
 * Messages are taken by long polling. A webhook is never removed silently: it belongs to a program that somebody runs.
 * @throws {ModelpinError} `telegram_token_refused`, `telegram_unreachable` or `telegram_webhook_set`; none holds the token.
 */
export async function connect(options: TelegramConnectOptions): Promise<Connection> {
  const { gatekeeper, commands, converse, now, onMigrate, clock = systemClock } = options;
  const token = options.token.reveal();
  const log = discreet(options.log, token);
  const { bot, closing, pause, release } = await openBot({ ...options, token, clock });
  const stopAnswers = new AbortController();
  // Every answer under way listens; many at once are no leak.
  setMaxListeners(0, stopAnswers.signal);

  const lanes = createLanes();
  const dispatcher = createDispatcher({ gatekeeper, commands, log, now });
  const moved = movedBy({ gatekeeper, lanes, log, ...(onMigrate && { onMigrate }) });
  followMigrations(bot.api, (from, to) => moved(`telegram:${from}`, `telegram:${to}`));
  const parts = {
    dispatcher,
    lanes,
    now,
    people: createPeople(gatekeeper, now),
    placed: placeOf,
    moved,
    clock,
  };
  // Neither the menu nor the key is waited for: messages are.
  const introduce = (): Promise<void> => registerMenu(bot.api, speaking(commands, gatekeeper.language?.()), log);
  let settingUp = introduce();
  void dispatcher.picker();
  bot.use(commandsOf(parts));
  bot.use(conversationOf({ ...parts, converse, log, stop: stopAnswers.signal }));

  const polling = createPolling({ api: bot.api, log, pause });
  const intake = createIntake((update) => bot.handleUpdate(update), log);
  const sink = createConcurrentSink<Update>({ consume: async (update) => intake(update) }, async () => {});
  const runner = createRunner(
    createSource({ supply: (limit, signal) => polling.supply(limit, signal as never) }),
    sink,
  );
  runner.start();

  return {
    account: `@${bot.botInfo.username}`,
    trouble: polling.trouble,
    introduce() {
      settingUp = settingUp.then(introduce);
      return settingUp;
    },
    async close() {
      try {
        await runner.stop();
        await Promise.race([polling.confirm(closing).catch(() => {}), pause(lastWrites, closing)]);
        await Promise.race([lanes.idle(), pause(grace, closing)]);
        stopAnswers.abort();
        await Promise.race([lanes.idle(), pause(lastWords, closing)]);
        await Promise.race([settingUp, pause(lastWrites, closing)]);
      } finally {
        release();
      }
    },
  };
}
