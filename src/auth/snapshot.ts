import type { Agent } from "../config/agents.js";
import type { Config } from "../config/config.js";
import { idToShow } from "../config/secrets/words.js";
import { type Catalog, createCatalog } from "../domain/catalog.js";
import type { Credential } from "../domain/credential.js";
import { type AgentId, mainAgent, type ProfileId, type ProviderId, providerKey, providerOf } from "../domain/ids.js";
import type { WrittenOrders } from "../domain/order.js";
import { emptyProfileDocument } from "../domain/profile-document.js";
import {
  announcedBilling,
  type Billing,
  createProfileSet,
  type Profile,
  type ProfileMetadata,
  type ProfileSet,
  type ProfileSource,
  toProfile,
} from "../domain/profile-set.js";
import { findOAuthProvider } from "./oauth/provider.js";
import type { ProfileState } from "./profiles.js";

/** A credential that the environment or the configuration brings along, as a profile. */
export interface EnvironmentProfile {
  readonly id: ProfileId;
  readonly credential: Credential;
  /** The variable's name, or the key of the configuration. */
  readonly variable: string;
  /** Which environment holds it: `process`, `state .env`, `login shell`, `config`. */
  readonly from: string;
}

/** What people wrote, as one agent sees it at one moment. Immutable: a change makes a new one. */
export interface AgentSnapshot {
  readonly agent: Agent;
  readonly config: Config;
  readonly catalog: Catalog;
  readonly profiles: ProfileSet;
  readonly orders: WrittenOrders;
  /** Providers of the default model and its fallbacks. */
  readonly providersInUse: ReadonlySet<ProviderId>;
  /** Whether some profile has a `use` list, so that decisions depend on who asks. */
  readonly isRestricted: boolean;
  /** A profile file cannot be read and nothing is known of what it says, so of who stands before a metered account. */
  readonly isUnread: boolean;
  /** How a profile that is not there is billed, where somebody has said so or nobody can know. */
  readonly announced: (id: ProfileId) => Billing | undefined;
  /** The files behind it, this agent's own first. */
  readonly files: readonly ProfileState[];
  /** A profile's credential and whose file it lives in; nothing for one that does not exist. */
  credential(id: ProfileId): { readonly credential: Credential; readonly home: AgentId | "environment" } | undefined;
  /** When a login was last refreshed, as far as that is known without waiting; ms since the epoch. */
  lastRefresh(id: ProfileId): number | undefined;
}

export interface SnapshotSources {
  readonly agent: Agent;
  readonly config: Config;
  readonly own: ProfileState;
  /** Main's file, read through by other agents; absent for main itself. */
  readonly main?: ProfileState;
  readonly environment: readonly EnvironmentProfile[];
  /** Whether an environment variable is set, for credentials that only name one. */
  readonly isSet: (variable: string) => boolean;
  /** Fingerprints of the refresh tokens that their provider has refused for good. */
  readonly refused?: ReadonlySet<string>;
  /** When a login was last refreshed, ms since the epoch. */
  readonly lastRefresh?: (credential: Credential) => number | undefined;
}

function byProvider<T>(record: Readonly<Record<ProviderId, T>> | undefined): ReadonlyMap<ProviderId, T> {
  return new Map(Object.entries(record ?? {}).map(([provider, value]) => [providerKey(provider), value]));
}

/** A reference to a variable that is not set can be told without asking anybody; files and programs are asked at the turn. */
function refFault(credential: Credential, isSet: SnapshotSources["isSet"]) {
  if (credential.type === "oauth") return undefined;
  if ((credential.type === "api_key" ? credential.key : credential.token) !== undefined) return undefined;
  const ref = credential.type === "api_key" ? credential.keyRef : credential.tokenRef;
  if (ref?.source !== "env" || isSet(ref.id)) return undefined;
  return { fault: "unresolved_ref" as const, detail: idToShow(ref) };
}

const noneRefused: ReadonlySet<string> = new Set();
const noMetadata: ProfileMetadata = {};
const ofMain: ProfileSource = { kind: "main" };
const ofItsOwn: ProfileSource = { kind: "own" };

/** A login whose provider nobody has told us how to ask is a token that ends. */
function withoutRefresh(credential: Credential): Credential {
  if (credential.type !== "oauth") return credential;
  const { refresh: _, ...rest } = credential;
  return rest;
}

/** A login is over only as long as its own refresh token is the one that was refused. */
function loginFault(credential: Credential, refused: ReadonlySet<string>) {
  if (refused.size === 0 || credential.type !== "oauth" || credential.refresh === undefined) return undefined;
  return refused.has(credential.refresh.fingerprint) ? { fault: "needs_login" as const } : undefined;
}

function at(home: AgentId | "environment", credential: Credential | undefined) {
  return credential && { credential, home };
}

/** Lays the layers over each other: the agent's own profiles over main's, the environment's beside them. */
export function createSnapshot(sources: SnapshotSources): AgentSnapshot {
  const { agent, config, own, main, environment, isSet, refused = noneRefused } = sources;
  const metadata: Readonly<Record<ProfileId, ProfileMetadata>> | undefined = config.auth?.profiles;
  const byId = new Map<ProfileId, Profile>();
  const add = (id: ProfileId, credential: Credential, source: ProfileSource): void => {
    const canRefresh = credential.type !== "oauth" || findOAuthProvider(config, credential.provider) !== undefined;
    const fault = loginFault(credential, refused) ?? refFault(credential, isSet);
    const usable = canRefresh ? credential : withoutRefresh(credential);
    byId.set(id, toProfile(id, usable, metadata?.[id] ?? noMetadata, source, fault));
  };
  for (const { id, credential, variable, from } of environment) {
    add(id, credential, { kind: "environment", variable, from });
  }
  main?.document.profiles.forEach((credential, id) => {
    add(id, credential, ofMain);
  });
  own.document.profiles.forEach((credential, id) => {
    add(id, credential, ofItsOwn);
  });
  const ofEnvironment = new Map(environment.map(({ id, credential }) => [id, credential]));
  const credentialOf: AgentSnapshot["credential"] = (id) =>
    at(agent.id, own.document.profiles.get(id)) ??
    at(mainAgent, main?.document.profiles.get(id)) ??
    at("environment", ofEnvironment.get(id));

  const named = new Map<ProviderId, ProfileId[]>();
  for (const [id, { provider }] of Object.entries(metadata ?? {})) {
    const key = providerKey(provider ?? providerOf(id));
    named.set(key, [...(named.get(key) ?? []), id]);
  }
  const configOrder = byProvider(config.auth?.order);
  const catalog = createCatalog(agent);
  const files = main ? [own, main] : [own];
  const isUnread = files.some(({ problem, document }) => problem !== undefined && document === emptyProfileDocument);
  const models = [catalog.primary, ...catalog.fallbacks].filter((ref) => ref !== undefined);

  return {
    agent,
    config,
    catalog,
    profiles: createProfileSet(byId),
    orders: {
      stored: (provider) => own.document.order.get(providerKey(provider)),
      config: (provider) => configOrder.get(providerKey(provider)),
      named: (provider) => named.get(providerKey(provider)),
    },
    providersInUse: new Set(models.map(({ provider }) => providerKey(provider))),
    isRestricted: Object.values(metadata ?? {}).some(({ use }) => use !== undefined),
    isUnread,
    announced: (id) => announcedBilling(metadata?.[id]) ?? (isUnread ? "flat" : undefined),
    files,
    credential: credentialOf,
    lastRefresh(id) {
      const credential = credentialOf(id)?.credential;
      return credential && sources.lastRefresh?.(credential);
    },
  };
}
