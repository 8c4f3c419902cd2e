import type { Credential } from "./credential.js";
import { ModelpinError } from "./errors.js";
import { type ProfileId, type ProviderId, providerKey } from "./ids.js";
import { isObject } from "./json.js";
import { type ProfileProblem, readEntry } from "./profile-entry.js";

/** `auth-profiles.json` as it is understood: what people wrote, secrets wrapped. */
export interface AuthProfileDocument {
  readonly version: number;
  readonly profiles: ReadonlyMap<ProfileId, Credential>;
  /** The agent's stored order, per provider. */
  readonly order: ReadonlyMap<ProviderId, readonly ProfileId[]>;
  /** Entries that cannot be used as they are written, each with the path and what belongs there. */
  readonly problems: readonly ProfileProblem[];
}

export const documentVersion = 1;

export const emptyProfileDocument: AuthProfileDocument = {
  version: documentVersion,
  profiles: new Map(),
  order: new Map(),
  problems: [],
};

/**
 * Understands the contents of `auth-profiles.json`: field for field the format that users bring along. What cannot be
 * used is left out of `profiles` and named in `problems`; `usageStats`, `lastGood` and unknown fields are not looked at.
 *
 * @throws {ModelpinError} `profiles_not_understood` when this is not such a document at all, or of a version that we do not know.
 */
export function toProfileDocument(value: unknown): AuthProfileDocument {
  if (!isObject(value))
    throw new ModelpinError("profiles_not_understood", "it is not a JSON object with version and profiles");
  const version = value.version ?? documentVersion;
  if (version !== documentVersion) {
    throw new ModelpinError(
      "profiles_not_understood",
      `${typeof version === "number" ? `version ${version}` : "its version"} is not known; this program writes version 1`,
    );
  }
  const { profiles: entries = {}, order: orders = {} } = value;
  if (!isObject(entries))
    throw new ModelpinError("profiles_not_understood", "profiles is not an object of profile ids");

  const profiles = new Map<ProfileId, Credential>();
  const problems: ProfileProblem[] = [];
  for (const id in entries) {
    const entry = entries[id];
    if (!isObject(entry)) {
      problems.push({ profileId: id, path: `profiles.${id}`, expected: "an object with type and provider" });
      continue;
    }
    const credential = readEntry(id, entry, problems);
    if (credential) profiles.set(id, credential);
  }

  const order = new Map<ProviderId, readonly ProfileId[]>();
  if (!isObject(orders)) problems.push({ path: "order", expected: "an object: provider → list of profile ids" });
  else
    for (const [provider, ids] of Object.entries(orders)) {
      if (Array.isArray(ids) && ids.every((id) => typeof id === "string"))
        order.set(providerKey(provider), [...new Set<string>(ids)]);
      else problems.push({ path: `order.${provider}`, expected: "a list of profile ids" });
    }
  return { version: documentVersion, profiles, order, problems };
}
