import type { AgentId, SessionKey } from "./ids.js";

type PeerKind = "dm" | "group" | "channel" | "thread";

/** A rule of the configuration: which agent answers where. */
export interface Binding {
  readonly agentId: AgentId;
  readonly match: {
    readonly channel: string;
    readonly guildId?: string;
    readonly peer?: { readonly kind: PeerKind; readonly id: string };
  };
}

/** What a binding can ask of a conversation. */
export interface BoundPlace {
  /** `discord`, `telegram`, `terminal`. */
  readonly platform: string;
  readonly kind: PeerKind;
  /** The platform's own id of the conversation, as `bindings[].match.peer.id` names it. */
  readonly peerId: string;
  /** The person at the other end of a DM, where the conversation has an id of its own (Discord); a `dm` may name either. */
  readonly partnerId?: string;
  readonly parentPeerId?: string;
  readonly guildId?: string;
}

/** Where something was said: one conversation, and what bindings and inheritance need to know of it. */
export interface Conversation extends BoundPlace {
  /** The conversation's key, for example `telegram:-1001234:17`. */
  readonly session: SessionKey;
  /** The conversation whose pin applies when this one has none: a thread's channel, a forum topic's group. */
  readonly parent?: SessionKey;
}

/**
 * The place that a key of ours stands for. A Discord key tells neither guild nor thread, so that its place is taken for a
 * channel; nothing for a host's own key.
 *
 * @example placeFromKey("telegram:-1001234:17"); // { platform: "telegram", kind: "thread", peerId: "-1001234:17", parentPeerId: "-1001234" }
 */
export function placeFromKey(session: SessionKey): BoundPlace | undefined {
  const [, platform = "", id = ""] = /^(discord|telegram|terminal):(.+)$/s.exec(session) ?? [];
  if (platform === "terminal") return { platform, kind: "dm", peerId: id };
  if (platform === "discord" && /^\d+$/.test(id)) return { platform, kind: "channel", peerId: id };
  const [, chat, topic] = /^(-?\d+)(?::(\d+))?$/.exec(id) ?? [];
  if (platform !== "telegram" || chat === undefined) return undefined;
  if (!chat.startsWith("-")) return { platform, kind: "dm", peerId: chat };
  if (topic === undefined) return { platform, kind: "group", peerId: chat };
  return { platform, kind: "thread", peerId: id, parentPeerId: chat };
}

/** The narrowest match wins: this conversation, its parent, the guild, the platform. Nothing when none matches. */
export function agentIdOf(bindings: readonly Binding[], place: BoundPlace): AgentId | undefined {
  const here = bindings.filter(({ match }) => match.channel === place.platform);
  const inGuild = here.filter(({ match }) => match.guildId === undefined || match.guildId === place.guildId);
  const tiers: ((binding: Binding) => boolean)[] = [
    ({ match: { peer } }) =>
      peer?.kind === place.kind && (peer.id === place.peerId || (peer.kind === "dm" && peer.id === place.partnerId)),
    ({ match: { peer } }) =>
      peer !== undefined && place.parentPeerId !== undefined && peer.id === place.parentPeerId && peer.kind !== "dm",
    ({ match }) => match.peer === undefined && match.guildId !== undefined,
    ({ match }) => match.peer === undefined && match.guildId === undefined,
  ];
  for (const tier of tiers) {
    const found = inGuild.find(tier);
    if (found) return found.agentId;
  }
  return undefined;
}
