import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../../../domain/errors.js";
import { reservedPrefix } from "./claim.js";

/** The keys of all files under `root` that begin with `prefix`, ordered by their bytes. */
export async function listKeys(root: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  await walk(root, "", prefix, new Set(), keys);
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function walk(root: string, folder: string, prefix: string, above: Set<string>, keys: string[]): Promise<void> {
  let entries: Dirent[];
  let here: string;
  try {
    here = await realpath(join(root, folder));
    entries = await readdir(here, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw error;
  }
  // A link to a directory above would go on for ever.
  if (above.has(here)) return;
  const inside = new Set(above).add(here);
  for (const entry of entries) {
    const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith(reservedPrefix)) continue;
    if (!key.startsWith(prefix) && !prefix.startsWith(`${key}/`)) continue;
    // A link that leads nowhere holds no document.
    const kind = entry.isSymbolicLink() ? await stat(join(root, key)).catch(() => undefined) : entry;
    if (kind?.isDirectory()) await walk(root, key, prefix, inside, keys);
    else if (kind?.isFile() && key.startsWith(prefix)) keys.push(key);
  }
}
