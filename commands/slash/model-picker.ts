import type { ModelAuth } from "../../src/auth/model-auth.js";
import type { AgentSnapshot } from "../../src/auth/snapshot.js";
import type { CandidateStatus, ModelStatus } from "../../src/auth/status/status.js";
import { type Viewer, visibilityOf } from "../../src/auth/status/visibility.js";
import type { Menus } from "../../src/chat/slash.js";
import type { May } from "../../src/domain/access.js";
import { usableProfiles } from "../../src/domain/choose.js";
import { type ProfileId, providerOf } from "../../src/domain/ids.js";
import { parseModelRef } from "../../src/domain/model-ref.js";
import type { CompactPicker } from "../../src/views/compact.js";
import type { ProfileLine } from "../../src/views/picker.js";

/** What can be pressed under an answer; nothing where the platform shows only text. */
export interface PickerScene {
  readonly auth: ModelAuth;
  readonly snapshot: AgentSnapshot;
  readonly viewer: Viewer;
  readonly menus: Menus | undefined;
}

/**
 * The menus for a conversation as it stands: models, profiles, or both where the platform has room.
 *
 * @param show what comes first where only one menu fits.
 */
export function toPicker(
  { auth, snapshot, viewer, menus }: PickerScene,
  status: ModelStatus,
  show: "models" | "profiles",
): CompactPicker | undefined {
  if (!menus) return undefined;
  const profiles = profileLines(snapshot, status, viewer, auth.may);
  return { profiles, entries: menus.entries, show: menus.both ? "both" : show };
}

/** The profiles that may be pinned for the model in force, as far as this viewer and everybody who reads along may know. */
function profileLines(snapshot: AgentSnapshot, status: ModelStatus, viewer: Viewer, may: May): readonly ProfileLine[] {
  const ref = parseModelRef(status.current.model?.ref ?? "");
  if (!ref) return [];
  const visibility = visibilityOf(viewer, snapshot, may);
  const mayUse = (profile: { id: string; use?: readonly string[] }): boolean =>
    may(viewer.person, `use:${profile.id}`, profile) && visibility.sees(profile.id);
  const seen = candidatesById(status, ref.provider);
  const pinned = nameIn(status.once ?? status.pin);
  return usableProfiles(snapshot.profiles, ref.provider, mayUse).map(({ id, type, displayName }) => {
    const name = visibility.name(id);
    const shown = name.kind === "named" ? name.id : undefined;
    const candidate = shown === undefined ? undefined : seen.get(shown);
    return {
      id,
      name,
      type,
      ...(visibility.isPrivate && displayName !== undefined ? { displayName } : {}),
      ...(candidate ? { candidate } : {}),
      current: shown !== undefined && shown === pinned && providerOf(id) === providerOf(pinned),
    };
  });
}

function nameIn(pin: ModelStatus["pin"]): ProfileId | undefined {
  return pin?.profile?.kind === "named" ? pin.profile.id : undefined;
}

function candidatesById({ providers }: ModelStatus, provider: string): ReadonlyMap<ProfileId, CandidateStatus> {
  const candidates = providers.find((one) => one.provider === provider.toLowerCase())?.candidates ?? [];
  return new Map(
    candidates.flatMap((candidate) => (candidate.profile.kind === "named" ? [[candidate.profile.id, candidate]] : [])),
  );
}
