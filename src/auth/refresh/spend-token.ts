import { setTimeout as timer } from "node:timers/promises";
import { isModelpinError } from "../../domain/errors.js";
import type { TokenGrant, TokenOutcome } from "../oauth/token-answer.js";
import { needsLogin, needsLoginNotice, refreshFailed } from "./errors.js";
import type { RefreshLease } from "./lease.js";
import {
  ancestorsKept,
  type LoginHome,
  type RefreshRecord,
  refreshKey,
  serializeRefreshRecord,
  withoutHolder,
} from "./record.js";
import type { OAuthCredential, RefreshParts } from "./refresh.js";
import { isStill, type Renewable, readStored, withTokens } from "./stored-login.js";
import { retryDelayMs } from "./windows.js";

/** How often a new token that cannot be stored is tried again, with up to 5 s between: about ten minutes. */
const storeAttempts = 130;

/** With the lease in hand: asks, and makes durable what came of it. Nothing when somebody else was faster after all. */
export async function spendToken(
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
