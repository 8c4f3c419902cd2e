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

class Reader {
  readonly problems: ProfileProblem[] = [];
  readonly #id: ProfileId;
  readonly #entry: Json;

  constructor(id: ProfileId, entry: Json) {
    this.#id = id;
    this.#entry = entry;
  }

  complain(field: string, expected: string): undefined {
    this.problems.push({ profileId: this.#id, path: `profiles.${this.#id}${field && `.${field}`}`, expected });
    return undefined;
  }

  type(): CredentialType | undefined {
    const type = this.#entry.type;
    if (type === "api_key" || type === "token" || type === "oauth") return type;
    const meant = typeof type === "string" ? typeNearMisses.get(type.trim().toLowerCase()) : undefined;
    if (meant) return this.complain("type", `write "${meant}"`);
    const wrong = this.#misnamed("any", "type");
    if (wrong) return this.complain(wrong, 'rename this field to "type"');
    return this.complain("type", 'one of "api_key", "token", "oauth"');
  }

  provider(): ProviderId | undefined {
    const provider = this.#entry.provider;
    if (typeof provider === "string" && provider.trim() !== "") return providerKey(provider);
    const wrong = this.#misnamed("any", "provider");
    return this.complain(
      wrong ?? "provider",
      wrong ? 'rename this field to "provider"' : 'the provider as text, for example "anthropic"',
    );
  }

  /** A field that must be text where it is there. */
  text(field: string): string | undefined {
    const value = this.#entry[field];
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : this.complain(field, "text in quotes");
  }

  secret(type: CredentialType, field: string): Secret | undefined {
    if (this.#entry[field] === undefined) {
      const wrong = this.#misnamed(type, field);
      if (wrong) return this.complain(wrong, `rename this field to "${field}"`);
    }
    // What is written here is sent as it stands: a reference would go to the provider as the credential.
    if (parseSecretRef(this.#entry[field])) {
      const hasRef = field === "key" || field === "token";
      return this.complain(
        field,
        hasRef ? `move the reference to "${field}Ref"` : "the value itself: a login cannot be a reference",
      );
    }
    const value = this.text(field)?.trim();
    if (value !== undefined && controlCharacter.test(value)) return this.complain(field, "the value on one line");
    return value ? new Secret(value) : undefined;
  }

  ref(field: string): SecretRef | undefined {
    const value = this.#entry[field];
    if (value === undefined || value === null) return undefined;
    const ref = parseSecretRef(value);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
    return ref ?? this.complain(field, '{ "source": "env" | "file" | "exec", "id": "…" } or "${NAME}"');
  }

  /** Kept as written, judged where it is used: a nonsense expiry is a state of the profile, not a broken file. */
  expires(type: CredentialType): number | undefined {
    const value = this.#entry.expires;
    if (value === undefined || value === null) {
      const wrong = this.#misnamed(type, "expires");
      return wrong ? this.complain(wrong, 'rename this field to "expires" (ms since the epoch)') : undefined;
    }
    return typeof value === "number" ? value : Number.NaN;
  }

  #misnamed(type: CredentialType | "any", field: string): string | undefined {
    return Object.keys(nearMisses[type]).find(
      (wrong) => nearMisses[type][wrong] === field && this.#entry[wrong] !== undefined,
    );
  }
}

function compact<T extends object>(fields: T): T {
  for (const name in fields) if (fields[name] === undefined) delete fields[name];
  return fields;
}

/** An entry as it is understood, and what of it cannot be used as it is written. */
export interface ReadEntry {
  readonly credential?: Credential;
  readonly problems: readonly ProfileProblem[];
}

/** Understands one entry of `profiles`. */
export function readEntry(id: ProfileId, entry: Json): ReadEntry {
  const reader = new Reader(id, entry);
  const credential = parseCredential(reader);
  return { ...(credential ? { credential } : {}), problems: reader.problems };
}

function parseCredential(reader: Reader): Credential | undefined {
  const type = reader.type();
  const provider = reader.provider();
  const email = reader.text("email");
  const displayName = reader.text("displayName");
  if (type === undefined || provider === undefined) return undefined;
  const common = { provider, email, displayName };
  if (type === "api_key") {
    return compact({ type, ...common, key: reader.secret(type, "key"), keyRef: reader.ref("keyRef") }) as Credential;
  }
  const expires = reader.expires(type);
  if (type === "token") {
    return compact({
      type,
      ...common,
      token: reader.secret(type, "token"),
      tokenRef: reader.ref("tokenRef"),
      expires,
    }) as Credential;
  }
  const access = reader.secret(type, "access");
  const refresh = reader.secret(type, "refresh");
  return compact({ type, ...common, access, refresh, expires, accountId: reader.text("accountId") }) as Credential;
}
