import type { Secret } from "../domain/secret.js";
import type { Converse } from "./conversation.js";
import type { Gatekeeper, SlashCommand } from "./slash.js";

/** What a platform reports to its operator; never a secret. */
export interface PlatformLog {
  info(message: string): void;
  warn(message: string, error?: unknown): void;
}

/** What the gateway hands to a platform that it runs by itself. */
export interface ConnectOptions {
  readonly token: Secret;
  /** Another server than the platform's own, for self-hosted Bot API servers and tests. */
  readonly apiRoot?: string;
  readonly gatekeeper: Gatekeeper;
  readonly commands: readonly SlashCommand[];
  readonly converse: Converse;
  readonly log: PlatformLog;
  readonly now: () => number;
  /** Ends an attempt to log in that takes its time; without effect once the bot is up. */
  readonly signal?: AbortSignal;
}

/** A bot that is logged in and answers. */
export interface Connection {
  /** What the platform calls the bot, for the start-up line. */
  readonly account: string;
  /** What keeps it from hearing anything just now, for the operator; nothing while all is well. */
  trouble?(): string | undefined;
  /** Says in the platform's menus what the commands are, in the language that the configuration fixes now. */
  introduce?(): Promise<void>;
  /**
   * Stops taking updates, lets running answers end for up to 5 s, tells those who get none, and lets go of every timer
   * and socket.
   */
  close(): Promise<void>;
}
