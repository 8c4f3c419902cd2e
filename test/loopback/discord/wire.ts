import type { Json } from "./message-rules.js";
import { type Channel, channelTypes, type GuildSpec, type Message, rolesOf, type User, type World } from "./world.js";

const joined = "2024-01-01T00:00:00.000000+00:00";
const everything = "2251799813685247";

/** The API's form of a person. */
export function toUser(user: User): Json {
  return {
    id: user.id,
    username: user.name,
    global_name: user.name,
    discriminator: "0",
    avatar: null,
    public_flags: 0,
    flags: 0,
    ...(user.bot ? { bot: true } : {}),
  };
}

export function toMember(world: World, guildId: string, user: User, roles = rolesOf(world, guildId, user.id)): Json {
  return {
    roles: [...roles],
    nick: null,
    avatar: null,
    joined_at: joined,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
    premium_since: null,
  };
}

export function toChannel(channel: Channel): Json {
  const common = { id: channel.id, type: channel.type, last_message_id: null, flags: 0 };
  if (channel.type === channelTypes.dm)
    return { ...common, recipients: channel.recipient ? [toUser(channel.recipient)] : [] };
  const inGuild = { ...common, guild_id: channel.guildId, name: channel.name, parent_id: channel.parentId ?? null };
  if (channel.type !== channelTypes.thread)
    return { ...inGuild, position: 0, permission_overwrites: [], topic: null, nsfw: false };
  return {
    ...inGuild,
    owner_id: "1",
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    rate_limit_per_user: 0,
    thread_metadata: { archived: false, auto_archive_duration: 1440, archive_timestamp: joined, locked: false },
  };
}

/** What an interaction carries of its channel: the partial object of the interaction payload. */
export function toInteractionChannel(channel: Channel): Json {
  return { ...toChannel(channel), permissions: everything };
}

export function toRole(id: string, name: string): Json {
  return {
    id,
    name,
    color: 0,
    hoist: false,
    position: 1,
    permissions: "0",
    managed: false,
    mentionable: true,
    flags: 0,
  };
}

/** Every guild states one; nobody chose it where the guild is no community. */
export function localeOf(guild: GuildSpec | undefined): string {
  return guild?.communityLocale ?? "en-US";
}

export function toGuild(world: World, guild: GuildSpec): Json {
  const channels = [...world.channels.values()].filter(({ guildId }) => guildId === guild.id);
  const inside = (thread: boolean): Json[] =>
    channels.filter(({ type }) => (type === channelTypes.thread) === thread).map(toChannel);
  return {
    id: guild.id,
    name: guild.name ?? "guild",
    owner_id: "1",
    icon: null,
    unavailable: false,
    member_count: (guild.members?.length ?? 0) + 1,
    large: false,
    joined_at: joined,
    roles: [toRole(guild.id, "@everyone"), ...(guild.roles ?? []).map(({ id, name }) => toRole(id, name))],
    channels: inside(false),
    threads: inside(true),
    members: [{ ...toMember(world, guild.id, world.bot), user: toUser(world.bot) }],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    emojis: [],
    stickers: [],
    features: guild.communityLocale === undefined ? [] : ["COMMUNITY"],
    preferred_locale: localeOf(guild),
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    system_channel_flags: 0,
    afk_timeout: 300,
  };
}

export function toMessage(world: World, message: Message): Json {
  const replied = message.repliesTo === undefined ? undefined : world.messages.get(message.repliesTo);
  const mentioned = [...message.content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id);
  if (replied !== undefined && message.pings.includes(replied.author.id)) mentioned.push(replied.author.id);
  const at = new Date(Number((BigInt(message.id) >> 22n) + 1_420_070_400_000n)).toISOString();
  return {
    id: message.id,
    channel_id: message.channelId,
    author: toUser(message.author),
    content: message.content,
    timestamp: at,
    edited_timestamp: message.edits > 0 ? at : null,
    tts: false,
    mention_everyone: /@(everyone|here)/.test(message.content),
    mentions: [...new Set(mentioned)].flatMap((id) => {
      const user = world.users.get(id);
      return user === undefined ? [] : [toUser(user)];
    }),
    mention_roles: [...message.content.matchAll(/<@&(\d+)>/g)].map(([, id = ""]) => id),
    attachments: [],
    embeds: message.embeds,
    components: message.components,
    pinned: false,
    type: replied === undefined ? 0 : 19,
    flags: message.flags,
    ...(message.webhookId === undefined ? {} : { webhook_id: message.webhookId }),
    ...(replied === undefined
      ? {}
      : {
          message_reference: { type: 0, message_id: replied.id, channel_id: replied.channelId },
          referenced_message: toMessage(world, { ...replied, repliesTo: undefined } as Message),
        }),
    ...message.extra,
  };
}
