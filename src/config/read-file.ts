import { readFile, stat } from "node:fs/promises";

/** Reads a file whole, but not what never ends: a pipe that nobody writes into, a device. @throws the system's error. */
export async function readWhole(file: string): Promise<Buffer> {
  const seen = await stat(file);
  // A directory is refused by the system itself.
  if (!seen.isFile() && !seen.isDirectory()) throw new Error("it is not a regular file");
  return readFile(file);
}
