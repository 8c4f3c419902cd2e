import { pathText } from "../../config/shown.js";
import { isAgentId } from "../../domain/ids.js";
import { isObject, type Json, valueAt } from "../../domain/json.js";
import type { ConfigItem } from "../config-items.js";
import { textsOf } from "./json.js";
import type { Left, Mapped } from "./left.js";
import { toModelConfig } from "./map-models.js";

/** `agents.list`: ids, models and policies. Each agent's profiles go to its directory here, not to where they were. */
export function mapAgents(config: Json): Mapped {
  const list = valueAt(config, "agents", "list");
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  for (const [index, agent] of (Array.isArray(list) ? list : []).entries()) {
    const from = pathText(["agents", "list", index]);
    const id = toAgentId(valueAt(agent, "id"));
    if (!isObject(agent) || id === undefined) {
      left.push({ from, why: "it has no id that an agent can have here" });
      continue;
    }
    const model = toModelConfig(agent.model);
    const allow = textsOf(valueAt(agent, "modelPolicy", "allow"));
    const value = {
      id,
      ...(agent.default === true ? { default: true } : {}),
      ...(model === undefined ? {} : { model }),
      ...(isObject(agent.models) ? { models: aliasesOf(agent.models) } : {}),
      ...(allow.length > 0 ? { modelPolicy: { allow } } : {}),
    };
    items.push({ from: `${from} (${id})`, path: ["agents", "list"], value, isMember: true, idField: "id" });
  }
  return { items, left };
}

function aliasesOf(models: Json): Record<string, { alias?: string }> {
  return Object.fromEntries(
    Object.entries(models).map(([ref, entry]) => {
      const alias = valueAt(entry, "alias");
      return [ref, typeof alias === "string" ? { alias } : {}];
    }),
  );
}

/** Ids are lower case there as well, but what does not fit is mended silently there: `My Bot` is the agent `my-bot`. */
export function toAgentId(written: unknown): string | undefined {
  if (typeof written !== "string") return undefined;
  const id = written
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return isAgentId(id) ? id : undefined;
}

/** `bindings`: the places that this program reaches as well. */
export function mapBindings(config: Json): Mapped {
  const bindings = valueAt(config, "bindings");
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  for (const [index, binding] of (Array.isArray(bindings) ? bindings : []).entries()) {
    const from = pathText(["bindings", index]);
    const match = toMatch(valueAt(binding, "match"));
    const agentId = toAgentId(valueAt(binding, "agentId"));
    if (typeof match === "string") left.push({ from, why: match });
    else if (agentId === undefined) left.push({ from, why: "it names no agent" });
    else items.push({ from, path: ["bindings"], value: { agentId, match }, isMember: true });
  }
  return { items, left };
}

const kinds: Readonly<Record<string, string>> = {
  dm: "dm",
  direct: "dm",
  group: "group",
  channel: "channel",
  thread: "thread",
};

/** Where a binding leads, in our words; or why it leads nowhere here. */
function toMatch(match: unknown): object | string {
  if (!isObject(match)) return "it says no place";
  const { channel, accountId, peer, guildId, teamId, roles } = match;
  if (channel !== "discord" && channel !== "telegram") return "this program is not on that channel";
  if (accountId !== undefined && accountId !== "default" && accountId !== "*") {
    return "it is for one of several bot accounts, and there is one bot per channel here";
  }
  if (teamId !== undefined || roles !== undefined) return "teams and roles do not decide here which agent answers";
  if (peer === undefined) return { channel, ...(guildId === undefined ? {} : { guildId: String(guildId) }) };
  const kind = kinds[String(valueAt(peer, "kind"))];
  const id = valueAt(peer, "id");
  if (kind === undefined || (typeof id !== "string" && typeof id !== "number")) return "it names no conversation";
  const own = { kind, id: toPeerId(String(id)) };
  return { channel, ...(guildId === undefined ? {} : { guildId: String(guildId) }), peer: own };
}

/** `user:1` and `channel:2` are ids with their kind; `-100:topic:5` is a forum topic. */
function toPeerId(id: string): string {
  return id.replace(/^(user|channel|discord|telegram|tg):/, "").replace(/:topic:/, ":");
}
