import type { Json } from "./message-rules.js";

export interface GuildSpec {
  readonly id: string;
  readonly name?: string;
  /** What a community has set as its language; only communities have one. */
  readonly communityLocale?: string;
  readonly roles?: readonly { readonly id: string; readonly name: string }[];
  /** `denied`: the bot may not write there (50013). */
  readonly channels?: readonly { readonly id: string; readonly name?: string; readonly denied?: boolean }[];
  readonly threads?: readonly { readonly id: string; readonly parentId: string; readonly name?: string }[];
  readonly members?: readonly {
    readonly id: string;
    readonly name?: string;
    readonly roles?: readonly string[];
    readonly bot?: boolean;
  }[];
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
}

export interface Channel {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly guildId?: string;
  readonly parentId?: string;
  readonly recipient?: User;
  readonly denied: boolean;
}

/** A message as the server keeps it; `pings` is whom Discord would have notified because of it. */
export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly author: User;
  content: string;
  flags: number;
  readonly pings: string[];
  components: Json[];
  embeds: Json[];
  /** Ephemeral messages are seen by one person only. */
  readonly onlyFor?: string;
  readonly repliesTo?: string;
  readonly webhookId?: string;
  readonly extra?: Json;
  edits: number;
}

/** Everything the fake platform knows: guilds, people, channels, messages, commands. */
export interface World {
  readonly bot: User;
  readonly applicationId: string;
  readonly guilds: ReadonlyMap<string, GuildSpec>;
  readonly channels: Map<string, Channel>;
  readonly users: Map<string, User>;
  readonly messages: Map<string, Message>;
  /** By guild id; `""` holds the global ones. */
  readonly commands: Map<string, Json[]>;
  readonly now: () => number;
  nextId(): string;
}

export const channelTypes = { text: 0, dm: 1, thread: 11 } as const;

const discordEpoch = 1_420_070_400_000;

export function createWorld(guilds: readonly GuildSpec[], now: () => number): World {
  let sequence = 0n;
  const applicationId = "900000000000000001";
  const bot: User = { id: applicationId, name: "pinbot", bot: true };
  const users = new Map([[bot.id, bot]]);
  const channels = new Map<string, Channel>();
  for (const guild of guilds) {
    for (const { id, name = `user${id}`, bot: isBot = false } of guild.members ?? [])
      users.set(id, { id, name, bot: isBot });
    for (const { id, name = "general", denied = false } of guild.channels ?? [])
      channels.set(id, { id, name, type: channelTypes.text, guildId: guild.id, denied });
    for (const { id, parentId, name = "thread" } of guild.threads ?? [])
      channels.set(id, { id, name, parentId, type: channelTypes.thread, guildId: guild.id, denied: false });
  }
  return {
    bot,
    applicationId,
    guilds: new Map(guilds.map((guild) => [guild.id, guild])),
    channels,
    users,
    messages: new Map(),
    commands: new Map(),
    now,
    nextId() {
      sequence += 1n;
      return String((BigInt(now() - discordEpoch) << 22n) + sequence);
    },
  };
}

/** The person, made when nobody has seen them before. */
export function userOf(world: World, id: string): User {
  const known = world.users.get(id);
  if (known !== undefined) return known;
  const user: User = { id, name: `user${id}`, bot: false };
  world.users.set(id, user);
  return user;
}

/** The bot's DM channel with a person. */
export function dmOf(world: World, userId: string): Channel {
  const id = String(BigInt(userId) + 7_000_000_000_000_000_000n);
  const known = world.channels.get(id);
  if (known !== undefined) return known;
  const channel: Channel = { id, name: "", type: channelTypes.dm, recipient: userOf(world, userId), denied: false };
  world.channels.set(id, channel);
  return channel;
}

export function rolesOf(world: World, guildId: string, userId: string): readonly string[] {
  return world.guilds.get(guildId)?.members?.find(({ id }) => id === userId)?.roles ?? [];
}
