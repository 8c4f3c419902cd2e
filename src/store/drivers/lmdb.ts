import { randomInt } from "node:crypto";
import { statSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { ModelpinError } from "../../domain/errors.js";
import { assertBody, assertKey, assertPrefix, type Entry, type Revision, type Store, storeClosed } from "../store.js";
import { type Database, databaseError, type Environment, openEnvironment } from "./lmdb/environment.js";
import { createUnderWay } from "./under-way.js";

/** The longest key, in bytes of UTF-8, that LMDB takes with pages of 4 KiB. */
const longestKeyBytes = 1978;
const keysPerBatch = 256;
/** MDB_PROBLEM of lmdb.h: "unexpected problem - txn should abort". Seen rarely, with many processes on a busy machine. */
const mdbProblem = -30779;
const mostAborted = 3;

/**
 * Documents in an LMDB environment in `directory`, shared by any number of processes of this machine.
 *
 * Opened at the first use that needs it: reading where there is no environment yet finds nothing and creates nothing.
 * Files are 0600 and the directory 0700. On a file system that takes no writes it can be read. A write resolves after its commit is synced to the disk; locks belong to the
 * kernel, which takes them from whoever dies. **Not for network file systems.**
 *
 * @throws {ModelpinError} from its methods: `store_unreadable`, `store_unwritable`, `store_replaced`, `key_too_long`
 * (more than 1978 bytes), `invalid_key`, `invalid_body`, `store_closed`.
 */
export function createLmdbStore(directory: string): Store {
  const dataFile = join(directory, "data.mdb");
  let opened: Environment | undefined;
  let opening: Promise<Environment> | undefined;
  const underWay = createUnderWay();
  let closed = false;

  /** The environment; when only reading, `undefined` where there is none. */
  async function database(purpose: "read" | "write"): Promise<Database | undefined> {
    if (opened === undefined) {
      if (purpose === "read" && inodeNow() === undefined) return undefined;
      opening ??= openEnvironment(directory).finally(() => {
        opening = undefined;
      });
      opened = await opening;
    }
    if (purpose === "write" && inodeNow() !== opened.inode) {
      throw new ModelpinError("store_replaced", `${dataFile} was replaced or removed while it was open.`, {
        hint: "Restart modelpin so that it opens the new one.",
      });
    }
    if (purpose === "write" && opened.isReadOnly) {
      throw databaseError("store_unwritable", "write", directory, { code: constants.errno.EROFS });
    }
    return opened.db;
  }

  function inodeNow(): number | undefined {
    try {
      return statSync(dataFile, { throwIfNoEntry: false })?.ino;
    } catch (error) {
      throw databaseError("store_unreadable", "open", directory, error);
    }
  }

  async function commit(act: () => Promise<boolean>): Promise<boolean> {
    for (let aborted = 0; ; aborted++) {
      try {
        return await act();
      } catch (error) {
        // The reason of a failed commit comes apart from the failure itself.
        const { commitError } = error as { commitError?: Promise<never> };
        const reason = commitError === undefined ? error : await commitError.catch((cause: unknown) => cause);
        // LMDB gave this transaction up whole and says so; nothing of it was written, so it may be tried anew.
        const isAborted = (reason as { code?: unknown } | undefined)?.code === mdbProblem;
        if (!isAborted || aborted >= mostAborted) throw databaseError("store_unwritable", "write", directory, reason);
      }
    }
  }

  function look(db: Database, key: string): Entry | undefined {
    try {
      const found = db.getEntry(key);
      return found === undefined ? undefined : { body: found.value, revision: String(found.version) };
    } catch (error) {
      throw databaseError("store_unreadable", "read", directory, error);
    }
  }

  function check(key: string): void {
    if (closed) throw storeClosed();
    checkKey(key);
  }

  async function put(
    key: string,
    body: string,
    condition: number | null | undefined,
    mayCommit: () => boolean,
  ): Promise<Entry | undefined> {
    const db = await database("write");
    if (!mayCommit()) return undefined;
    // Random, not counted up: a revision from before a deletion can never fit what was created after it.
    const version = randomInt(1, 2 ** 48 - 1);
    // `null` is lmdb's "only if there is none"; its types do not know that.
    const won = await commit(async () => db?.put(key, body, version, condition as number | undefined) ?? false);
    return won ? { body, revision: String(version) } : undefined;
  }

  async function remove(key: string, condition: number | undefined): Promise<boolean> {
    const db = await database(opened === undefined && inodeNow() === undefined ? "read" : "write");
    if (db === undefined) return condition === undefined;
    if (condition !== undefined) return commit(() => db.remove(key, condition));
    await commit(() => db.remove(key));
    return true;
  }

  return {
    peek(key: string) {
      check(key);
      return opened === undefined ? undefined : (look(opened.db, key) ?? null);
    },
    async read(key: string) {
      check(key);
      const db = opened === undefined ? await underWay.follow(database("read")) : opened.db;
      if (closed) throw storeClosed();
      // A read transaction outlives its event turn by a timer: without this a read could miss what was just told to us.
      db?.resetReadTxn();
      return db === undefined ? undefined : look(db, key);
    },
    async write(key: string, body: string, expected?: Revision | null, mayCommit = () => true) {
      check(key);
      assertBody(key, body);
      const condition = typeof expected === "string" ? toVersion(expected) : expected;
      return Number.isNaN(condition) ? undefined : underWay.follow(put(key, body, condition, mayCommit));
    },
    async delete(key: string, expected?: Revision) {
      check(key);
      const condition = expected === undefined ? undefined : toVersion(expected);
      return Number.isNaN(condition) ? false : underWay.follow(remove(key, condition));
    },
    async *list(prefix: string) {
      assertPrefix(prefix);
      if (Buffer.byteLength(prefix) > longestKeyBytes) return;
      let start = prefix;
      let exclusiveStart = false;
      while (true) {
        if (closed) throw storeClosed();
        const db = opened === undefined ? await underWay.follow(database("read")) : opened.db;
        if (closed) throw storeClosed();
        if (db === undefined) return;
        db.resetReadTxn();
        // In batches, so that a slow consumer never holds a read transaction, which would keep old pages alive.
        const range = { exclusiveStart, limit: keysPerBatch, ...(start === "" ? {} : { start }) };
        const keys = Array.from(db.getKeys(range));
        for (const key of keys) {
          if (!key.startsWith(prefix)) return;
          yield key;
        }
        const last = keys.at(-1);
        if (last === undefined || keys.length < keysPerBatch) return;
        start = last;
        exclusiveStart = true;
      }
    },
    async close() {
      closed = true;
      await underWay.finished();
      const last = opened;
      opened = undefined;
      await last?.db.close();
    },
  };
}

function checkKey(key: string): void {
  assertKey(key);
  // A UTF-16 unit takes three bytes at most, so most keys are not even measured.
  if (key.length * 3 <= longestKeyBytes || Buffer.byteLength(key) <= longestKeyBytes) return;
  throw new ModelpinError("key_too_long", `"${key.slice(0, 60)}…" is longer than ${longestKeyBytes} bytes.`, {
    hint: "Use a shorter name.",
  });
}

/** NaN for what this driver never gave out: it fits nothing. */
function toVersion(revision: Revision): number {
  return /^[1-9]\d{0,15}$/.test(revision) ? Number(revision) : Number.NaN;
}
