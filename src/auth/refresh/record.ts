import type { Credential } from "../../domain/credential.js";
import type { AgentId, ProfileId } from "../../domain/ids.js";
import { isObject, jsonOf } from "../../domain/json.js";
import type { CachedStore } from "../../store/cached.js";
import type { Holder } from "./holder.js";

/** Whose file a login lives in, and under which id. */
export interface LoginHome {
  readonly agentId: AgentId;
  readonly profileId: ProfileId;
}

/**
 * What the machine knows of one refresh token, filed under the token's fingerprint. Times are ms since the epoch.
 *
 * A refresh token can often be spent only once, so everything that must not happen twice hangs on it and not on the
 * profile: a new login, or a token written by hand, begins with a clean record.
 */
export interface RefreshRecord {
  /** Who is at work on it. While this stands, a request with the token may be under way or have been answered. */
  readonly holder?: Holder;
  /** Counts the holder's signs of life. */
  readonly beat?: number;
  /** When the holder wrote this down: always before the request leaves. */
  readonly intentAt?: number;
  /** Where the holder will store, or has stored, what it gets for the token. */
  readonly home?: LoginHome;
  /** It was exchanged; its successor lives at `home`. */
  readonly spentAt?: number;
  /** Temporary failures in a row, and when the next request is allowed. */
  readonly failures?: number;
  readonly retryAt?: number;
  /** When this token, or the access token beside it, came from a refresh. */
  readonly refreshedAt?: number;
  /** How long that access token lives, in ms. */
  readonly lifetimeMs?: number;
  /** Names whose login it is, as the provider told at its beginning: another person's is not stored over it. */
  readonly subject?: string;
  /** Fingerprints of the tokens before it, oldest first; their records go when they leave this list. */
  readonly ancestors?: readonly string[];
}

/** How many spent tokens are remembered of one login, so that an old copy of it finds its successor. */
export const ancestorsKept = 400;

export const refreshKey = (fingerprint: string): string => `refresh/${fingerprint}`;

function toHolder(value: unknown): Holder | undefined {
  if (!isObject(value)) return undefined;
  const { id, pid, place, born } = value;
  const isWhole =
    typeof id === "string" && typeof pid === "number" && typeof place === "string" && typeof born === "string";
  return isWhole ? { id, pid, place, born } : undefined;
}

function toHome(value: unknown): LoginHome | undefined {
  if (!isObject(value) || typeof value.agentId !== "string" || typeof value.profileId !== "string") return undefined;
  return { agentId: value.agentId, profileId: value.profileId };
}

const numbers = ["beat", "intentAt", "spentAt", "failures", "retryAt", "refreshedAt", "lifetimeMs"] as const;

/** Reads a stored record; what is broken counts as not known. */
export function parseRefreshRecord(body: string | undefined): RefreshRecord {
  const written = jsonOf(body);
  if (!isObject(written)) return {};
  const holder = toHolder(written.holder);
  const home = toHome(written.home);
  const { ancestors } = written;
  return {
    ...(holder ? { holder } : {}),
    ...(home ? { home } : {}),
    ...Object.fromEntries(numbers.map((name) => [name, written[name]]).filter(([, at]) => Number.isFinite(at))),
    ...(typeof written.subject === "string" ? { subject: written.subject } : {}),
    ...(Array.isArray(ancestors) ? { ancestors: ancestors.filter((one) => typeof one === "string") } : {}),
  };
}

export function serializeRefreshRecord(record: RefreshRecord): string {
  return JSON.stringify(record);
}

/** When a login was last refreshed, as far as that is known without waiting; ms since the epoch. */
export function lastRefreshOf(records: CachedStore, credential: Credential): number | undefined {
  if (credential.type !== "oauth" || !credential.refresh) return undefined;
  return parseRefreshRecord(records.peek(refreshKey(credential.refresh.fingerprint))?.body).refreshedAt;
}

/**
 * The record with the next request allowed at once; nothing when it is already, or when somebody is at work: a write
 * beside theirs would take the lease from them, and with it what they are about to get.
 */
export function withoutDelay(record: RefreshRecord): RefreshRecord | undefined {
  const { failures, retryAt, ...rest } = record;
  return record.holder !== undefined || (failures === undefined && retryAt === undefined) ? undefined : rest;
}

/** The record without a trace of somebody being at work. */
export function withoutHolder({ holder: _, beat: _beat, intentAt: _at, ...rest }: RefreshRecord): RefreshRecord {
  return rest;
}
