import type { Level } from "../../domain/access.js";
import { isObject, type Json, valueAt } from "../../domain/json.js";
import type { ConfigItem } from "../config-items.js";
import { objectAt, textsOf } from "./json.js";
import type { Left, Mapped } from "./left.js";

type Channel = "discord" | "telegram";
const channels: readonly Channel[] = ["discord", "telegram"];

/**
 * Who is let in. Nobody gets more than they had: who may give commands may switch, an owner is an admin, who is only
 * heard in a group may chat, and "everybody" never becomes more than that.
 */
export function mapAccess(config: Json): Mapped {
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  const add = (from: string, written: unknown, level: Level, channel: Channel | undefined): void => {
    for (const entry of textsOf(written)) {
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
      for (const [room, inner] of Object.entries(objectAt(settings, "channels"))) {
        add(`${from}.guilds.${guild}.channels.${room}.users`, valueAt(inner, "users"), "chat", channel);
      }
    }
  }
  return { items, left };
}

/** `123`, `user:123`, `discord:123`, `tg:123` → `discord:123` or `telegram:123`. Names are nobody's: they change hands. */
function toPrincipal(entry: string, channel: Channel | undefined): string | undefined {
  if (entry === "*") return "*";
  const [, prefix, id = ""] = /^(?:(discord|telegram|tg|user)[:/])?(?:user:)?(\d+)$/i.exec(entry) ?? [];
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
