import type { ProviderId } from "./ids.js";
import type { Secret } from "./secret.js";

export const credentialTypes = ["oauth", "token", "api_key"] as const;
export type CredentialType = (typeof credentialTypes)[number];

/** Where nobody ranked them: logins before tokens before keys. */
export function rankOfType(type: CredentialType): number {
  return credentialTypes.indexOf(type);
}

/** Where a secret is kept when it is not written out: an environment variable, a file, a program. */
export interface SecretRef {
  readonly source: "env" | "file" | "exec";
  /** An alias of `secrets.providers`; `default` when absent. */
  readonly provider?: string;
  readonly id: string;
}

interface Common {
  readonly provider: ProviderId;
  readonly email?: string;
  readonly displayName?: string;
}

/**
 * One credential as `auth-profiles.json` holds it, secrets wrapped. `expires` is ms since the epoch; it may be
 * anything a person wrote by hand, so it is judged where it is used.
 */
export type Credential =
  | (Common & { readonly type: "api_key"; readonly key?: Secret; readonly keyRef?: SecretRef })
  | (Common & {
      readonly type: "token";
      readonly token?: Secret;
      readonly tokenRef?: SecretRef;
      readonly expires?: number;
    })
  | (Common & {
      readonly type: "oauth";
      readonly access?: Secret;
      readonly refresh?: Secret;
      readonly expires?: number;
      readonly accountId?: string;
    });

/** What a request carries: a resolved secret and how the provider wants it presented. */
export interface RequestCredential {
  /** Of Anthropic's, an `api_key` goes into `x-api-key`, the others are bearers. */
  readonly type: CredentialType;
  /** **Reveal it where the request is made**, nowhere else; `fetchWith(resolution)` does it for you. */
  readonly secret: Secret;
  /** Present for OAuth logins that belong to an account (`chatgpt-account-id` and the like). */
  readonly accountId?: string;
}

/** Where a provider is reached. `baseUrl` is always set: the model SDKs' own defaults are never in effect. */
export interface Endpoint {
  /** Who serves it. */
  readonly provider: ProviderId;
  /** Which API is spoken there. */
  readonly api: ApiKind;
  /** As the AI SDK takes it, with no slash at its end: `/messages`, `/chat/completions` or `/responses` follows. */
  readonly baseUrl: string;
  /** To be sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the provider wants to be told as instructions where a conversation brings none: without any it refuses. */
  readonly instructions?: string;
}

export const apiKinds = ["anthropic-messages", "openai-completions", "openai-responses", "echo"] as const;
export type ApiKind = (typeof apiKinds)[number];
