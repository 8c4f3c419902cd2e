import type { May, Person, Usable } from "../../domain/access.js";
import { nameOf, type ProfileId, providerOf } from "../../domain/ids.js";
import type { Decision } from "../../domain/select.js";
import type { AgentSnapshot } from "../snapshot.js";
import type { ProfileName } from "./status.js";

/** Who reads a view, and who else can. */
export interface Viewer {
  /** Who asks. */
  readonly person: Person;
  /** A DM, the terminal, an ephemeral reply; otherwise the whole room reads along. */
  readonly seenByCallerAlone: boolean;
}

/** What one viewer may know of profiles. */
export interface Visibility {
  readonly isAdmin: boolean;
  readonly isPrivate: boolean;
  /** Whether the profile may be known to exist, configured or not. */
  sees(id: ProfileId): boolean;
  /** Whether somebody else's turn can be told: alone, one that leaves no gap where a profile may not be known to exist. */
  follows(decision: Decision): boolean;
  /** How to call a profile that has to be mentioned. */
  name(id: ProfileId): ProfileName;
}

/** Whether a turn of this person that nobody pinned may go through a profile. */
export function mayRideWith(may: May, person: Person, id: ProfileId, usable: Usable): boolean {
  return usable.use === undefined || may(person, `use:${id}`, usable);
}

/** `google:me@example.com` → `google:m…@…`, for rooms. */
function withoutEmail(id: ProfileId): ProfileId {
  const name = nameOf(id);
  return name.includes("@") ? `${providerOf(id)}:${[...name][0] ?? ""}…@…` : id;
}

/** What `viewer` may know: alone, what they may use and an admin all; in a room, what is open to everybody there. */
export function visibilityOf({ person, seenByCallerAlone }: Viewer, snapshot: AgentSnapshot, may: May): Visibility {
  const isAdmin = may(person, "admin");
  const usableOf = (id: ProfileId): Usable => {
    const use = snapshot.profiles.byId.get(id)?.use ?? snapshot.config.auth?.profiles?.[id]?.use;
    return use === undefined ? {} : { use };
  };
  const sees = (id: ProfileId): boolean => {
    const usable = usableOf(id);
    if (!seenByCallerAlone) return usable.use === undefined;
    return isAdmin || mayRideWith(may, person, id, usable);
  };
  return {
    isAdmin,
    isPrivate: seenByCallerAlone,
    sees,
    follows: ({ trace }) =>
      !seenByCallerAlone ||
      trace.every(({ profileId, state, pinned }) => pinned || state === "not_permitted" || sees(profileId)),
    name: (id) => (sees(id) ? { kind: "named", id: seenByCallerAlone ? id : withoutEmail(id) } : { kind: "private" }),
  };
}
