import { LRUCache } from "lru-cache";
import { resolveSecretRef, sourceOf } from "../config/secret-ref.js";
import { atMost } from "../domain/cache-options.js";
import type { Credential, RequestCredential, SecretRef } from "../domain/credential.js";
import { markOf } from "../domain/credential-mark.js";
import { ModelpinError } from "../domain/errors.js";
import type { ProfileId } from "../domain/ids.js";
import type { Secret } from "../domain/secret.js";
import type { Refreshes, RefreshOptions } from "./refresh/refresh.js";
import type { AgentSnapshot } from "./snapshot.js";
import type { Sources } from "./sources.js";

/** Turns a chosen profile into what a request carries. */
export interface Credentials {
  /**
   * Refreshes a login first when it is due.
   * @throws {ModelpinError} `profile_gone`, `missing_credential`, why a reference could not be resolved, or why a login
   * could not be refreshed (`needs_login`, `refresh_failed`).
   */
  of(snapshot: AgentSnapshot, profileId: ProfileId, options?: RefreshOptions): Promise<RequestCredential>;
  /**
   * What to try once after the provider refused what was on the wire: what stands in its place by now, else (with
   * `renew`, and where that is possible) a refreshed one. Nothing when the refusal is the last word on what is stored.
   * @throws {ModelpinError} `needs_login`
   */
  afterRefusal(
    snapshot: AgentSnapshot,
    profileId: ProfileId,
    refused: RequestCredential,
    options: { readonly renew: boolean },
  ): Promise<RequestCredential | undefined>;
  /** Names what stands in the file for what goes over the wire: {@link markOf}. Nothing for what did not come from here. */
  markOf(request: RequestCredential): string | undefined;
}

/** A secret that a program or a file gave is asked for again after a minute, in ms. */
const keptMs = 60_000;

interface Kept {
  readonly secret: Secret;
  /** ms since the epoch. */
  readonly askedAt: number;
}

function inlineSecret(credential: Credential): Secret | undefined {
  if (credential.type === "api_key") return credential.key;
  return credential.type === "token" ? credential.token : credential.access;
}

function refOf(credential: Credential): SecretRef | undefined {
  if (credential.type === "api_key") return credential.keyRef;
  return credential.type === "token" ? credential.tokenRef : undefined;
}

export function createCredentials(sources: Sources, now: () => number, refreshes: Refreshes): Credentials {
  // Its own ageing would keep a secret for as long as a clock was set back.
  const resolved = new LRUCache<string, Kept>(atMost(1000));
  const origins = new WeakMap<RequestCredential, Credential>();

  async function resolve(snapshot: AgentSnapshot, ref: SecretRef): Promise<Secret> {
    const lookUp = {
      environment: sources.environment(),
      providers: snapshot.config.secrets?.providers,
      home: sources.location.home,
    };
    if (ref.source === "env") return resolveSecretRef(ref, lookUp);
    const key = JSON.stringify([ref, sourceOf(ref, lookUp.providers ?? {})]);
    const known = resolved.get(key);
    const askedAt = now();
    if (known && askedAt >= known.askedAt && askedAt < known.askedAt + keptMs) return known.secret;
    const secret = await resolveSecretRef(ref, lookUp);
    resolved.set(key, { secret, askedAt });
    return secret;
  }

  async function toRequest(snapshot: AgentSnapshot, credential: Credential): Promise<RequestCredential | undefined> {
    const ref = refOf(credential);
    const secret = inlineSecret(credential) ?? (ref && (await resolve(snapshot, ref)));
    if (!secret) return undefined;
    const accountId = credential.type === "oauth" ? credential.accountId : undefined;
    const request = { type: credential.type, secret, ...(accountId === undefined ? {} : { accountId }) };
    origins.set(request, credential);
    return request;
  }

  return {
    async of(snapshot, profileId, options = {}) {
      const found = snapshot.credential(profileId);
      if (!found) {
        throw new ModelpinError("profile_gone", `The profile ${profileId} does not exist any more.`, {
          hint: "Choose again with /model list, or /model default",
        });
      }
      const { credential, home } = found;
      const current =
        credential.type === "oauth" && home !== "environment" && snapshot.profiles.byId.get(profileId)?.refreshable
          ? await refreshes.current({ agentId: home, profileId }, credential, options)
          : credential;
      const request = await toRequest(snapshot, current);
      if (request) return request;
      throw new ModelpinError("missing_credential", `The profile ${profileId} holds no credential.`, {
        hint: `Store one: modelpin models auth paste-api-key --provider ${credential.provider} --profile-id ${profileId}`,
      });
    },
    async afterRefusal(snapshot, profileId, refused, { renew }) {
      const home = snapshot.credential(profileId)?.home;
      if (home === undefined || home === "environment") return undefined;
      const { profiles } = (await sources.profilesOf(home).read({ fresh: true })).document;
      const stored = profiles.get(profileId);
      const request = stored && (await toRequest(snapshot, stored).catch(() => undefined));
      if (request && !request.secret.equals(refused.secret)) return request;
      if (!renew || stored?.type !== "oauth" || !snapshot.profiles.byId.get(profileId)?.refreshable) return undefined;
      const renewed = await refreshes.after({ agentId: home, profileId }, refused.secret);
      return renewed && toRequest(snapshot, renewed);
    },
    markOf(request) {
      const origin = origins.get(request);
      return origin && markOf(origin);
    },
  };
}
