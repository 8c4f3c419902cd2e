import type { Level } from "../../domain/access.js";
import { isObject, type Json, valueAt } from "../../domain/json.js";
import type { ConfigItem } from "../config-items.js";
import { objectAt, textsOf } from "./json.js";
import type { Left, Mapped } from "./left.js";

type Channel = "discord" | "telegram";
const channels: readonly Channel[] = ["discord", "telegram"];

/**
 * Who is let in. Nobody gets more than they had: who may give commands may switch, an owner is an admin, who is only
 * heard in a group may chat. "Everybody" may chat where every channel let in everybody: here it reaches all of them.
 */
export function mapAccess(config: Json): Mapped {
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  const isOpen = channels.every((channel) => isOpenToAll(objectAt(config, "channels", channel)));
  const add = (from: string, written: unknown, level: Level, channel: Channel | undefined): void => {
    for (const entry of textsOf(written)) {
      if (entry === "*" && !isOpen) {
        left.push({ from: `${from}: *`, why: notEverywhere });
        continue;
      }
      const principal = toPrincipal(entry, channel);
      if (principal === undefined) {
        left.push({ from: `${from}: ${entry}`, why: whyNot(entry, channel) });
        continue;
      }
      const granted = principal === "*" ? "chat" : level;
      items.push({ from: `${from}: ${principal}`, path: ["access", granted], value: principal, isMember: true });
    }
  };
  const commands = objectAt(config, "commands");
  add("commands.ownerAllowFrom", commands.ownerAllowFrom, "admin", undefined);
  for (const channel of channels) {
    const own = objectAt(config, "channels", channel);
    const from = `channels.${channel}`;
    const forCommands = valueAt(commands, "allowFrom", channel) ?? valueAt(commands, "allowFrom", "*");
    // Where such a list applies it alone decides about commands; the channel's own then only lets talk.
    const level = forCommands === undefined ? "switch" : "chat";
    add(`commands.allowFrom (${channel})`, forCommands, "switch", channel);
    add(`${from}.allowFrom`, own.allowFrom, level, channel);
    add(`${from}.dm.allowFrom`, valueAt(own, "dm", "allowFrom"), level, channel);
    add(`${from}.groupAllowFrom`, own.groupAllowFrom, "chat", channel);
    for (const [guild, settings] of Object.entries(objectAt(own, "guilds"))) {
      if (!isObject(settings)) continue;
      add(`${from}.guilds.${guild}.users`, settings.users, "chat", channel);
      add(`${from}.guilds.${guild}.roles`, roleNames(settings.roles), "chat", channel);
      for (const [room, inner] of Object.entries(objectAt(settings, "channels"))) {
        add(`${from}.guilds.${guild}.channels.${room}.users`, valueAt(inner, "users"), "chat", channel);
      }
    }
    for (const [group, settings] of Object.entries(objectAt(own, "groups"))) {
      add(`${from}.groups.${group}.allowFrom`, valueAt(settings, "allowFrom"), "chat", channel);
    }
  }
  return { items, left };
}

const notEverywhere =
  'here that is everybody on every channel, there not every channel was open; to let them in: modelpin access add "*" --level chat';

/** Whether a channel is not there, or answered everybody also in a direct message. */
function isOpenToAll(channel: Json): boolean {
  if (Object.keys(channel).length === 0) return true;
  return [channel.allowFrom, valueAt(channel, "dm", "allowFrom")].some((list) => textsOf(list).includes("*"));
}

const roleNames = (written: unknown): string[] => textsOf(written).map((id) => (id === "*" ? id : `role:${id}`));

/** `123`, `user:123`, `discord:123`, `tg:123` → `discord:123` or `telegram:123`. Names are nobody's: they change hands. */
function toPrincipal(entry: string, channel: Channel | undefined): string | undefined {
  if (entry === "*") return "*";
  const [, prefix, id = ""] = /^(?:(discord|telegram|tg|user)[:/])?(?:user:)?((?:role:)?\d+)$/i.exec(entry) ?? [];
  const named = prefix?.toLowerCase().replace(/^tg$/, "telegram");
  const platform = named === undefined || named === "user" ? channel : named;
  if (id === "" || platform === undefined || (channel !== undefined && platform !== channel)) return undefined;
  return `${platform}:${id}`;
}

function whyNot(entry: string, channel: Channel | undefined): string {
  const own = channel ?? "<channel>";
  return /\d/.test(entry) && channel === undefined
    ? "it does not say on which channel, discord or telegram"
    : `only ids are compared here, since names change hands: modelpin access add ${own}:<userId>`;
}
