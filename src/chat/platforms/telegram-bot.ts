import { setMaxListeners } from "node:events";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createConcurrentSink, createRunner, createSource } from "@grammyjs/runner";
import { Bot } from "grammy";
import type { Update } from "grammy/types";
import type { SessionKey } from "../../domain/ids.js";
import { type Clock, systemClock } from "../answer.js";
import { createDispatcher } from "../dispatch.js";
import { createLanes } from "../lanes.js";
import type { Connection, ConnectOptions } from "../platform.js";
import { speaking } from "../speaking.js";
import { commandsOf, movedBy } from "./telegram-commands.js";
import { conversationOf } from "./telegram-conversation.js";
import { createIntake } from "./telegram-intake.js";
import { login, tokenRefused } from "./telegram-login.js";
import { registerMenu } from "./telegram-menu.js";
import { followMigrations } from "./telegram-migration.js";
import { createPeople } from "./telegram-people.js";
import { placeOf } from "./telegram-place.js";
import { createPolling } from "./telegram-polling.js";
import { discreet, installWire } from "./telegram-wire.js";

export interface TelegramConnectOptions extends ConnectOptions {
  /** Called when a group becomes a supergroup and thereby gets another id, more than once; its pins follow by themselves. */
  readonly onMigrate?: (from: SessionKey, to: SessionKey) => void;
  /** Replaced in tests. */
  readonly clock?: Clock;
}

/** How long running answers may go on once the bot closes, and how long what they wrote may take to arrive, in ms. */
const grace = 5000;
const lastWrites = 1000;
/** Telegram holds a poll for 30 s; whatever takes longer than this is not coming. */
const requestTimeout = 60;

/**
 * Logs in to Telegram and answers there until the connection is closed.
 *
 * Messages are taken by long polling. A webhook is never removed silently: it belongs to a program that somebody runs.
 * @throws {ModelpinError} `telegram_token_refused`, `telegram_unreachable` or `telegram_webhook_set`; none holds the token.
 */
export async function connect(options: TelegramConnectOptions): Promise<Connection> {
  const { gatekeeper, commands, converse, now, onMigrate, clock = systemClock } = options;
  const token = options.token.reveal();
  if (!/^[\w:-]+$/.test(token)) throw tokenRefused();
  const log = discreet(options.log, token);
  const apiRoot = (options.apiRoot ?? "https://api.telegram.org").replace(/\/+$/, "");
  const agent = apiRoot.startsWith("https:") ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  // A redirect would carry the token and what people wrote to another host.
  const baseFetchConfig = { agent, redirect: "error" as const };
  const client = { apiRoot, baseFetchConfig, timeoutSeconds: requestTimeout };
  const bot = new Bot(token, { client });
  const closing = new AbortController();
  const stopAnswers = new AbortController();
  // Every request and every answer under way listens; many at once are no leak.
  setMaxListeners(0, closing.signal, stopAnswers.signal);
  const pause = pauser(clock);
  installWire(bot.api, { closing: closing.signal, pause });
  const release = (): void => {
    closing.abort();
    agent.destroy();
  };

  options.signal?.addEventListener("abort", release);
  try {
    bot.botInfo = await login(bot.api, (ms) => pause(ms, closing.signal));
  } catch (error) {
    release();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", release);
  }

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
        await Promise.race([polling.confirm(closing.signal).catch(() => {}), pause(lastWrites, closing.signal)]);
        await Promise.race([lanes.idle(), pause(grace, closing.signal)]);
        stopAnswers.abort();
        await Promise.race([lanes.idle(), pause(lastWrites, closing.signal)]);
        await Promise.race([settingUp, pause(lastWrites, closing.signal)]);
      } finally {
        release();
      }
    },
  };
}

/** Waits on the clock; ends early when `signal` does. */
function pauser(clock: Clock): (ms: number, signal: AbortSignal) => Promise<void> {
  return (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        takeBack();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const takeBack = clock.after(ms, end);
      signal.addEventListener("abort", end, { once: true });
    });
}
