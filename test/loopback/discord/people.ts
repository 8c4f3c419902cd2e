import type { Gateway } from "./gateway.js";
import type { Interaction, Interactions } from "./interactions.js";
import type { Json } from "./message-rules.js";
import { localeOf, toInteractionChannel, toMember, toMessage, toUser } from "./wire.js";
import { type Channel, channelTypes, dmOf, type Message, rolesOf, userOf, type World } from "./world.js";

export interface Press {
  readonly userId: string;
  /** Absent: the DM with the bot. */
  readonly channelId?: string;
  readonly locale?: string;
  /** Other roles than those of the guild's member list. */
  readonly roles?: readonly string[];
  /** A channel that the bot's sessions were never told of: a user-installed command, a private thread. */
  readonly unknownTo?: { readonly guildId: string; readonly channelId: string; readonly parentId?: string };
}

export interface SaidMessage {
  readonly userId: string;
  /** Absent: the DM with the bot. */
  readonly channelId?: string;
  readonly content: string;
  /** The message this is a reply to; `ping` (default true) is the switch beside it. */
  readonly repliesTo?: string;
  readonly ping?: boolean;
  readonly webhookId?: string;
  /** Raw fields over the message object: another `type`, for example. */
  readonly extra?: Json;
}

/** An interaction that was sent, and what came back. */
export interface Sent {
  readonly id: string;
  /** The first answer, whatever its kind. */
  acknowledged(): Promise<NonNullable<Interaction["callback"]>>;
  /** The first response as the person reads it, once it is more than "thinking". */
  reply(): Promise<Message>;
  /** The suggestions of an autocomplete. */
  choices(): Promise<readonly { readonly name: string; readonly value: string }[]>;
  readonly interaction: Interaction;
  /** The gateway delivers it once more, as after a connection that was lost. */
  again(): void;
  /** The person dismisses the answer that they alone see, or the message that "thinks". */
  dismiss(): void;
}

interface Stage {
  readonly world: World;
  readonly interactions: Interactions;
  readonly gateway: Gateway;
  readonly waitFor: <T>(probe: () => T | undefined, what?: string) => Promise<T>;
}

/** The people in front of their clients: they can do what Discord's client lets them do, nothing else. */
export function createPeople({ world, interactions, gateway, waitFor }: Stage) {
  function place({ userId, channelId, unknownTo }: Press): Channel {
    if (unknownTo !== undefined)
      return {
        id: unknownTo.channelId,
        name: "elsewhere",
        type: unknownTo.parentId === undefined ? channelTypes.text : channelTypes.thread,
        guildId: unknownTo.guildId,
        denied: false,
        ...(unknownTo.parentId === undefined ? {} : { parentId: unknownTo.parentId }),
      };
    if (channelId === undefined) return dmOf(world, userId);
    const channel = world.channels.get(channelId);
    if (channel === undefined) throw new Error(`loopback Discord: there is no channel ${channelId}`);
    return channel;
  }

  function send(type: "command" | "autocomplete" | "component", press: Press, data: Json, source?: Message): Sent {
    const channel = place(press);
    const user = userOf(world, press.userId);
    const where = { channelId: channel.id, userId: user.id, ...(source === undefined ? {} : { source }) };
    const interaction = interactions.open(type, where);
    const inGuild = channel.guildId !== undefined;
    const payload: Json = {
      id: interaction.id,
      application_id: world.applicationId,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      data,
      locale: press.locale ?? "en-US",
      channel: toInteractionChannel(channel),
      channel_id: channel.id,
      app_permissions: "2251799813685247",
      attachment_size_limit: 10_485_760,
      entitlements: [],
      authorizing_integration_owners: inGuild ? { 0: channel.guildId } : { 0: "0" },
      context: inGuild ? 0 : 1,
      ...(inGuild
        ? {
            guild_id: channel.guildId,
            guild_locale: localeOf(world.guilds.get(channel.guildId ?? "")),
            guild: { id: channel.guildId, locale: localeOf(world.guilds.get(channel.guildId ?? "")), features: [] },
            member: {
              ...toMember(
                world,
                channel.guildId ?? "",
                user,
                press.roles ?? rolesOf(world, channel.guildId ?? "", user.id),
              ),
              permissions: "2251799813685247",
              user: toUser(user),
            },
          }
        : { user: toUser(user) }),
      ...(source === undefined ? {} : { message: toMessage(world, source) }),
    };
    if (gateway.dispatch("INTERACTION_CREATE", payload) === 0) throw new Error("loopback Discord: no bot is connected");
    return {
      id: interaction.id,
      interaction,
      acknowledged: () => waitFor(() => interaction.callback, "an interaction's first answer"),
      reply: () => waitFor(() => interaction.original, "an interaction's response"),
      again: () => void gateway.dispatch("INTERACTION_CREATE", payload),
      dismiss() {
        interaction.dismissed = true;
        if (interaction.original) world.messages.delete(interaction.original.id);
      },
      choices: async () => (await waitFor(() => interaction.callback, "suggestions")).data.choices ?? [],
    };
  }

  /** The command as the person's client offers it there; a client offers nothing that is not registered. */
  function offered(press: Press, name: string, options: Readonly<Record<string, string>>): Json {
    const { guildId } = place(press);
    const here = [...(world.commands.get(guildId ?? "") ?? []), ...(world.commands.get("") ?? [])];
    const command = here.find((each) => each.name === name);
    if (command === undefined) throw new Error(`loopback Discord: /${name} is not registered here`);
    const contexts = command.guild_id === undefined ? (command.contexts ?? [0, 1, 2]) : [0];
    if (!contexts.includes(guildId === undefined ? 1 : 0))
      throw new Error(`loopback Discord: /${name} is not offered here`);
    for (const option of Object.keys(options))
      if (!command.options?.some((each: Json) => each.name === option))
        throw new Error(`loopback Discord: /${name} has no option ${option}`);
    return command;
  }

  return {
    slash(press: Press & { readonly name: string; readonly options?: Readonly<Record<string, string>> }): Sent {
      const { name, options = {} } = press;
      const command = offered(press, name, options);
      const given = Object.entries(options).map(([option, value]) => ({ name: option, type: 3, value }));
      return send("command", press, { id: command.id, name, type: 1, ...(given.length > 0 && { options: given }) });
    },
    autocomplete(press: Press & { readonly name: string; readonly option: string; readonly typed: string }): Sent {
      const { name, option, typed } = press;
      const command = offered(press, name, { [option]: typed });
      if (!command.options.find((each: Json) => each.name === option).autocomplete)
        throw new Error(`loopback Discord: the option ${option} has no autocomplete`);
      const options = [{ name: option, type: 3, value: typed, focused: true }];
      return send("autocomplete", press, { id: command.id, name, type: 1, options });
    },
    component(
      press: Press & { readonly messageId: string; readonly customId: string; readonly values?: readonly string[] },
    ): Sent {
      const source = world.messages.get(press.messageId);
      if (source === undefined || (source.onlyFor !== undefined && source.onlyFor !== press.userId))
        throw new Error("loopback Discord: that person does not see that message");
      const parts: Json[] = source.components.flatMap((row) => row.components);
      const part = parts.find((each) => each.custom_id === press.customId);
      if (part === undefined || part.disabled)
        throw new Error(`loopback Discord: there is no component ${press.customId} to press`);
      const values = press.values;
      return send(
        "component",
        press,
        { custom_id: press.customId, component_type: part.type, ...(values && { values }) },
        source,
      );
    },
    message({ userId, channelId, content, repliesTo, ping = true, webhookId, extra }: SaidMessage): Message {
      const replied = repliesTo === undefined ? undefined : world.messages.get(repliesTo);
      const message: Message = {
        id: world.nextId(),
        channelId: place({ userId, ...(channelId === undefined ? {} : { channelId }) }).id,
        author: userOf(world, userId),
        content,
        flags: 0,
        pings: replied !== undefined && ping ? [replied.author.id] : [],
        components: [],
        embeds: [],
        edits: 0,
        ...(replied === undefined ? {} : { repliesTo: replied.id }),
        ...(webhookId === undefined ? {} : { webhookId }),
        ...(extra === undefined ? {} : { extra }),
      };
      world.messages.set(message.id, message);
      gateway.message("MESSAGE_CREATE", message);
      return message;
    },
  };
}
