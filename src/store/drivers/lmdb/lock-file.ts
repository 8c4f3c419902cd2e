import { constants } from "node:fs";
import { access, lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../../../domain/errors.js";
import { assertFile } from "./header.js";

/**
 * Refuses a lock file that LMDB would not survive: where it may open the data and not this one, because another user
 * made it for example, the whole process dies of SIGSEGV. It is only looked at, since a process that closes it gives up
 * all its locks on it.
 *
 * @throws {ModelpinError} `store_unreadable`. @throws the system's error.
 */
export async function assertLockFile(path: string): Promise<void> {
  try {
    if (await isThere(path)) {
      await assertFile(path);
      await access(path, constants.R_OK | constants.W_OK);
    } else await access(dirname(path), constants.W_OK);
  } catch (error) {
    // LMDB says so itself, and can do without one where nobody can write.
    if (errnoOf(error) !== "EROFS") throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}
