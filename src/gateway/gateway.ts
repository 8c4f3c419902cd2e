import type { ModelAuth } from "../auth/model-auth.js";
import type { PlatformLog } from "../chat/platform.js";
import { platforms, type TerminalConnection, type TerminalOptions } from "../chat/platforms.js";
import type { SlashCommand } from "../chat/slash.js";
import { parseSecretRef, resolveSecretRef } from "../config/secret-ref.js";
import { isModelpinError, messageOf } from "../domain/errors.js";
import type { Secret } from "../domain/secret.js";
import { createHistoryStore, type HistoryStore } from "../models/history-store.js";
import { createConverse } from "./turn.js";

export interface GatewayOptions {
  readonly auth: ModelAuth;
  /** The menu; it gets the histories, since `/new` forgets them. */
  readonly commands: (histories: HistoryStore) => readonly SlashCommand[];
  readonly log: PlatformLog;
  /** The terminal to talk on, if it is wanted. */
  readonly terminal?: Pick<TerminalOptions, "input" | "output" | "color" | "name">;
  /** Leave Discord and Telegram alone: `modelpin chat`. */
  readonly terminalOnly?: boolean;
}

/** A running gateway. */
export interface Gateway {
  /** The names of the channels that are up: `telegram @mybot`, `terminal`. */
  readonly channels: readonly string[];
  readonly terminal?: TerminalConnection;
  close(): Promise<void>;
}

type Closing = () => Promise<void>;

/**
 * Connects every configured channel. A channel whose token is not set is skipped with a line that says how to set it;
 * one that cannot log in is reported and does not keep the others from running.
 */
export async function openGateway({
  auth,
  commands,
  log,
  terminal,
  terminalOnly = false,
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
  const { channels: configured = {} } = auth.config().config;
  const channels: string[] = [];
  const closings: Closing[] = [];

  const connect = async (
    name: string,
    written: unknown,
    key: string,
    open: (token: Secret) => Promise<{ account: string; close: Closing }>,
  ) => {
    const token = await tokenOf(auth, written, name, key, log);
    if (!token) return;
    try {
      const { account, close } = await open(token);
      channels.push(`${name} ${account}`);
      closings.push(close);
    } catch (error) {
      const hint = isModelpinError(error) ? error.hint : undefined;
      log.warn(`${name}: ${messageOf(error)}${hint === undefined ? "" : `\n  ${hint}`}`);
    }
  };

  const { discord, telegram } = configured;
  if (!terminalOnly) {
    await Promise.all([
      discord && discord.enabled !== false
        ? connect("discord", discord.token, "channels.discord.token", (token) =>
            platforms.discord({
              ...shared,
              token,
              ...(discord.apiRoot === undefined ? {} : { apiRoot: discord.apiRoot }),
              ...(discord.guildIds === undefined ? {} : { guildIds: discord.guildIds }),
              ...(discord.messageContent === undefined ? {} : { messageContent: discord.messageContent }),
            }),
          )
        : undefined,
      telegram && telegram.enabled !== false
        ? connect("telegram", telegram.botToken, "channels.telegram.botToken", (token) =>
            platforms.telegram({
              ...shared,
              token,
              ...(telegram.apiRoot === undefined ? {} : { apiRoot: telegram.apiRoot }),
            }),
          )
        : undefined,
    ]);
  }
  const wantsTerminal = terminal && (terminalOnly || configured.terminal?.enabled !== false);
  const conversation = wantsTerminal ? await platforms.terminal({ ...shared, ...terminal }) : undefined;
  if (conversation) {
    channels.push("terminal");
    closings.push(conversation.close);
  }
  return {
    channels,
    ...(conversation ? { terminal: conversation } : {}),
    async close() {
      await Promise.allSettled(closings.map((close) => close()));
    },
  };
}

/** A channel's token; nothing, with a line on how to set it, when it is not set. */
async function tokenOf(
  auth: ModelAuth,
  written: unknown,
  name: string,
  key: string,
  log: PlatformLog,
): Promise<Secret | undefined> {
  const { sources } = auth;
  try {
    const providers = auth.config().config.secrets?.providers;
    return await resolveSecretRef(parseSecretRef(written), {
      environment: sources.environment(),
      providers,
      home: sources.location.home,
    });
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    const variable = /^\$\{(\w+)\}$/.exec(String(written))?.[1];
    const how = variable
      ? `set ${variable}, for example with the line ${variable}=… in ${sources.location.stateDir}/.env`
      : `${error.message} (${key})`;
    log.info(`${name}: skipped, no token · ${how}`);
    return undefined;
  }
}
