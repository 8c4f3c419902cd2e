import type { ModelAuth } from "../auth/model-auth.js";
import type { Connection, PlatformLog } from "../chat/platform.js";
import { platforms, type TerminalConnection, type TerminalOptions } from "../chat/platforms.js";
import type { SlashCommand } from "../chat/slash.js";
import { botChannelsOf } from "../config/channels.js";
import { parseSecretRef, resolveSecretRef } from "../config/secret-ref.js";
import { isModelpinError } from "../domain/errors.js";
import type { Secret } from "../domain/secret.js";
import { createHistoryStore, type HistoryStore } from "../models/history-store.js";
import { gatewayAnswers } from "./answers.js";
import { groupMoved } from "./group-moved.js";
import { type ChannelConnection, keepConnecting } from "./keep-connecting.js";
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

type Connect = (token: Secret, signal: AbortSignal) => Promise<Connection>;

/**
 * Connects every configured channel, the terminal first. A channel whose token is not set is skipped with a line that
 * says how to set it; one that cannot log in is reported and does not keep the others from running.
 */
export async function openGateway({
  auth,
  commands,
  log,
  terminal,
  onTerminal,
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
  const { discord, telegram } = botChannelsOf(auth.config().config);
  const connections = new Map<string, ChannelConnection>();
  const named = (state: ChannelConnection["state"]) => [...connections].filter(([, one]) => one.state === state);
  const channelsUp = () => {
    const up = named("up").map(([name, { account }]) => `${name} ${account}`);
    return conversation ? [...up, "terminal"] : up;
  };
  const awaited = () => named("connecting").map(([name]) => name);
  let conversation: TerminalConnection | undefined;
  const startedAt = auth.now();
  const status = () => ({ startedAt, channels: channelsUp(), awaited: awaited() });
  // Before anything connects: two gateways would answer everything twice.
  const door = terminalOnly ? undefined : await openDoor(auth, status, log);

  async function start(name: string, key: string, written: unknown, connect: Connect): Promise<void> {
    const token = await tokenOf(auth, written, name, key, log);
    if (!token) return;
    const connection = keepConnecting({ name, log, connect: (signal) => connect(token, signal) });
    connections.set(name, connection);
    await connection.tried;
  }

  const wantsTerminal = terminal && (terminalOnly || configured.terminal?.enabled !== false);
  try {
    if (wantsTerminal) conversation = await platforms.terminal({ ...shared, ...terminal });
  } catch (error) {
    await door?.close();
    throw error;
  }
  if (conversation) onTerminal?.(conversation);
  const starting: Promise<void>[] = [];
  if (discord.enabled !== false && !terminalOnly) {
    const { apiRoot, guildIds, messageContent } = discord;
    const options = defined({ apiRoot, guildIds, messageContent });
    const connect: Connect = (token) => platforms.discord({ ...shared, ...options, token });
    starting.push(start("discord", "channels.discord.token", discord.token, connect));
  }
  if (telegram.enabled !== false && !terminalOnly) {
    const options = { ...defined({ apiRoot: telegram.apiRoot }), onMigrate: groupMoved({ auth, histories, log }) };
    const connect: Connect = (token, signal) => platforms.telegram({ ...shared, ...options, token, signal });
    starting.push(start("telegram", "channels.telegram.botToken", telegram.botToken, connect));
  }

  return {
    tried: Promise.all(starting).then(() => undefined),
    get channels() {
      return channelsUp();
    },
    get awaited() {
      return awaited();
    },
    ...(conversation ? { terminal: conversation } : {}),
    async close() {
      await Promise.allSettled(
        [...(door ? [door] : []), ...connections.values(), ...(conversation ? [conversation] : [])].map((one) =>
          one.close(),
        ),
      );
    },
  };
}

/** @throws {ModelpinError} `gateway_running` */
async function openDoor(
  auth: ModelAuth,
  status: () => { startedAt: number; channels: readonly string[]; awaited: readonly string[] },
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

/** A channel's token; nothing, with a line on how to set it, when it is not set. */
async function tokenOf(
  auth: ModelAuth,
  written: unknown,
  name: string,
  key: string,
  log: PlatformLog,
): Promise<Secret | undefined> {
  const { location, environment } = auth.sources;
  try {
    const providers = auth.config().config.secrets?.providers;
    const ref = parseSecretRef(written);
    if (ref.source === "env" && ref.provider === undefined && environment().get(ref.id) === undefined) {
      const line = `with the line ${ref.id}=… in ${location.stateDir}/.env`;
      log.info(`${name}: skipped, no token · set ${ref.id}, for example ${line}`);
      return undefined;
    }
    return await resolveSecretRef(ref, { environment: environment(), providers, home: location.home });
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    log.info(`${name}: skipped, no token · ${error.message} (${key})`);
    return undefined;
  }
}
