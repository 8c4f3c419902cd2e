import { type Entry, revisionOf, type Store } from "../../store/store.js";
import { createHolder, standingOf } from "./holder.js";
import {
  type LoginHome,
  parseRefreshRecord,
  type RefreshRecord,
  serializeRefreshRecord,
  withoutHolder,
} from "./record.js";

/** How often a holder gives a sign of life, in ms. */
const beatEveryMs = 400;
/** Without one for so long it counts as dead, or as paused, in ms: others then wait less than 2 s. */
const silentMs = 1400;
/** A process that can be seen to run may only be busy; to ask beside it would spend the token twice. In ms. */
const silentButRunningMs = 60_000;
/** How long after a sign of life nobody can have taken over, in ms; some of `silentMs` is kept for slow clocks. */
const safeMs = 1000;

/** The right to spend one refresh token, and the durable note that it may be being spent. */
export interface RefreshLease {
  /** As it stood before: another holder in it did not end its work. */
  readonly before: RefreshRecord;
  /** Whether nobody can have taken over since, told without waiting. */
  isSafe(): boolean;
  /** Gives a sign of life; false when somebody else has taken over. */
  confirm(): Promise<boolean>;
  /** Gives it back, leaving `record`; false when somebody else has taken over, who then decides. */
  end(record: RefreshRecord): Promise<boolean>;
}

export interface LeaseOptions {
  readonly store: Store;
  readonly key: string;
  readonly home: LoginHome;
  /** ms since the epoch. */
  readonly now: () => number;
  /** A clock that nobody sets, in ms. */
  readonly steady: () => number;
}

/**
 * Takes the lease by a conditional write over `entry`; nothing when somebody else was faster. The note that a request
 * may leave is the same write, so it is durable before there is a request.
 */
export async function takeRefreshLease(
  { store, key, home, now, steady }: LeaseOptions,
  entry: Entry | undefined,
): Promise<RefreshLease | undefined> {
  const before = parseRefreshRecord(entry?.body);
  const held: RefreshRecord = { ...withoutHolder(before), holder: createHolder(), intentAt: now(), home };
  let takenAt = steady();
  let latest = await store.write(key, serializeRefreshRecord({ ...held, beat: 0 }), revisionOf(entry));
  if (!latest) return undefined;
  let safeSince = takenAt;
  let beat = 0;
  let lost = false;
  let queue: Promise<unknown> = Promise.resolve();

  /** One write after the other, each over our own last one. A disk that is full is not a lost lease. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = queue.then(act);
    queue = turn.catch(() => undefined);
    return turn;
  }
  async function put(record: RefreshRecord): Promise<boolean> {
    if (lost || !latest) return false;
    takenAt = steady();
    const written = await store.write(key, serializeRefreshRecord(record), latest.revision);
    if (!written) lost = true;
    else {
      latest = written;
      safeSince = takenAt;
    }
    return !lost;
  }
  const confirm = (): Promise<boolean> => inTurn(() => put({ ...held, beat: ++beat }));
  const heart = setInterval(() => void confirm().catch(() => undefined), beatEveryMs);

  return {
    before,
    isSafe: () => !lost && steady() - safeSince < safeMs,
    confirm,
    async end(record) {
      clearInterval(heart);
      return inTurn(() => put(record));
    },
  };
}

/** Watches somebody else's lease, until its holder has been silent for so long that it can be taken over. */
export interface LeaseWatch {
  /** Whether the lease in `record` is over; `revision` tells one sign of life from the next. */
  isOver(record: RefreshRecord, revision: string): boolean;
}

/** Creates a watch. It counts on this process's own steady clock, so that no clock that is set can end a lease early. */
export function createLeaseWatch(steady: () => number): LeaseWatch {
  let seen: { readonly revision: string; readonly at: number } | undefined;
  return {
    isOver({ holder }, revision) {
      if (!holder) return true;
      if (seen?.revision !== revision) seen = { revision, at: steady() };
      const standing = standingOf(holder);
      if (standing === "gone") return true;
      return steady() - seen.at >= (standing === "running" ? silentButRunningMs : silentMs);
    },
  };
}
