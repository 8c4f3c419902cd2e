import { setMaxListeners } from "node:events";
import { setTimeout as later } from "node:timers/promises";
import { Client, Events, GatewayIntentBits, Options, Partials } from "discord.js";
import { ModelpinError } from "../../domain/errors.js";
import { grace, lastWords } from "../closing-times.js";
import { createDispatcher } from "../dispatch.js";
import { createLanes } from "../lanes.js";
import type { Connection, ConnectOptions } from "../platform.js";
import { speaking } from "../speaking.js";
import { closedForGood, loginFault, tokenFault, wordsOfFault } from "./discord-fault.js";
import { answerInteractions } from "./discord-interactions.js";
import { answerMessages } from "./discord-messages.js";
import { clearElsewhere, registerEverywhere } from "./discord-register.js";
import { outliveEvents } from "./discord-unread.js";

export interface DiscordConnectOptions extends ConnectOptions {
  /** Register the commands in these guilds alone; absent or empty: everywhere. */
  readonly guildIds?: readonly string[];
  /** Ask for the privileged message content intent, so that replies are read that do not ping. */
  readonly messageContent?: boolean;
}

/**
 * Logs a bot in and answers: commands, DMs, and in guilds messages that mention it or reply to it. A lost connection
 * is taken up again by discord.js.
 *
 * @throws {ModelpinError} `discord_token_refused`, `discord_intent_refused`, `discord_unreachable` or
 * `discord_login_failed`, each saying what to do and none with the token in it.
 */
export async function connect(options: DiscordConnectOptions): Promise<Connection> {
  const { gatekeeper, commands, converse, log, now, apiRoot, guildIds, messageContent = false } = options;
  const dispatcher = createDispatcher({ gatekeeper, commands, log, now });
  const lanes = createLanes();
  const stop = new AbortController();
  // Every answer under way listens; many at once are no leak.
  setMaxListeners(0, stop.signal);
  const client = createClient(messageContent, apiRoot);
  outliveEvents(client, log);
  const ready = readyClient(client);

  const stopInteractions = answerInteractions(client, { dispatcher, lanes, log, now });
  const stopMessages = answerMessages(client, {
    dispatcher,
    converse,
    lanes,
    log,
    now,
    messageContent,
    signal: stop.signal,
  });
  client.on(Events.Error, (error) => log.warn(`Discord: ${wordsOfFault(error)}`));
  client.on(Events.ShardError, (error) => log.warn(`Discord connection: ${wordsOfFault(error)}`));

  await login(client, options);
  const self = await ready;
  let trouble: string | undefined;
  client.on(Events.ShardDisconnect, ({ code }) => {
    trouble = closedForGood(code);
    log.warn(trouble);
  });
  const introduce = (): Promise<void> =>
    registerEverywhere(self, speaking(commands, gatekeeper.language?.()), guildIds, log);
  await introduce();
  void clearElsewhere(self, speaking(commands, gatekeeper.language?.()), guildIds);
  void dispatcher.picker();

  return {
    account: self.user.tag,
    introduce,
    trouble: () => trouble,
    async close() {
      stopInteractions();
      stopMessages();
      await Promise.race([lanes.idle(), later(grace, undefined, { ref: false })]);
      stop.abort();
      await Promise.race([lanes.idle(), later(lastWords, undefined, { ref: false })]);
      client.removeAllListeners(Events.ShardDisconnect);
      await client.destroy();
    },
  };
}

/** A client that knows no more than it needs, and keeps little of what passes by. */
function createClient(messageContent: boolean, apiRoot: string | undefined): Client {
  const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
  const isSelf = ({ id, client }: { id: string; client: Client<true> }): boolean => id === client.user.id;
  return new Client({
    intents: [Guilds, GuildMessages, DirectMessages, ...(messageContent ? [MessageContent] : [])],
    // A DM channel is not known before its first message.
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 10,
      ReactionManager: 0,
      ThreadMemberManager: 0,
      GuildMemberManager: { maxSize: 200, keepOverLimit: isSelf },
      UserManager: { maxSize: 1000, keepOverLimit: isSelf },
    }),
    ...(apiRoot !== undefined && { rest: { api: apiRoot } }),
  });
}

function readyClient(client: Client): Promise<Client<true>> {
  return new Promise((resolve) => client.once(Events.ClientReady, resolve));
}

async function login(client: Client, { token, apiRoot }: DiscordConnectOptions): Promise<void> {
  let closeCode: number | undefined;
  const noteCode = ({ code }: { code: number }): void => {
    closeCode = code;
  };
  client.on(Events.ShardDisconnect, noteCode);
  const revealed = token.reveal().trim();
  try {
    // Anything else cannot stand in a header, and the complaint about that would quote it.
    if (!/^[\x21-\x7e]+$/.test(revealed)) throw tokenFault();
    await client.login(revealed);
  } catch (error) {
    client.removeAllListeners();
    await client.destroy();
    if (error instanceof ModelpinError) throw error;
    throw loginFault({ error, closeCode, apiRoot, scrub: (text) => text.replaceAll(revealed, "[secret]") });
  } finally {
    client.off(Events.ShardDisconnect, noteCode);
  }
}
