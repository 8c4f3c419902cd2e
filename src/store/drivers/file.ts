import { dirname, join } from "node:path";
import { LRUCache } from "lru-cache";
import { ModelpinError } from "../../domain/errors.js";
import { assertBody, assertKey, assertPrefix, type Entry, type Revision, type Store, storeClosed } from "../store.js";
import { systemError } from "../system-errors.js";
import { makeDirectory, realTarget } from "./directories.js";
import { commit, reservedPrefix } from "./file/claim.js";
import { peekSnapshot, readSnapshot, revisionNow, revisionOfBytes, type Snapshot } from "./file/snapshot.js";
import { listKeys } from "./file/walk.js";
import { createUnderWay } from "./under-way.js";

export interface FileStoreOptions {
  /** ms since the epoch, on the clock of the file system. Default `Date.now`. */
  readonly now?: () => number;
  /** How long a writer must have stood still before others stop waiting for it, in ms. Default 2000. */
  readonly staleAfterMs?: number;
  /** How long a write waits for others, in ms. Default 15 000. */
  readonly patienceMs?: number;
}

const snapshotsKept = 256;

/**
 * Documents as plain files under `root`, one per key, that people may read and edit: the key is the path.
 *
 * Files are 0600 and new directories 0700 from the first system call on; a file with a looser mode is tightened when it
 * is written, a directory that exists is left as it is. A write replaces the whole file or nothing (temporary file, fsync,
 * rename, fsync of the directory) and, where the key is a symbolic link, replaces what it points to. A revision is the
 * hash of the content, so what an editor saved counts as somebody else's write. A re-read costs one `stat` while nothing
 * changed.
 *
 * **An editor takes part in no lock:** what it saves between a write's last look and its rename, microseconds, is lost.
 *
 * @throws {ModelpinError} from its methods: `store_unreadable` (no permission, a directory, not UTF-8: never taken for
 * "absent"), `store_unwritable`, `store_busy`, `invalid_key`, `invalid_body`, `store_closed`.
 */
export function createFileStore(root: string, options: FileStoreOptions = {}): Store {
  const { now = Date.now, staleAfterMs = 2000, patienceMs = 15_000 } = options;
  const claims = { now, staleAfterMs, patienceMs };
  const snapshots = new LRUCache<string, Snapshot>({ max: snapshotsKept });
  const underWay = createUnderWay();
  let closed = false;

  function pathOf(key: string): string {
    if (closed) throw storeClosed();
    assertKey(key);
    if (!`/${key}`.includes(`/${reservedPrefix}`)) return join(root, key);
    throw new ModelpinError("invalid_key", `"${key}" cannot name a file: "${reservedPrefix}" is kept for locks.`, {
      hint: `Use a name that does not begin with "${reservedPrefix}".`,
    });
  }

  function remember(key: string, snapshot: Snapshot | null): Entry | null {
    if (snapshot === null) snapshots.delete(key);
    else snapshots.set(key, snapshot);
    return snapshot === null ? null : snapshot.entry;
  }

  return {
    peek(key: string) {
      const snapshot = peekSnapshot(pathOf(key), snapshots.get(key), now());
      return snapshot === undefined ? undefined : remember(key, snapshot);
    },
    async read(key: string) {
      const path = pathOf(key);
      try {
        const snapshot = await readSnapshot(path, snapshots.get(key), now());
        return remember(key, snapshot ?? null) ?? undefined;
      } catch (error) {
        throw systemError("store_unreadable", `read ${path}`, path, error);
      }
    },
    async write(key: string, body: string, expected?: Revision | null, mayCommit = () => true) {
      const path = pathOf(key);
      assertBody(key, body);
      const content = Buffer.from(body);
      return underWay.follow(
        (async () => {
          try {
            // A look before the work: a write that cannot win makes no directory and no temporary file.
            if (typeof expected === "string" && revisionNow(path) !== expected) return undefined;
            await makeDirectory(dirname(path));
            const target = await realTarget(path);
            const agrees = () => (expected === undefined || revisionNow(target) === expected) && mayCommit();
            const won = await commit(target, content, agrees, claims);
            return won ? { body, revision: revisionOfBytes(content) } : undefined;
          } catch (error) {
            throw systemError("store_unwritable", `write ${path}`, path, error);
          }
        })(),
      );
    },
    async delete(key: string, expected?: Revision) {
      const path = pathOf(key);
      return underWay.follow(
        (async () => {
          try {
            if (revisionNow(path) === null) return expected === undefined;
            const target = await realTarget(path);
            return await commit(target, null, () => expected === undefined || revisionNow(target) === expected, claims);
          } catch (error) {
            throw systemError("store_unwritable", `delete ${path}`, path, error);
          }
        })(),
      );
    },
    async *list(prefix: string) {
      if (closed) throw storeClosed();
      assertPrefix(prefix);
      try {
        yield* await listKeys(root, prefix);
      } catch (error) {
        throw systemError("store_unreadable", `list the files under ${root}`, root, error);
      }
    },
    async close() {
      closed = true;
      await underWay.finished();
      snapshots.clear();
    },
  };
}
