import { LRUCache } from "lru-cache";
import { resolveSecretRef } from "../config/secret-ref.js";
import type { Credential, RequestCredential, SecretRef } from "../domain/credential.js";
import { ModelpinError } from "../domain/errors.js";
import type { ProfileId } from "../domain/ids.js";
import type { Secret } from "../domain/secret.js";
import type { AgentSnapshot } from "./snapshot.js";
import type { Sources } from "./sources.js";

/** Turns a chosen profile into what a request carries. */
export interface Credentials {
  /**
   * @throws {ModelpinError} `profile_gone`, `missing_credential`, or why a reference could not be resolved.
   */
  of(snapshot: AgentSnapshot, profileId: ProfileId): Promise<RequestCredential>;
}

/** A secret that a program or a file gave is asked for again after a minute, in ms. */
const refTtlMs = 60_000;

function inlineSecret(credential: Credential): Secret | undefined {
  if (credential.type === "api_key") return credential.key;
  return credential.type === "token" ? credential.token : credential.access;
}

function refOf(credential: Credential): SecretRef | undefined {
  if (credential.type === "api_key") return credential.keyRef;
  return credential.type === "token" ? credential.tokenRef : undefined;
}

export function createCredentials(sources: Sources, now: () => number): Credentials {
  const resolved = new LRUCache<string, Secret>({ max: 1000, ttl: refTtlMs, perf: { now } });

  async function resolve(snapshot: AgentSnapshot, ref: SecretRef): Promise<Secret> {
    const lookUp = {
      environment: sources.environment(),
      providers: snapshot.config.secrets?.providers,
      home: sources.location.home,
    };
    if (ref.source === "env") return resolveSecretRef(ref, lookUp);
    const key = JSON.stringify(ref);
    const known = resolved.get(key);
    if (known) return known;
    const secret = await resolveSecretRef(ref, lookUp);
    resolved.set(key, secret);
    return secret;
  }

  return {
    async of(snapshot, profileId) {
      const found = snapshot.credential(profileId);
      if (!found) {
        throw new ModelpinError("profile_gone", `The profile ${profileId} does not exist any more.`, {
          hint: "Choose again with /model list, or /model default",
        });
      }
      const { credential } = found;
      const ref = refOf(credential);
      const secret = inlineSecret(credential) ?? (ref && (await resolve(snapshot, ref)));
      if (!secret) {
        throw new ModelpinError("missing_credential", `The profile ${profileId} holds no credential.`, {
          hint: `Store one: modelpin models auth paste-api-key --provider ${credential.provider} --profile-id ${profileId}`,
        });
      }
      const accountId = credential.type === "oauth" ? credential.accountId : undefined;
      return { type: credential.type, secret, ...(accountId === undefined ? {} : { accountId }) };
    },
  };
}
