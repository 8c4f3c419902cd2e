import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { shellWord } from "../../domain/shell-word.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";
import { probeName } from "./state-directory.js";

/** Names of locks and of what is being written; see the file store. */
const reservedPrefix = ".~";
/** A write takes milliseconds; after an hour whoever began it is dead. */
const leftAfterMs = 3_600_000;

/** Processes that were killed while they wrote leave a file behind, which may hold credentials. */
export const leftovers: Check = {
  name: "leftovers",
  async look({ location: { stateDir }, profileFiles, now }) {
    const directories = [...new Set([stateDir, ...profileFiles.map(({ directory }) => directory)])];
    const found = await Promise.all(directories.map((directory) => leftIn(directory, now)));
    return found.flat().map(
      (path): Finding => ({
        level: "warning",
        what: `${path} was left by a process that ended while it wrote.`,
        why: "It may hold credentials, and nobody needs it: what it was to become was never written.",
        mend: `rm -r ${shellWord(path)}`,
        fix: {
          async run() {
            await rm(path, { recursive: true, force: true });
            return `Removed ${path}.`;
          },
        },
      }),
    );
  },
};

async function leftIn(directory: string, now: number): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const paths = names
    .filter((name) => name.startsWith(reservedPrefix) && name !== probeName)
    .map((name) => join(directory, name));
  const ages = await Promise.all(
    paths.map(async (path) => now - ((await lstat(path).catch(() => undefined))?.mtimeMs ?? now)),
  );
  return paths.filter((_, index) => (ages[index] ?? 0) > leftAfterMs);
}
