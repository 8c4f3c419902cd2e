import { type Client, Events } from "discord.js";
import { createDispatcher } from "../dispatch.js";
import { createLanes } from "../lanes.js";
import type { SessionKeyOf } from "../own-keys.js";
import type { PlatformLog } from "../platform.js";
import type { Gatekeeper, SlashCommand } from "../slash.js";
import { speaking } from "../speaking.js";
import { answerInteractions } from "./discord-interactions.js";
import { registerEverywhere } from "./discord-register.js";

export { personOf, placeOf } from "./discord-place.js";
export { registerCommands, toDiscordCommands } from "./discord-register.js";

/** How the commands fit into a bot that has its own ways. */
export interface DiscordOptions {
  /** Register the commands in these guilds, where they appear at once; absent: globally. */
  readonly guildIds?: readonly string[];
  /** `false` when the host registers commands by itself: with `registerCommands`, or in a list with `toDiscordCommands`. */
  readonly register?: boolean;
  /**
   * Your own key of a conversation, where it is not `discord:<channelId>`. Give the same to `placeOf` where you call
   * models.
   */
  readonly sessionKey?: SessionKeyOf;
  /** What the operator should know; Node's process warnings when absent. */
  readonly log?: PlatformLog;
  /** ms since the epoch. */
  readonly now?: () => number;
}

/**
 * Brings the commands to an existing discord.js client: registers them once it is ready and answers them and what is
 * pressed under the answers, each for its caller alone. Interactions that are not ours, the host's commands and its
 * intents are left as they are.
 *
 * **Where the host sets all of its commands at once** (`commands.set`, a `PUT`), Discord deletes what is not in that list:
 * put `toDiscordCommands` in.
 *
 * @example
 * const client = new Client({ intents: [GatewayIntentBits.Guilds] });
 * const dispose = discord(client, auth, [model(auth)]);
 * await client.login(token);
 *
 * @returns what takes the listeners away again. Registered commands stay registered.
 */
export function discord(
  client: Client,
  gatekeeper: Gatekeeper,
  commands: readonly SlashCommand[],
  { guildIds, register = true, sessionKey, log = processWarnings, now = Date.now }: DiscordOptions = {},
): () => void {
  const dispatcher = createDispatcher({ gatekeeper, commands, log, now });
  const parts = { dispatcher, lanes: createLanes(), log, now };
  const stopAnswering = answerInteractions(client, { ...parts, ...(sessionKey && { sessionKey }) });
  const spoken = speaking(commands, gatekeeper.language?.());
  const onReady = (ready: Client<true>): void => void registerEverywhere(ready, spoken, guildIds, log);
  if (register && client.isReady()) onReady(client);
  else if (register) client.once(Events.ClientReady, onReady);
  return () => {
    client.off(Events.ClientReady, onReady);
    stopAnswering();
  };
}

const processWarnings: PlatformLog = {
  info() {},
  warn(message, error) {
    const detail = error instanceof Error ? error.stack : undefined;
    process.emitWarning(message, { type: "ModelpinWarning", ...(detail === undefined ? {} : { detail }) });
  },
};
