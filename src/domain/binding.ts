import type { AgentId } from "./ids.js";

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
  readonly platform: string;
  readonly kind: PeerKind;
  readonly peerId: string;
  readonly parentPeerId?: string;
  readonly guildId?: string;
}

/** The narrowest match wins: this conversation, its parent, the guild, the platform. Nothing when none matches. */
export function agentIdOf(bindings: readonly Binding[], place: BoundPlace): AgentId | undefined {
  const here = bindings.filter(({ match }) => match.channel === place.platform);
  const inGuild = here.filter(({ match }) => match.guildId === undefined || match.guildId === place.guildId);
  const tiers: ((binding: Binding) => boolean)[] = [
    ({ match: { peer } }) => peer?.id === place.peerId && peer.kind === place.kind,
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
