import { chown, lstat, open, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf } from "../../domain/errors.js";
import { makeDirectories } from "../make-directories.js";

const longestLinkChain = 40;

/** Makes what is missing of `directory`, 0700 from birth and durable. What exists keeps its mode: `doctor` judges that. */
export async function makeDirectory(directory: string): Promise<void> {
  for (const path of await makeDirectories(directory)) {
    await giveTo(await stat(dirname(path)), path);
    await syncDirectory(dirname(path));
  }
}

/** Makes the names in a directory durable: a rename is safe only after this. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The file that `path` means in the end, through all symbolic links, also where that file does not exist yet. */
export async function realTarget(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < longestLinkChain; links++) {
    try {
      return await realpath(target);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
    }
    try {
      if (!(await lstat(target)).isSymbolicLink()) continue;
      target = resolve(dirname(target), await readlink(target));
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
      return join(await realpath(dirname(target)), basename(target));
    }
  }
  throw Object.assign(new Error("too many symbolic links"), { code: "ELOOP" });
}

/** What root makes in somebody's directory is theirs: `sudo modelpin …` must not lock the gateway's user out. */
export async function giveTo(owner: { uid: number; gid: number }, path: string): Promise<void> {
  if (process.geteuid?.() !== 0 || owner.uid === 0) return;
  await chown(path, owner.uid, owner.gid);
}
