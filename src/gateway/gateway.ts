import type { ModelAuth } from "../auth/model-auth.js";
import type { PlatformLog } from "../chat/platform.js";
import { platforms, type TerminalConnection, type TerminalOptions } from "../chat/platforms.js";
import type { SlashCommand } from "../chat/slash.js";
import { botChannelsOf } from "../config/channels.js";
import { isModelpinError } from "../domain/errors.js";
import { createHistoryStore, type HistoryStore } from "../models/history-store.js";
import { gatewayAnswers } from "./answers.js";
import { type ChannelWish, createChannels } from "./channels.js";
import { type FollowConfigOptions, followConfig } from "./follow-config.js";
import { groupMoved } from "./group-moved.js";
import { type GatewaySocket, openSocket } from "./socket.js";
import { createConverse } from "./turn.js";

export interface GatewayOptions {
  readonly auth: ModelAuth;
  /** The menu; it gets the histories, since `/new` forgets them. */
  readonly commands: (histories: HistoryStore) => readonly SlashCommand[];
  readonly log: PlatformLog;
  /** The terminal to talk on, if it is wanted. */
  readonly terminal?: Pick<TerminalOptions, "input" | "output" | "color" | "name">;
  /** The terminal is there: what is logged from now on goes around its prompt. */
  readonly onTerminal?: (terminal: TerminalConnection) => void;
  /** Leave Discord and Telegram alone: `modelpin chat`. */
  readonly terminalOnly?: boolean;
  /** Waits between two looks at the configuration; replaced in tests. */
  readonly wait?: FollowConfigOptions["wait"];
}

/** A running gateway. */
export interface Gateway {
  /** Every channel was tried once. */
  readonly tried: Promise<void>;
  /** The names of the channels that are up: `telegram @mybot`, `terminal`. */
  readonly channels: readonly string[];
  /** The names of those whose platform cannot be reached just now. */
  readonly awaited: readonly string[];
  readonly terminal?: TerminalConnection;
  close(): Promise<void>;
}

/**
 * Connects every configured channel, the terminal first. A channel whose token is not set is skipped with a line that
 * says how to set it; one that cannot log in is reported and does not keep the others from running. Edits of the
 * configuration and of `.env` are followed while it runs; the terminal alone stays as it began.
 */
export async function openGateway({
  auth,
  commands,
  log,
  terminal,
  onTerminal,
  terminalOnly = false,
  wait,
}: GatewayOptions): Promise<Gateway> {
  const histories = createHistoryStore();
  const menu = commands(histories);
  const shared = {
    gatekeeper: auth,
    commands: menu,
    converse: createConverse({ auth, histories }),
    log,
    now: auth.now,
  };
  const channels = createChannels({ auth, log, wishes });
  const channelsUp = () => (conversation ? [...channels.up, "terminal"] : channels.up);
  let conversation: TerminalConnection | undefined;
  const startedAt = auth.now();
  const status = () => ({ startedAt, channels: channelsUp(), awaited: channels.awaited, troubles: channels.troubles });
  // Before anything connects: two gateways would answer everything twice.
  const door = terminalOnly ? undefined : await openDoor(auth, status, log);

  /** What the configuration wants now. */
  function wishes(): Readonly<Record<string, ChannelWish | undefined>> {
    if (terminalOnly) return {};
    const { discord, telegram } = botChannelsOf(auth.config().config);
    const { apiRoot, guildIds, messageContent } = discord;
    const discordOptions = defined({ apiRoot, guildIds, messageContent });
    const telegramOptions = defined({ apiRoot: telegram.apiRoot });
    const onMigrate = groupMoved({ auth, histories, log });
    return {
      discord:
        discord.enabled === false
          ? undefined
          : {
              token: discord.token,
              key: "channels.discord.token",
              options: discordOptions,
              connect: (token) => platforms.discord({ ...shared, ...discordOptions, token }),
            },
      telegram:
        telegram.enabled === false
          ? undefined
          : {
              token: telegram.botToken,
              key: "channels.telegram.botToken",
              options: telegramOptions,
              connect: (token, signal) =>
                platforms.telegram({ ...shared, ...telegramOptions, onMigrate, token, signal }),
            },
    };
  }

  const wantsTerminal = terminal && (terminalOnly || auth.config().config.channels?.terminal?.enabled !== false);
  try {
    if (wantsTerminal) conversation = await platforms.terminal({ ...shared, ...terminal });
  } catch (error) {
    await door?.close();
    throw error;
  }
  if (conversation) onTerminal?.(conversation);
  const tried = channels.follow();
  async function changed(): Promise<void> {
    await auth.sources.askShell();
    await channels.follow();
  }
  const following = followConfig({ auth, log, changed, ...(wait ? { wait } : {}) });

  return {
    tried,
    get channels() {
      return channelsUp();
    },
    get awaited() {
      return channels.awaited;
    },
    ...(conversation ? { terminal: conversation } : {}),
    async close() {
      await Promise.allSettled([
        following.close(),
        ...(door ? [door.close()] : []),
        channels.close(),
        ...(conversation ? [conversation.close()] : []),
      ]);
    },
  };
}

/** @throws {ModelpinError} `gateway_running` */
async function openDoor(
  auth: ModelAuth,
  status: Parameters<typeof gatewayAnswers>[1],
  log: PlatformLog,
): Promise<GatewaySocket | undefined> {
  try {
    const { stateDir } = auth.sources.location;
    return await openSocket({ stateDir, answers: gatewayAnswers(auth, status) });
  } catch (error) {
    if (isModelpinError(error, "gateway_running")) throw error;
    log.warn("nobody can ask this gateway", error);
    return undefined;
  }
}

/** The options that are set: an option that is there but `undefined` is not the same as absent. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
