import { autoRetry } from "@grammyjs/auto-retry";
import { type Api, GrammyError, HttpError } from "grammy";
import { errnoOf, messageOf } from "../../domain/errors.js";
import type { PlatformLog } from "../platform.js";

/** Requests that may be made twice without anybody noticing. */
const harmless = /^(?:get|edit|answer|set|delete)/;
/**
 * The connection was never made, or was an idle one that the server had closed (the last two). In the second case the
 * request may rarely have had an effect; a message that stands twice is better than an answer that is lost.
 */
const worthRepeating = new Set(
  "ECONNREFUSED ENOTFOUND EAI_AGAIN ENETUNREACH EHOSTUNREACH ENETDOWN ECONNRESET EPIPE".split(" "),
);
/** What is late is wrong (typing) or has its own patience (polling). */
const notRepeated = new Set(["getUpdates", "sendChatAction", "getMe"]);

const networkRetries = 5;

export interface WireOptions {
  /** Ends every request and every pause between two attempts. */
  readonly closing: AbortSignal;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Makes an Api patient within limits, and its errors fit to be logged. */
export function installWire(api: Api, { closing, pause }: WireOptions): void {
  api.config.use(async (call, method, payload, signal) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await call(method, payload, signal);
      } catch (error) {
        const again = harmless.test(method) || worthRepeating.has(networkCodeOf(error) ?? "");
        const isOver = attempt >= networkRetries || signal?.aborted || closing.aborted;
        if (!again || notRepeated.has(method) || isOver) throw error;
        await pause(500 * 2 ** attempt, closing);
      }
    }
  });
  const retry = autoRetry({ maxRetryAttempts: 3, maxDelaySeconds: 300, rethrowHttpErrors: true });
  api.config.use((call, method, payload, signal) =>
    notRepeated.has(method) ? call(method, payload, signal) : retry(call, method, payload, signal),
  );
  api.config.use((call, method, payload, signal) => {
    if (closing.aborted) throw new HttpError(`'${method}' was not sent: the bot is closing.`, undefined);
    return call(method, payload, signal ?? (closing as never));
  });
}

/** Node's error code of a request that never got an answer. */
export function networkCodeOf(error: unknown): string | undefined {
  return error instanceof HttpError ? errnoOf(error.error) : undefined;
}

/** A log that is told what Telegram said instead of the error, which carries the whole request, and never the token. */
export function discreet(log: PlatformLog, token: string): PlatformLog {
  const scrub = (text: string): string => text.replaceAll(token, "[secret]");
  const say = (message: string): void => log.warn(scrub(message));
  const warn = (message: string, error: unknown): void => {
    const inner = (error as { error?: unknown }).error;
    if (error instanceof GrammyError) say(`${message}: ${error.method}: ${error.error_code} ${error.description}`);
    // What is inside names the URL, and with it the token.
    else if (error instanceof HttpError) say(`${message}: ${error.message} (${networkCodeOf(error) ?? "no code"})`);
    else if (inner !== undefined) warn(message, inner);
    else log.warn(scrub(message), messageOf(error).includes(token) ? new Error(scrub(messageOf(error))) : error);
  };
  return {
    info: (message) => log.info(scrub(message)),
    warn: (message, error) => (error === undefined ? say(message) : warn(message, error)),
  };
}
