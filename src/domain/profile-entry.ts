import { controlCharacter } from "./control-character.js";
import type { Credential, CredentialType, SecretRef } from "./credential.js";
import { type ProfileId, type ProviderId, providerKey } from "./ids.js";
import type { Json } from "./json.js";
import { Secret } from "./secret.js";
import { parseSecretRef } from "./secret-ref.js";

export interface ProfileProblem {
  /** Present when one profile is concerned. */
  readonly profileId?: ProfileId;
  /** Where in the file, for example `profiles.anthropic:work.apiKey`. */
  readonly path: string;
  /** What belongs there, as a sentence. */
  readonly expected: string;
}

/** The fields of a credential that are understood. What else stands there is kept as it is. */
export const credentialFields: ReadonlySet<string> = new Set([
  "type",
  "provider",
  "email",
  "displayName",
  "expires",
  "accountId",
  "keyRef",
  "tokenRef",
  "key",
  "token",
  "access",
  "refresh",
]);

/** Field names that other tools and tired people write, and ours. Read as written, never repaired in silence. */
const nearMisses: Readonly<Record<CredentialType | "any", Readonly<Record<string, string>>>> = {
  any: { mode: "type", kind: "type", Type: "type", providerId: "provider" },
  api_key: { apiKey: "key", api_key: "key", apikey: "key", value: "key", secret: "key", token: "key" },
  token: {
    accessToken: "token",
    access_token: "token",
    bearer: "token",
    key: "token",
    expiresAt: "expires",
    expires_at: "expires",
  },
  oauth: {
    accessToken: "access",
    access_token: "access",
    token: "access",
    refreshToken: "refresh",
    refresh_token: "refresh",
    expiresAt: "expires",
    expires_at: "expires",
  },
};

const typeNearMisses: ReadonlyMap<string, CredentialType> = new Map([
  ["api-key", "api_key"],
  ["apikey", "api_key"],
  ["key", "api_key"],
  ["setup_token", "token"],
  ["setup-token", "token"],
  ["bearer", "token"],
  ["oauth2", "oauth"],
  ["api_key", "api_key"],
  ["token", "token"],
  ["oauth", "oauth"],
]);

type Complain = (field: string, expected: string) => undefined;

function readType(entry: Json, complain: Complain): CredentialType | undefined {
  const { type } = entry;
  if (type === "api_key" || type === "token" || type === "oauth") return type;
  const meant = typeof type === "string" ? typeNearMisses.get(type.trim().toLowerCase()) : undefined;
  if (meant) return complain("type", `write "${meant}"`);
  const wrong = findMisnamed(entry, "any", "type");
  if (wrong) return complain(wrong, 'rename this field to "type"');
  return complain("type", 'one of "api_key", "token", "oauth"');
}

function readProvider(entry: Json, complain: Complain): ProviderId | undefined {
  const { provider } = entry;
  if (typeof provider === "string" && provider.trim() !== "") return providerKey(provider);
  const wrong = findMisnamed(entry, "any", "provider");
  return complain(
    wrong ?? "provider",
    wrong ? 'rename this field to "provider"' : 'the provider as text, for example "anthropic"',
  );
}

/** A field that must be text where it is there. */
function readText(entry: Json, field: string, complain: Complain): string | undefined {
  const value = entry[field];
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : complain(field, "text in quotes");
}

function readSecret(entry: Json, type: CredentialType, field: string, complain: Complain): Secret | undefined {
  const written = entry[field];
  if (written === undefined) {
    const wrong = findMisnamed(entry, type, field);
    return wrong === undefined ? undefined : complain(wrong, `rename this field to "${field}"`);
  }
  // What is written here is sent as it stands: a reference would go to the provider as the credential.
  if (parseSecretRef(written)) {
    const hasRef = field === "key" || field === "token";
    return complain(
      field,
      hasRef ? `move the reference to "${field}Ref"` : "the value itself: a login cannot be a reference",
    );
  }
  const value = readText(entry, field, complain)?.trim();
  if (value !== undefined && controlCharacter.test(value)) return complain(field, "the value on one line");
  return value ? new Secret(value) : undefined;
}

function readRef(entry: Json, field: string, complain: Complain): SecretRef | undefined {
  const value = entry[field];
  if (value === undefined || value === null) return undefined;
  const ref = parseSecretRef(value);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
  return ref ?? complain(field, '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"');
}

/** Kept as written, judged where it is used: a nonsense expiry is a state of the profile, not a broken file. */
function readExpires(entry: Json, type: CredentialType, complain: Complain): number | undefined {
  const value = entry.expires;
  if (value === undefined || value === null) {
    const wrong = findMisnamed(entry, type, "expires");
    return wrong ? complain(wrong, 'rename this field to "expires" (ms since the epoch)') : undefined;
  }
  return typeof value === "number" ? value : Number.NaN;
}

function findMisnamed(entry: Json, type: CredentialType | "any", field: string): string | undefined {
  const misses = nearMisses[type];
  for (const wrong in misses) if (misses[wrong] === field && entry[wrong] !== undefined) return wrong;
  return undefined;
}

/**
 * Understands one entry of `profiles`; what of it cannot be used as it is written is added to `problems`. Files of
 * hundreds are read at every start, so that each field is looked at once and nothing is built that is not kept.
 */
export function readEntry(id: ProfileId, entry: Json, problems: ProfileProblem[]): Credential | undefined {
  const complain: Complain = (field, expected) => {
    problems.push({ profileId: id, path: `profiles.${id}.${field}`, expected });
    return undefined;
  };
  const type = readType(entry, complain);
  const provider = readProvider(entry, complain);
  const email = readText(entry, "email", complain);
  const displayName = readText(entry, "displayName", complain);
  if (type === undefined || provider === undefined) return undefined;
  if (type === "api_key") {
    const key = readSecret(entry, type, "key", complain);
    return { type, provider, email, displayName, key, keyRef: readRef(entry, "keyRef", complain) };
  }
  const expires = readExpires(entry, type, complain);
  if (type === "token") {
    const token = readSecret(entry, type, "token", complain);
    return { type, provider, email, displayName, token, tokenRef: readRef(entry, "tokenRef", complain), expires };
  }
  const access = readSecret(entry, type, "access", complain);
  const refresh = readSecret(entry, type, "refresh", complain);
  const accountId = readText(entry, "accountId", complain);
  return { type, provider, email, displayName, access, refresh, expires, accountId };
}
