import { readFile } from "node:fs/promises";

/** A file of `ops/` as it was shipped. From here the package's root is as far in the sources as in the bundle. */
export function readShipped(name: string): Promise<string> {
  return readFile(new URL(`../../ops/${name}`, import.meta.url), "utf8");
}
