import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errnoOf } from "../domain/errors.js";

/**
 * Makes what is missing of a directory, 0700 from birth, and says what it made, the outermost first. One that cannot be
 * made, like `/proc/nope`, is an error at once: with `recursive`, `mkdir` of Node.js tries that for ever.
 *
 * @throws the system's error.
 */
export async function makeDirectories(directory: string): Promise<string[]> {
  const path = resolve(directory);
  try {
    return await makeOne(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" || path === dirname(path)) throw error;
  }
  const parents = await makeDirectories(dirname(path));
  return [...parents, ...(await makeOne(path))];
}

async function makeOne(path: string): Promise<string[]> {
  try {
    await mkdir(path, { mode: 0o700 });
    return [path];
  } catch (error) {
    // It is there, or somebody else has made it meanwhile.
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return [];
    throw error;
  }
}
