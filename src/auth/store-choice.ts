import { type Chosen, choose } from "../domain/choose.js";
import { effectivePin } from "../domain/effective-pin.js";
import { Refusal } from "../domain/refusal.js";
import type { SessionPlace } from "./deciding.js";
import type { ModelAuthParts } from "./model-auth.js";
import type { ProfileName } from "./status/status.js";
import { type Viewer, visibilityOf } from "./status/visibility.js";

/** What became of the accounts that are and were pinned. */
export interface StoredChoice {
  /** What became of the pinned account. */
  readonly credential: "set" | "kept" | "dropped" | "none";
  /** The account that was pinned before, where that changed. */
  readonly previousProfile?: ProfileName;
}

/**
 * Stores what a person chose for a conversation, or drops the pin there. Everything is checked in the same
 * compare-and-swap that stores it: all or nothing.
 */
export async function storeChoice(
  { sources, pins, may, now }: Pick<ModelAuthParts, "sources" | "pins" | "may" | "now">,
  { agentId, session, parent }: SessionPlace,
  target: Chosen,
  viewer: Viewer,
): Promise<StoredChoice> {
  const { person } = viewer;
  if (!may(person, "switch")) throw new Refusal("may_not_switch", { principal: person.id });
  const snapshot = sources.peek(agentId) ?? (await sources.snapshot(agentId));
  const around = parent === undefined ? undefined : { session: parent, record: await pins.read(parent) };
  const visibility = visibilityOf(viewer, snapshot, may);
  let choosing: ReturnType<typeof choose> | undefined;
  await pins.change(session, (before) => {
    const inForce = effectivePin({ session, record: before }, around, { withOnce: false });
    choosing = choose({
      target,
      agentId,
      catalog: snapshot.catalog,
      profiles: snapshot.profiles,
      ...(inForce ? { pin: inForce.pin } : {}),
      inherited: inForce?.layer === "inherited",
      surrounded: around?.record?.pin !== undefined,
      person,
      mayUse: (profile) => may(person, `use:${profile.id}`, profile),
      tell: ({ id }) => {
        const name = visibility.name(id);
        return name.kind === "named" ? name.id : undefined;
      },
      now: now(),
    });
    const { pin } = choosing;
    const kept = before ?? { session, agentId };
    if (target.once) return pin ? { ...kept, once: pin } : kept;
    return { session, agentId, ...(pin ? { pin } : {}) };
  });
  await pins.readBack(session);
  const previous = choosing?.previousProfile;
  return {
    credential: choosing?.credential ?? "none",
    ...(previous === undefined ? {} : { previousProfile: visibility.name(previous) }),
  };
}
