import { setMaxListeners } from "node:events";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Bot } from "grammy";
import type { Clock } from "../answer.js";
import { login, tokenRefused } from "./telegram-login.js";
import { installWire } from "./telegram-wire.js";

export interface BotOptions {
  readonly token: string;
  readonly apiRoot?: string;
  readonly clock: Clock;
  /** Ends the login. */
  readonly signal?: AbortSignal;
}

/** A bot that has logged in. */
export interface OpenBot {
  readonly bot: Bot;
  /** Aborted once the bot is let go of, and every request with it. */
  readonly closing: AbortSignal;
  /** Waits so many ms, or less when the signal says so. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends every request, and lets go of the connections. */
  release(): void;
}

/** Telegram holds a poll for 30 s; whatever takes longer than this is not coming. */
const requestTimeout = 60;
/** A crowd must not use up the files that this process may open; Telegram takes about 30 messages a second anyway. */
const mostConnections = 100;

/**
 * Logs in to Telegram, with a client of its own whose requests end when the bot is let go of.
 * @throws {ModelpinError} `telegram_token_refused`, `telegram_unreachable` or `telegram_webhook_set`.
 */
export async function openBot({ token, apiRoot: root, clock, signal }: BotOptions): Promise<OpenBot> {
  if (!/^[\w:-]+$/.test(token)) throw tokenRefused();
  const apiRoot = (root ?? "https://api.telegram.org").replace(/\/+$/, "");
  const connections = { keepAlive: true, maxSockets: mostConnections };
  const agent = apiRoot.startsWith("https:") ? new HttpsAgent(connections) : new HttpAgent(connections);
  // A redirect would carry the token and what people wrote to another host.
  const baseFetchConfig = { agent, redirect: "error" as const };
  const bot = new Bot(token, { client: { apiRoot, baseFetchConfig, timeoutSeconds: requestTimeout } });
  const closing = new AbortController();
  // Every request under way listens; many at once are no leak.
  setMaxListeners(0, closing.signal);
  const pause = pauser(clock);
  installWire(bot.api, { closing: closing.signal, pause });
  const release = (): void => {
    closing.abort();
    agent.destroy();
  };

  signal?.addEventListener("abort", release);
  try {
    bot.botInfo = await login(bot.api, (ms) => pause(ms, closing.signal));
  } catch (error) {
    release();
    throw error;
  } finally {
    signal?.removeEventListener("abort", release);
  }
  return { bot, closing: closing.signal, pause, release };
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
