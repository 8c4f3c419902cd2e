import { controlCharacter } from "./control-character.js";
import type { Credential, CredentialType, SecretRef } from "./credential.js";
import { type ProfileId, type ProviderId, providerKey } from "./ids.js";
import type { Json } from "./json.js";
import { Secret } from "./secret.js";
import { toSecretRef } from "./secret-ref.js";

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

/** One entry, and where what is wrong with it is written down. */
interface Reading {
  readonly id: ProfileId;
  readonly entry: Json;
  readonly problems: ProfileProblem[];
}

function complain({ id, problems }: Reading, field: string, expected: string): undefined {
  problems.push({ profileId: id, path: `profiles.${id}.${field}`, expected });
  return undefined;
}

function readType(reading: Reading): CredentialType | undefined {
  const { type } = reading.entry;
  if (type === "api_key" || type === "token" || type === "oauth") return type;
  const meant = typeof type === "string" ? typeNearMisses.get(type.trim().toLowerCase()) : undefined;
  if (meant) return complain(reading, "type", `write "${meant}"`);
  const wrong = findMisnamed(reading, "any", "type");
  if (wrong) return complain(reading, wrong, 'rename this field to "type"');
  return complain(reading, "type", 'one of "api_key", "token", "oauth"');
}

function readProvider(reading: Reading): ProviderId | undefined {
  const { provider } = reading.entry;
  const key = typeof provider === "string" ? providerKey(provider) : "";
  if (key !== "") return key;
  const wrong = findMisnamed(reading, "any", "provider");
  return complain(
    reading,
    wrong ?? "provider",
    wrong ? 'rename this field to "provider"' : 'the provider as text, for example "anthropic"',
  );
}

/** A field that must be text where it is there. Its value is handed in: a name that varies is looked up slowly. */
function readText(reading: Reading, field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : complain(reading, field, "text in quotes");
}

function readSecret(reading: Reading, type: CredentialType, field: string, written: unknown): Secret | undefined {
  if (written === undefined) {
    const wrong = findMisnamed(reading, type, field);
    return wrong === undefined ? undefined : complain(reading, wrong, `rename this field to "${field}"`);
  }
  // What is written here is sent as it stands: a reference would go to the provider as the credential.
  if (toSecretRef(written)) {
    const hasRef = field === "key" || field === "token";
    return complain(
      reading,
      field,
      hasRef ? `move the reference to "${field}Ref"` : "the value itself: a login cannot be a reference",
    );
  }
  const value = readText(reading, field, written)?.trim();
  if (value !== undefined && controlCharacter.test(value)) return complain(reading, field, "the value on one line");
  return value ? new Secret(value) : undefined;
}

function readRef(reading: Reading, field: string, value: unknown): SecretRef | undefined {
  if (value === undefined || value === null) return undefined;
  const ref = toSecretRef(value);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
  return ref ?? complain(reading, field, '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"');
}

/** Kept as written, judged where it is used: a nonsense expiry is a state of the profile, not a broken file. */
function readExpires(reading: Reading, type: CredentialType): number | undefined {
  const value = reading.entry.expires;
  if (value === undefined || value === null) {
    const wrong = findMisnamed(reading, type, "expires");
    return wrong ? complain(reading, wrong, 'rename this field to "expires" (ms since the epoch)') : undefined;
  }
  return typeof value === "number" ? value : Number.NaN;
}

function findMisnamed({ entry }: Reading, type: CredentialType | "any", field: string): string | undefined {
  const misses = nearMisses[type];
  for (const wrong in misses) if (misses[wrong] === field && entry[wrong] !== undefined) return wrong;
  return undefined;
}

/**
 * Understands one entry of `profiles`; what of it cannot be used as it is written is added to `problems`. Files of
 * hundreds are read at every start, so that each field is looked at once and nothing is built that is not kept.
 */
export function readEntry(id: ProfileId, entry: Json, problems: ProfileProblem[]): Credential | undefined {
  const reading: Reading = { id, entry, problems };
  const type = readType(reading);
  const provider = readProvider(reading);
  const email = readText(reading, "email", entry.email);
  const displayName = readText(reading, "displayName", entry.displayName);
  if (type === undefined || provider === undefined) return undefined;
  if (type === "api_key") {
    const key = readSecret(reading, type, "key", entry.key);
    return { type, provider, email, displayName, key, keyRef: readRef(reading, "keyRef", entry.keyRef) };
  }
  const expires = readExpires(reading, type);
  if (type === "token") {
    const token = readSecret(reading, type, "token", entry.token);
    const tokenRef = readRef(reading, "tokenRef", entry.tokenRef);
    return { type, provider, email, displayName, token, tokenRef, expires };
  }
  const access = readSecret(reading, type, "access", entry.access);
  const refresh = readSecret(reading, type, "refresh", entry.refresh);
  const accountId = readText(reading, "accountId", entry.accountId);
  return { type, provider, email, displayName, access, refresh, expires, accountId };
}
