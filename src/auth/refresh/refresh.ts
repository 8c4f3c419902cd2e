import type { Credential } from "../../domain/credential.js";
import { isModelpinError } from "../../domain/errors.js";
import type { ProviderId } from "../../domain/ids.js";
import { Secret } from "../../domain/secret.js";
import type { CachedStore } from "../../store/cached.js";
import { update } from "../../store/update.js";
import type { OAuthAccount } from "../oauth/account.js";
import type { TokenGrant, TokenOutcome } from "../oauth/token-answer.js";
import type { Profiles } from "../profiles.js";
import { within } from "../within.js";
import { refreshSlow } from "./errors.js";
import { type Flight, flyRefresh } from "./flight.js";
import { type LoginHome, parseRefreshRecord, refreshKey, serializeRefreshRecord, withoutDelay } from "./record.js";
import type { LoginRefusals } from "./refusals.js";
import { duenessOf } from "./windows.js";

export type OAuthCredential = Extract<Credential, { type: "oauth" }>;

/** Asks a provider for a new token. Prepared before anything is put at stake; the second call spends the token. */
export type PrepareRefresh = (provider: ProviderId) => Promise<(refresh: Secret) => Promise<TokenOutcome>>;

export interface RefreshParts {
  /** Where leases and failures are kept. */
  readonly records: CachedStore;
  readonly refusals: LoginRefusals;
  /** The file that a login lives in. */
  readonly profilesOf: (home: LoginHome) => Profiles;
  readonly prepare: PrepareRefresh;
  /** A token is being spent; whoever ends this process before the flight has landed may take its successor with it. */
  readonly onFlight?: (flight: Promise<unknown>) => void;
  /** What the operator should know: a login that is over, a disk that is full. Never a secret. */
  readonly onNotice: (notice: unknown) => void;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Waits so many ms; default a timer. */
  readonly wait?: (ms: number) => Promise<void>;
  /** A number in [0, 1); default `Math.random`. */
  readonly random?: () => number;
  /** A clock that nobody sets, in ms; default `performance.now`. */
  readonly steady?: () => number;
}

export interface RefreshOptions {
  /** A person asks, and is not kept waiting for the next allowed try. */
  readonly byPerson?: boolean;
}

/** Keeps logins alive: one refresh at a time per login, whoever asks, in whatever process. */
export interface Refreshes {
  /**
   * The login as a request should use it: itself while it is far from its end; near it the old one for all but the one
   * who tries; at its end the new one for all.
   *
   * @throws {ModelpinError} `needs_login`, `refresh_failed` and `refresh_slow` (only when the old one is over),
   * `oauth_not_configured`, `profile_gone`.
   */
  current(home: LoginHome, credential: OAuthCredential, options?: RefreshOptions): Promise<OAuthCredential>;
  /**
   * What to try after a provider refused an access token: the one that stands in the file by now, else a new one.
   * Nothing when there is no other: then the refusal counts.
   * @throws {ModelpinError} `needs_login`.
   */
  after(home: LoginHome, refused: Secret): Promise<OAuthCredential | undefined>;
  /** Notes what only the login itself tells: how long its access token lives, and whose it is. */
  begun(refresh: Secret, grant: Pick<TokenGrant, "lifetimeMs" | "account">): Promise<void>;
  /** Whose login a stored one was at its beginning, where that is known; compare it with {@link subjectOf}. */
  subject(refresh: Secret): Promise<string | undefined>;
  /**
   * A person lifts the delay after failed refreshes; every process obeys at its next look.
   * @returns whether there was one.
   */
  unblock(refresh: Secret): Promise<boolean>;
  /** When nothing is under way any more, or 40 s later: before that, a process that ends may take a token with it. */
  settled(): Promise<void>;
}

/** How long a turn waits for a refresh: while there is time, in the old token's last minute, after its end. In ms. */
const patienceMs = { advisory: 2000, lastMinute: 5000, over: 20_000 };
/** How long a process that ends waits for what is under way, in ms: longer than a request can take. */
const closingMs = 40_000;
/** A token younger than this is not refreshed because it was refused: the next one would be refused as well. In ms. */
const youngMs = 60_000;

const keyOf = ({ agentId, profileId }: LoginHome): string => `${agentId} ${profileId}`;

/** A name for whose login it is that is no use to anybody else. */
export function subjectOf({ subject }: OAuthAccount): string | undefined {
  return subject === undefined ? undefined : new Secret(subject).fingerprint;
}

export function createRefreshes(parts: RefreshParts): Refreshes {
  const { records, now } = parts;
  const flights = new Map<string, Promise<OAuthCredential>>();

  function fly(home: LoginHome, flight: Omit<Flight, "home">): Promise<OAuthCredential> {
    const key = keyOf(home);
    const started = flyRefresh(parts, { home, ...flight }).finally(() => flights.delete(key));
    flights.set(key, started);
    // Whoever waits hears of a failure; if nobody does any more it must not end the process.
    started.catch(() => undefined);
    parts.onFlight?.(started);
    return started;
  }

  async function recordOf(refresh: Secret) {
    const key = refreshKey(refresh.fingerprint);
    const entry = records.peek(key);
    return parseRefreshRecord((entry === undefined ? await records.read(key) : entry)?.body);
  }

  async function current(
    home: LoginHome,
    credential: OAuthCredential,
    options: RefreshOptions,
  ): Promise<OAuthCredential> {
    const { access, refresh, expires, provider } = credential;
    const isDue = access === undefined || duenessOf(expires, undefined, now()) !== "fresh";
    if (refresh === undefined || !isDue) return credential;
    const { lifetimeMs } = await recordOf(refresh);
    const dueness = access === undefined ? "urgent" : duenessOf(expires, lifetimeMs, now());
    if (dueness === "fresh") return credential;
    const running = flights.get(keyOf(home));
    const isGood = access !== undefined && (expires === undefined || expires > now());
    if (dueness === "advisory" && running) return credential;
    const byPerson = options.byPerson ?? false;
    const flight = running ?? fly(home, { seen: credential, waits: dueness === "urgent", byPerson });
    const patience = patienceMs[dueness === "advisory" ? "advisory" : isGood ? "lastMinute" : "over"];
    const renewed = await landed(flight, patience, isGood);
    if (renewed === undefined && isGood) return credential;
    if (renewed === undefined) throw refreshSlow(provider);
    // It joined a flight that had time and left the work to another process: this one has not.
    return running && access?.equals(renewed.access) ? current(home, renewed, options) : renewed;
  }

  /** A token that is still good goes on being used when a refresh fails, unless its login is over. */
  async function landed(flight: Promise<OAuthCredential>, patience: number, isGood: boolean) {
    try {
      return await within(flight, patience);
    } catch (error) {
      if (isGood && !isModelpinError(error, "needs_login")) return undefined;
      throw error;
    }
  }

  return {
    current: (home, credential, options = {}) => current(home, credential, options),
    async after(home, refused) {
      const stored = (await parts.profilesOf(home).read({ fresh: true })).document.profiles.get(home.profileId);
      if (stored?.type !== "oauth") return undefined;
      if (stored.access && !stored.access.equals(refused)) return stored;
      if (!stored.refresh) return undefined;
      const { refreshedAt } = await recordOf(stored.refresh);
      const age = refreshedAt === undefined ? Number.POSITIVE_INFINITY : now() - refreshedAt;
      if (age >= 0 && age < youngMs) return undefined;
      try {
        const flight = flights.get(keyOf(home)) ?? fly(home, { seen: stored, waits: true, byPerson: false, refused });
        const renewed = await within(flight, patienceMs.over);
        return renewed?.access && !renewed.access.equals(refused) ? renewed : undefined;
      } catch (error) {
        if (isModelpinError(error, "needs_login")) throw error;
        return undefined;
      }
    },
    async begun(refresh, { lifetimeMs, account }) {
      const subject = subjectOf(account);
      const record = {
        ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
        ...(subject === undefined ? {} : { subject }),
      };
      await records.write(refreshKey(refresh.fingerprint), serializeRefreshRecord(record));
    },
    subject: async (refresh) => (await recordOf(refresh)).subject,
    async unblock(refresh) {
      let lifted = false;
      await update(records, refreshKey(refresh.fingerprint), (body) => {
        const after = withoutDelay(parseRefreshRecord(body));
        lifted = after !== undefined;
        return after && serializeRefreshRecord(after);
      });
      return lifted;
    },
    async settled() {
      await within(Promise.allSettled(flights.values()), closingMs);
    },
  };
}
