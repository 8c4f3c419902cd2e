import { timer } from "../auth/timer.js";
import type { Connection, PlatformLog } from "../chat/platform.js";
import { isModelpinError } from "../domain/errors.js";

export interface KeepConnectingOptions {
  /** The channel's name, for the log. */
  readonly name: string;
  /** Logs in; stops trying soon after `signal`. */
  readonly connect: (signal: AbortSignal) => Promise<Connection>;
  readonly log: PlatformLog;
  /** Waits so many ms, or less when the signal says so. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A channel that is up, or on its way there. */
export interface ChannelConnection {
  /** Says in the platform's menus what the commands are, where it is up. */
  introduce(): Promise<void>;
  /** The first attempt is over, whatever came of it. */
  readonly tried: Promise<void>;
  /** `lost`: a person must mend something first. */
  readonly state: "connecting" | "up" | "lost";
  /** What the platform calls the bot; once it is up. */
  readonly account?: string;
  /** What keeps it from hearing anything just now; nothing while all is well, or while it is still on its way. */
  readonly trouble: string | undefined;
  close(): Promise<void>;
}

/** The platform could not be asked, or was unwell: nobody here must mend anything, so it is worth another try. */
const passing = ["telegram_unreachable", "discord_unreachable", "discord_login_failed"];
const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;

/**
 * Connects a channel. While its platform cannot be reached it tries again after 1 s, 2 s, 4 s … 5 min; what only a
 * person can mend (a wrong token, a missing intent, a webhook) is said once and not tried again.
 */
export function keepConnecting({ name, connect, log, wait = timer }: KeepConnectingOptions): ChannelConnection {
  const closing = new AbortController();
  let state: ChannelConnection["state"] = "connecting";
  let connection: Connection | undefined;
  let told = false;
  let lostBy: string | undefined;

  async function attempt(): Promise<void> {
    try {
      const opened = await connect(closing.signal);
      if (closing.signal.aborted) return await opened.close();
      connection = opened;
      state = "up";
    } catch (error) {
      if (!closing.signal.aborted) fail(error);
    }
  }

  function fail(error: unknown): void {
    const retries = passing.some((code) => isModelpinError(error, code));
    if (!retries) {
      state = "lost";
      lostBy = isModelpinError(error) ? [error.message, error.hint ?? ""].join(" ").trim() : "The log says why.";
    }
    if (told && retries) return;
    told = true;
    if (!isModelpinError(error)) {
      log.warn(name, error);
      return;
    }
    const more = [
      ...(error.hint === undefined ? [] : [error.hint]),
      ...(retries ? ["It is tried again by itself."] : []),
    ];
    log.warn([`${name}: ${error.message}`, ...more].join("\n  "));
  }

  async function goOn(): Promise<void> {
    if (state !== "connecting") return;
    for (let pauseMs = firstPauseMs; state === "connecting"; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await wait(pauseMs, closing.signal);
      if (closing.signal.aborted) return;
      await attempt();
    }
    if (connection) log.info(`Up: ${name} ${connection.account}`);
  }

  const tried = attempt();
  void tried.then(goOn);
  return {
    tried,
    get state() {
      return state;
    },
    get account() {
      return connection?.account;
    },
    get trouble() {
      return lostBy ?? connection?.trouble?.();
    },
    async introduce() {
      await connection?.introduce?.();
    },
    async close() {
      closing.abort();
      await connection?.close();
    },
  };
}
