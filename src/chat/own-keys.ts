import type { SessionKey } from "../domain/ids.js";
import type { Place } from "./slash.js";

/** A host's own key of a conversation. The same place always gives the same key. */
export type SessionKeyOf = (place: Place) => SessionKey;

/** A place under the host's own keys, the conversation around it as well: what was chosen there must be found. */
export function underOwnKeys(place: Place, sessionKey: SessionKeyOf | undefined): Place {
  if (sessionKey === undefined) return place;
  const around = surrounding(place);
  return { ...place, session: sessionKey(place), ...(around && { parent: sessionKey(around) }) };
}

function surrounding({ platform, parent, parentPeerId, guildId }: Place): Place | undefined {
  if (parent === undefined || parentPeerId === undefined) return undefined;
  const kind = platform === "telegram" ? "group" : "channel";
  return { platform, kind, session: parent, peerId: parentPeerId, ...(guildId !== undefined && { guildId }) };
}
