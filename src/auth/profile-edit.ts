import type { Credential } from "../domain/credential.js";
import { type ProfileId, type ProviderId, providerKey } from "../domain/ids.js";
import { isObject, type Json } from "../domain/json.js";
import { documentVersion } from "../domain/profile-document.js";
import { credentialFields } from "../domain/profile-entry.js";
import { Secret } from "../domain/secret.js";

/** One change that a person makes to `auth-profiles.json`. */
export type ProfileEdit =
  | {
      readonly kind: "put";
      readonly profileId: ProfileId;
      readonly credential: Credential;
      /** Fields beside ours that came with it from another file, kept as unknown ones are. */
      readonly otherFields?: Readonly<Record<string, unknown>>;
    }
  /** Takes the profile and its place in the orders. */
  | { readonly kind: "remove"; readonly profileId: ProfileId }
  /** Absent `ids` clear the order. */
  | { readonly kind: "order"; readonly provider: ProviderId; readonly ids?: readonly ProfileId[] };

/** The credential as the file holds it: the place where a document is written, so secrets are written out here. */
function toEntry(credential: Credential, before: unknown): Json {
  const unknownFields = isObject(before)
    ? Object.entries(before).filter(([field]) => !credentialFields.has(field))
    : [];
  const fields = Object.entries(credential).map(([field, value]) => [
    field,
    value instanceof Secret ? value.reveal() : value,
  ]);
  return Object.fromEntries([...fields, ...unknownFields]);
}

function isNamed(ids: unknown, profileId: ProfileId): boolean {
  return Array.isArray(ids) && ids.includes(profileId);
}

function withoutProfile(order: unknown, profileId: ProfileId): unknown {
  if (!isObject(order)) return order;
  // An order that only named this profile ends with it: an empty one would shut out whatever is added next.
  return Object.fromEntries(
    Object.entries(order)
      .map(([provider, ids]) => [provider, Array.isArray(ids) ? ids.filter((id) => id !== profileId) : ids] as const)
      .filter(([provider, ids]) => !(Array.isArray(ids) && ids.length === 0 && isNamed(order[provider], profileId))),
  );
}

function withOrder(order: unknown, provider: ProviderId, ids: readonly ProfileId[] | undefined): Json | undefined {
  const others = Object.entries(isObject(order) ? order : {}).filter(
    ([name]) => providerKey(name) !== providerKey(provider),
  );
  const all = ids === undefined ? others : [...others, [providerKey(provider), [...ids]]];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function apply(document: Json, edit: ProfileEdit): Json {
  const profiles = isObject(document.profiles) ? document.profiles : {};
  switch (edit.kind) {
    case "put": {
      const before = profiles[edit.profileId];
      const entry = toEntry(edit.credential, { ...(isObject(before) ? before : {}), ...edit.otherFields });
      return { ...document, profiles: { ...profiles, [edit.profileId]: entry } };
    }
    case "remove": {
      const { [edit.profileId]: _removed, ...rest } = profiles;
      const order = document.order === undefined ? {} : { order: withoutProfile(document.order, edit.profileId) };
      return { ...document, profiles: rest, ...order };
    }
    case "order": {
      const { order: before, ...rest } = document;
      const order = withOrder(before, edit.provider, edit.ids);
      return order === undefined ? rest : { ...rest, order };
    }
  }
}

/**
 * The new text of the file after some changes. Everything that they do not concern, known to us or not, stays.
 * @param value the parsed file as it is, or nothing when there is none.
 */
export function writeProfileDocument(value: unknown, edits: readonly ProfileEdit[]): string {
  const before: Json = isObject(value) ? value : { version: documentVersion, profiles: {} };
  const after = edits.reduce(apply, { version: documentVersion, ...before });
  return `${JSON.stringify(after, null, 2)}\n`;
}
