import { setTimeout as timer } from "node:timers/promises";
import type { Secret } from "../../domain/secret.js";
import { isOtherAccount } from "../oauth/account.js";
import { needsLogin, refreshFailed } from "./errors.js";
import { createLeaseWatch, takeRefreshLease } from "./lease.js";
import { type LoginHome, parseRefreshRecord, type RefreshRecord, refreshKey } from "./record.js";
import type { OAuthCredential, RefreshParts } from "./refresh.js";
import { spendToken } from "./spend-token.js";
import { isRenewable, isStill, type Renewable, readStored, withTokens } from "./stored-login.js";
import { duenessOf, isWaiting } from "./windows.js";

/** One attempt to have a login that is not due. */
export interface Flight {
  readonly home: LoginHome;
  /** The login as the caller knew it. */
  readonly seen: OAuthCredential;
  /** Whether to wait for another process that is at it already, or leave it the work. */
  readonly waits: boolean;
  readonly byPerson: boolean;
  /** The access token that the provider refused, which makes it due whatever its expiry says. */
  readonly refused?: Secret;
}

/** How often others look whether the one flight has landed, in ms. */
const lookEveryMs = 25;

/**
 * Makes a login that is due a fresh one: adopts what somebody else has stored meanwhile, waits for whoever is at it,
 * or takes the lease and asks the provider, once.
 */
export async function flyRefresh(parts: RefreshParts, flight: Flight): Promise<OAuthCredential> {
  const { records, refusals, now, wait = timer, steady = () => performance.now() } = parts;
  const { home } = flight;
  const watch = createLeaseWatch(steady);
  for (;;) {
    const stored = await readStored(parts, home);
    if (!isRenewable(stored)) return stored;
    const key = refreshKey(stored.refresh.fingerprint);
    const entry = await records.read(key, { fresh: true });
    const record = parseRefreshRecord(entry?.body);
    if (!isDue(flight, stored, record, now())) return stored;
    if (await refusals.has(stored.refresh.fingerprint)) throw needsLogin(stored.provider, home);
    if (await adoptSuccessor(parts, home, stored, record)) continue;
    if (entry && record.holder && !watch.isOver(record, entry.revision)) {
      if (!flight.waits) return stored;
      await wait(lookEveryMs);
      continue;
    }
    if (!flight.byPerson && isWaiting(record.retryAt, now())) {
      throw refreshFailed(stored.provider, "the last try failed", record.retryAt);
    }
    const lease = await takeRefreshLease({ store: records, key, home, now, steady }, entry);
    const renewed = lease && (await spendToken(parts, home, stored, lease));
    if (renewed) return renewed;
  }
}

function isDue({ seen, refused }: Flight, stored: OAuthCredential, record: RefreshRecord, now: number): boolean {
  const { access, expires } = stored;
  if (access === undefined) return true;
  if (refused) return access.equals(refused);
  const isNew = !access.equals(seen.access);
  if (isNew && (expires === undefined || expires > now)) return false;
  return duenessOf(expires, record.lifetimeMs, now) !== "fresh";
}

/** A copy of a login that was renewed in another file takes over what stands there; its own token is spent. */
async function adoptSuccessor(
  parts: RefreshParts,
  home: LoginHome,
  stored: Renewable,
  { home: other, spentAt, holder }: RefreshRecord,
): Promise<boolean> {
  const isElsewhere = other && (other.agentId !== home.agentId || other.profileId !== home.profileId);
  if (!isElsewhere || (spentAt === undefined && !holder)) return false;
  const theirs = (await parts.profilesOf(other).read({ fresh: true })).document.profiles.get(other.profileId);
  if (theirs?.type !== "oauth" || !theirs.refresh || theirs.refresh.equals(stored.refresh)) return false;
  if (theirs.provider !== stored.provider || isOtherAccount(stored, theirs)) return false;
  const { access, refresh, expires } = theirs;
  const adopted = withTokens(stored, {
    refresh,
    ...(access && { access }),
    ...(expires === undefined ? {} : { expires }),
  });
  await parts.profilesOf(home).replace(home.profileId, isStill(stored), adopted);
  return true;
}
