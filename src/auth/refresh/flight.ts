import { isModelpinError } from "../../domain/errors.js";
import type { Secret } from "../../domain/secret.js";
import { isOtherAccount } from "../oauth/account.js";
import type { TokenGrant, TokenOutcome } from "../oauth/token-answer.js";
import { loginGone, needsLogin, needsLoginNotice, refreshFailed } from "./errors.js";
import { createLeaseWatch, type RefreshLease, takeRefreshLease } from "./lease.js";
import {
  ancestorsKept,
  type LoginHome,
  parseRefreshRecord,
  type RefreshRecord,
  refreshKey,
  serializeRefreshRecord,
  withoutHolder,
} from "./record.js";
import type { OAuthCredential, RefreshParts } from "./refresh.js";
import { duenessOf, isWaiting, retryDelayMs } from "./windows.js";

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

type Renewable = OAuthCredential & { readonly refresh: Secret };

/** How often others look whether the one flight has landed, in ms. */
const lookEveryMs = 25;
/** How often a new token that cannot be stored is tried again, with up to 5 s between: about ten minutes. */
const storeAttempts = 130;

/** What must still stand in the file for a refresh to write there. */
function generationOf({ refresh, access }: OAuthCredential): string {
  return `${refresh?.fingerprint} ${access?.fingerprint}`;
}

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
    const renewed = lease && (await spend(parts, home, stored, lease));
    if (renewed) return renewed;
  }
}

function isRenewable(credential: OAuthCredential): credential is Renewable {
  return credential.refresh !== undefined;
}

async function readStored({ profilesOf }: RefreshParts, home: LoginHome): Promise<OAuthCredential> {
  const { document, problem } = await profilesOf(home).read({ fresh: true });
  // With a file that cannot be read nothing is known of the token, and what came of a request could not be stored.
  if (problem) throw problem;
  const stored = document.profiles.get(home.profileId);
  if (stored?.type !== "oauth") throw loginGone(home.profileId);
  return stored;
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

function isStill(stored: OAuthCredential) {
  return (found: { readonly type: string } | undefined): boolean =>
    found?.type === "oauth" && generationOf(found as OAuthCredential) === generationOf(stored);
}

function withTokens(
  { access: _access, expires: _expires, ...rest }: OAuthCredential,
  tokens: Pick<OAuthCredential, "access" | "refresh" | "expires">,
): OAuthCredential {
  return { ...rest, ...tokens };
}

/** With the lease in hand: asks, and makes durable what came of it. Nothing when somebody else was faster after all. */
async function spend(
  parts: RefreshParts,
  home: LoginHome,
  stored: Renewable,
  lease: RefreshLease,
): Promise<OAuthCredential | undefined> {
  const { provider } = stored;
  let left = withoutHolder(lease.before);
  try {
    // Whoever held the lease before may have stored its result between our look and our lease.
    if (!isStill(stored)(await readStored(parts, home))) return undefined;
    const outcome = await ask(parts, stored);
    if (outcome.kind === "granted") {
      // At the same time, so that nobody who finds the new token takes it for one of unknown age.
      const noted = noteSuccessor(parts, stored, outcome.grant, lease.before);
      const renewed = await keep(parts, home, stored, outcome.grant, lease);
      const note = await noted;
      if (renewed) left = renewed.refresh?.equals(stored.refresh) ? note : { spentAt: parts.now(), home };
      return renewed;
    }
    if (outcome.kind === "failed") {
      const failures = (lease.before.failures ?? 0) + 1;
      const retryAt = parts.now() + retryDelayMs(failures, (parts.random ?? Math.random)());
      left = { ...left, failures, retryAt };
      throw refreshFailed(provider, outcome.reason, retryAt);
    }
    // It may be refused because somebody who takes no part in our leases has just spent it and stored the next one.
    if (!isStill(stored)(await readStored(parts, home)) || !(await lease.confirm())) return undefined;
    const refusal = { at: parts.now(), code: outcome.code };
    if (await parts.refusals.add(stored.refresh.fingerprint, refusal)) {
      parts.onNotice(needsLoginNotice(provider, home, outcome.code));
    }
    throw needsLogin(provider, home, outcome.code);
  } finally {
    await lease.end(left).catch(parts.onNotice);
  }
}

async function ask({ prepare }: RefreshParts, { provider, refresh }: Renewable): Promise<TokenOutcome> {
  try {
    return await (await prepare(provider))(refresh);
  } catch (error) {
    if (isModelpinError(error, "oauth_unreachable")) return { kind: "failed", reason: error.message };
    throw error;
  }
}

/**
 * Stores a new token where the old one stands, before anybody uses it. A disk that is full is tried again: the old one
 * is spent, so this is the only one there is. Nothing when the lease or the place went to somebody else.
 */
async function keep(
  { profilesOf, onNotice, wait = timer }: RefreshParts,
  home: LoginHome,
  stored: Renewable,
  { access, refresh = stored.refresh, expires, account }: TokenGrant,
  lease: RefreshLease,
): Promise<OAuthCredential | undefined> {
  const { email = account.email, accountId = account.accountId } = stored;
  const renewed: OAuthCredential = {
    ...withTokens(stored, { access, refresh, ...(expires === undefined ? {} : { expires }) }),
    ...(email === undefined ? {} : { email }),
    ...(accountId === undefined ? {} : { accountId }),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      if (!lease.isSafe() && !(await lease.confirm())) return undefined;
      const became = await profilesOf(home).replace(home.profileId, isStill(stored), renewed, lease.isSafe);
      if (became === "written") return renewed;
      if (became === "changed") return undefined;
      if (attempt === storeAttempts) throw refreshFailed(stored.provider, "the disk is too slow to store it safely");
    } catch (error) {
      if (attempt === 1) onNotice(error);
      if (attempt === storeAttempts) throw error;
      await wait(Math.min(5000, 50 * 2 ** attempt));
    }
  }
}

/** Notes what is known of a new token, under its own name or, where the old one goes on, for the end of the lease. */
async function noteSuccessor(
  { records, now, onNotice }: RefreshParts,
  { refresh: spent }: Renewable,
  { refresh = spent, lifetimeMs }: TokenGrant,
  { ancestors = [], subject }: RefreshRecord,
): Promise<RefreshRecord> {
  const news = {
    refreshedAt: now(),
    ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
    ...(subject === undefined ? {} : { subject }),
  };
  if (refresh.equals(spent)) return { ...news, ancestors };
  const all = [...ancestors, spent.fingerprint];
  const record: RefreshRecord = { ...news, ancestors: all.slice(-ancestorsKept) };
  try {
    await records.write(refreshKey(refresh.fingerprint), serializeRefreshRecord(record));
    for (const old of all.slice(0, -ancestorsKept)) await records.delete(refreshKey(old));
  } catch (error) {
    onNotice(error);
  }
  return record;
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
