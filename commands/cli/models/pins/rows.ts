import { relativeTime } from "../../../../src/chat/times.js";
import type { PinRecord, SessionPin } from "../../../../src/domain/pin.js";
import { toTable } from "../../plain.js";

interface Row extends SessionPin {
  readonly session: string;
  readonly agentId: string;
  readonly once?: true;
}

const rowsOf = ({ session, agentId, pin, once }: PinRecord): Row[] => [
  ...(pin ? [{ session, agentId, ...pin }] : []),
  ...(once ? [{ session, agentId, ...once, once: true as const }] : []),
];

/** `models pins list --json`. Times are ms since the epoch; `once` marks a layer for the next turn alone. */
export function pinsJson(records: readonly PinRecord[]) {
  return records.flatMap(rowsOf).map(({ session, agentId, model, profileId, strict, by, at, once }) => ({
    session,
    agentId,
    model: model ?? null,
    profileId: profileId ?? null,
    strict,
    by,
    at,
    ...(once ? { once } : {}),
  }));
}

export function pinsTable(records: readonly PinRecord[], now: number): string[] {
  const rows = records
    .flatMap(rowsOf)
    .map(({ session, agentId, model, profileId, strict, by, at, once }) => [
      session,
      agentId,
      model ?? "-",
      profileId ?? "-",
      `${strict ? "strict" : "soft"}${once ? ", next turn only" : ""}`,
      by,
      relativeTime(at, now),
    ]);
  return toTable(["CONVERSATION", "AGENT", "MODEL", "PROFILE", "KIND", "BY", "WHEN"], rows);
}

export function unreadableNotes(sessions: readonly string[]): string[] {
  return sessions.map(
    (session) => `The choice of ${session} cannot be read. Drop it: modelpin models pins clear --session ${session}`,
  );
}
