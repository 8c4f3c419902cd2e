import {
  type APIInteraction,
  type BaseInteraction,
  ChannelType,
  type GuildMember,
  type Message,
  ThreadChannel,
} from "discord.js";
import type { Person } from "../../domain/access.js";
import type { SessionKey } from "../../domain/ids.js";
import { type SessionKeyOf, underOwnKeys } from "../own-keys.js";
import type { Place } from "../slash.js";

/** The conversation of a channel, a thread or a DM. */
export function sessionOf(channelId: string): SessionKey {
  return `discord:${channelId}`;
}

const threads: readonly (number | undefined)[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

/** What is known of a channel, from the payload or from the cache. */
interface ChannelFacts {
  readonly id: string;
  readonly type: ChannelType | undefined;
  readonly parentId: string | null | undefined;
  readonly guildId: string | null | undefined;
  /** Who wrote or pressed there. */
  readonly userId: string;
}

function toPlace({ id, type, parentId, guildId, userId }: ChannelFacts): Place {
  const common = { platform: "discord", session: sessionOf(id), peerId: id } as const;
  if (guildId === null || guildId === undefined)
    return type === ChannelType.GroupDM ? { ...common, kind: "group" } : { ...common, kind: "dm", partnerId: userId };
  if (!threads.includes(type)) return { ...common, kind: "channel", guildId };
  if (typeof parentId !== "string") return { ...common, kind: "thread", guildId };
  return { ...common, kind: "thread", guildId, parent: sessionOf(parentId), parentPeerId: parentId };
}

/**
 * Where an interaction happened. The payload's own channel object decides; discord.js drops it where it does not know
 * the guild or the channel, so it is handed in. Nothing when Discord names no channel at all.
 */
export function placeOfInteraction(
  interaction: BaseInteraction,
  payload: APIInteraction | undefined,
): Place | undefined {
  const said = payload?.channel;
  const id = said?.id ?? interaction.channelId;
  if (id === null || id === undefined) return undefined;
  const known = interaction.channel;
  const parentId =
    said !== undefined && "parent_id" in said
      ? said.parent_id
      : known instanceof ThreadChannel
        ? known.parentId
        : undefined;
  return toPlace({
    id,
    type: said?.type ?? known?.type,
    parentId,
    guildId: interaction.guildId,
    userId: interaction.user.id,
  });
}

/**
 * Where a message was written or an interaction happened, for `auth.session`. What the cache does not know of a thread is
 * asked for, so that its channel is known.
 *
 * @param sessionKey your own keys, the same that `discord(…, { sessionKey })` has.
 * @example
 * const session = auth.session(await placeOf(message));
 *
 * @throws what discord.js throws when Discord does not say which channel it is.
 */
export async function placeOf(said: Message | BaseInteraction, sessionKey?: SessionKeyOf): Promise<Place> {
  const { channelId: id, guildId, client } = said;
  if (id === null) throw new Error("Discord names no channel");
  const channel = said.channel ?? (await client.channels.fetch(id));
  const thread = channel instanceof ThreadChannel ? channel : undefined;
  const parentId = thread?.parentId ?? (thread === undefined ? undefined : (await thread.fetch()).parentId);
  const userId = personOf(said).id.slice("discord:".length);
  return underOwnKeys(toPlace({ id, type: channel?.type, parentId, guildId, userId }), sessionKey);
}

/**
 * Who wrote a message, or typed or pressed something, with their roles.
 *
 * @example
 * await session.run(call, { person: personOf(message) });
 */
export function personOf(said: Message | BaseInteraction): Person {
  return "author" in said ? personOfMessage(said) : personOfInteraction(said, undefined);
}

/** Who pressed or typed: roles as the interaction itself states them. */
export function personOfInteraction(interaction: BaseInteraction, payload: APIInteraction | undefined): Person {
  const { member, user } = interaction;
  const roles =
    payload?.member?.roles ??
    (member === null ? [] : Array.isArray(member.roles) ? member.roles : rolesOf(member as GuildMember));
  return toPerson(user.id, roles, user.displayName);
}

/** Who wrote: roles as the guild's cache knows them, which every message brings up to date. */
function personOfMessage(message: Message): Person {
  return toPerson(
    message.author.id,
    message.member === null ? [] : rolesOf(message.member),
    message.author.displayName,
  );
}

/** Without `@everyone`, whose id is the guild's and which no payload lists. */
function rolesOf(member: GuildMember): readonly string[] {
  return [...member.roles.cache.keys()].filter((id) => id !== member.guild.id);
}

function toPerson(userId: string, roles: readonly string[], name: string): Person {
  const id = `discord:${userId}`;
  return { id, principals: [id, ...roles.map((role) => `discord:role:${role}`)], name };
}
