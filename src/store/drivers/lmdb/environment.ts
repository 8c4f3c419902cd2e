import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import type { RootDatabase } from "lmdb";
import type { ModelpinError } from "../../../domain/errors.js";
import { systemError } from "../../system-errors.js";
import { giveTo, makeDirectory } from "../directories.js";
import { assertDatabase } from "./header.js";
import { assertLockFile } from "./lock-file.js";

export type Database = RootDatabase<string, string>;

/** An LMDB environment that is open. */
export interface Environment {
  readonly db: Database;
  /** Of the file that is open: another one under its name is another database. */
  readonly inode: number;
  /** It is on a file system that takes no writes. */
  readonly isReadOnly: boolean;
}

/** What went wrong with the database in a directory. */
export function databaseError(
  code: "store_unreadable" | "store_unwritable",
  act: "open" | "read" | "write",
  directory: string,
  error: unknown,
): ModelpinError {
  return systemError(code, `${act} the database in ${directory}`, directory, error);
}

/**
 * Opens the environment in a directory and makes what is missing: the directory 0700, its files 0600. Where the file
 * system takes no writes an existing one is opened to be read, so that looking still works.
 *
 * @throws {ModelpinError} `store_unreadable`
 */
export async function openEnvironment(directory: string): Promise<Environment> {
  const dataFile = join(directory, "data.mdb");
  try {
    const { open } = await import("lmdb");
    await makeDirectory(directory);
    await assertDatabase(dataFile);
    await assertLockFile(join(directory, "lock.mdb"));
    const openAs = (isReadOnly: boolean): Database =>
      open<string, string>({
        path: directory,
        noSubdir: false,
        encoding: "string",
        useVersions: true,
        // Sync inside the commit: a write then resolves when it is durable, and a failed sync rejects it.
        overlappingSync: false,
        // Batches make promises of their own that nobody holds: when a commit fails (a full disk) they end the process.
        eventTurnBatching: false,
        readOnly: isReadOnly,
        // Not in lmdb's types; without it the files are born 0664.
        ...{ permissionsMode: 0o600 },
      });
    const { db, isReadOnly } = openWritable(openAs);
    if (!isReadOnly) {
      for (const name of ["data.mdb", "lock.mdb"]) await giveTo(await stat(directory), join(directory, name));
    }
    return { db, inode: statSync(dataFile).ino, isReadOnly };
  } catch (error) {
    throw databaseError("store_unreadable", "open", directory, error);
  }
}

function openWritable(openAs: (isReadOnly: boolean) => Database): Pick<Environment, "db" | "isReadOnly"> {
  try {
    return { db: openAs(false), isReadOnly: false };
  } catch (error) {
    // Its lock file is what cannot be written; to read, none is needed where nobody can write.
    if ((error as { readonly code?: unknown }).code !== constants.errno.EROFS) throw error;
    return { db: openAs(true), isReadOnly: true };
  }
}
