import { type FileHandle, open, stat } from "node:fs/promises";
import { setTimeout as timer } from "node:timers/promises";
import { errnoOf, ModelpinError } from "../../../domain/errors.js";

// A page header of 24 bytes, then MDB_meta: see struct MDB_meta and MDB_db in LMDB's mdb.c. Little-endian, 64 bit.
const magicAt = 24;
const pageSizeAt = 48;
const rootsAt = [88, 136];
const transactionAt = 152;
const metaBytes = 160;
const magic = 0xbeefc0de;
const noRoot = 0xffff_ffff_ffff_ffffn;
/** How often and in what steps (ms) to look again at what is not whole: another process may be making it just now. */
const looks = 50;
const lookAgainMs = 20;

/**
 * Refuses a file that LMDB would not survive opening. It maps the file and believes it: on one that is no database, or
 * one that was cut short, the whole process dies of SIGSEGV or SIGBUS, and no error can be shown any more. This looks at
 * the two meta pages and at whether the roots they name lie inside the file; it cannot see damage further down.
 *
 * A missing or empty file is fine: LMDB makes a database of it.
 * @throws {ModelpinError} `store_unreadable`
 */
export async function assertDatabase(path: string): Promise<void> {
  for (let look = 1; !(await isWhole(path)); look++) {
    if (look === looks) throw damaged(path);
    await timer(lookAgainMs);
  }
}

/** To open a pipe would take for ever. @throws {ModelpinError} `store_unreadable`. @throws the system's error. */
export async function assertFile(path: string): Promise<void> {
  if ((await stat(path)).isFile()) return;
  throw new ModelpinError("store_unreadable", `${path} is not a regular file.`, {
    hint: `Look at it with: file ${path}`,
  });
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    await assertFile(path);
    return await open(path, "r");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function isWhole(path: string): Promise<boolean> {
  const file = await openFile(path);
  if (file === undefined) return true;
  try {
    const { size } = await file.stat();
    if (size === 0) return true;
    const first = Buffer.alloc(metaBytes);
    await file.read(first, 0, metaBytes, 0);
    const pageSize = first.readUInt32LE(pageSizeAt);
    if (first.readUInt32LE(magicAt) !== magic || size < 2 * pageSize) return false;
    const second = Buffer.alloc(metaBytes);
    await file.read(second, 0, metaBytes, pageSize);
    const isSecondNewer =
      second.readUInt32LE(magicAt) === magic &&
      second.readBigUInt64LE(transactionAt) > first.readBigUInt64LE(transactionAt);
    const meta = isSecondNewer ? second : first;
    for (const at of rootsAt) {
      const root = meta.readBigUInt64LE(at);
      if (root !== noRoot && (root + 1n) * BigInt(pageSize) > BigInt(size)) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}

function damaged(path: string): ModelpinError {
  return new ModelpinError("store_unreadable", `${path} is not a whole LMDB database.`, {
    hint: `Restore it from a backup, or set it aside and start with an empty one: mv ${path} ${path}.damaged`,
  });
}
