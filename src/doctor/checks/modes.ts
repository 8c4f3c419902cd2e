import { chmod, lstat, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { errnoOf } from "../../domain/errors.js";
import { shellWord } from "../../domain/shell-word.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";
import type { Grounds } from "../grounds.js";

interface Place {
  readonly path: string;
  readonly isDirectory: boolean;
  /** The permission bits. */
  readonly mode: number;
  readonly uid: number;
}

const othersMayWrite = 0o022;
const othersMayAnything = 0o077;

/** Only this user can read what holds credentials, and nobody else can change what decides who may do what. */
export const modes: Check = {
  name: "modes",
  async look(grounds) {
    const places = await placesOf(grounds);
    if (places.length === 0) return { skipped: "nothing is stored yet" };
    return places.flatMap((place) => [...modeFinding(place, grounds), ...ownerFinding(place, grounds)]);
  },
};

function modeFinding(place: Place, { location, uid }: Grounds): Finding[] {
  const { path, mode, isDirectory } = place;
  // Nothing secret stands in a configuration, and people write it with their editor's mode: reading it is no harm.
  const excess = mode & (path === location.configFile ? othersMayWrite : othersMayAnything);
  if (excess === 0) return [];
  const wanted = isDirectory ? "700" : "600";
  const mayWrite = (mode & othersMayWrite) !== 0;
  return [
    {
      level: isDirectory && !mayWrite ? "warning" : "error",
      what: `${path} is open to other users of this machine (mode ${mode.toString(8).padStart(4, "0")}).`,
      why: mayWrite
        ? "They could put their own choices or credentials there."
        : "They could read what is stored in it.",
      mend: `chmod ${wanted} ${shellWord(path)}`,
      ...(uid === undefined || uid === 0 || uid === place.uid
        ? {
            fix: {
              async run() {
                await chmod(path, Number.parseInt(wanted, 8));
                return `Closed ${path} to others (mode ${wanted}).`;
              },
            },
          }
        : {}),
    },
  ];
}

function ownerFinding({ path, uid: owner }: Place, { uid, location }: Grounds): Finding[] {
  if (uid === undefined || uid === 0 || owner === uid || path === location.stateDir) return [];
  return [
    {
      level: "error",
      what: `${path} belongs to user ${owner}, and this is user ${uid}.`,
      why: "It cannot be written, perhaps not even read; a verb that was run with sudo leaves such files.",
      mend: `sudo chown ${uid} ${shellWord(path)}`,
    },
  ];
}

/** The state directory with all that is in it, the agents' directories elsewhere, and the configuration. */
async function placesOf({ location, profileFiles }: Grounds): Promise<Place[]> {
  const found = new Map<string, Place>();
  await walk(location.stateDir, found);
  for (const { directory } of profileFiles) await walk(directory, found);
  const config = await placeAt(location.configFile);
  if (config) found.set(location.configFile, config);
  return [...found.values()];
}

async function walk(path: string, found: Map<string, Place>): Promise<void> {
  if (found.has(path) || basename(path).startsWith(".~")) return;
  const place = await placeAt(path);
  if (!place) return;
  found.set(path, place);
  if (!place.isDirectory || (await lstat(path)).isSymbolicLink()) return;
  const names = await readdir(path).catch(() => []);
  for (const name of names) await walk(join(path, name), found);
}

/** Through symbolic links; nothing for what is gone, is no file (a socket) or cannot be looked at. */
async function placeAt(path: string): Promise<Place | undefined> {
  try {
    const { mode, uid, isDirectory, isFile } = await stat(path).then((stats) => ({
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      isDirectory: stats.isDirectory(),
      isFile: stats.isFile(),
    }));
    return isDirectory || isFile ? { path, isDirectory, mode, uid } : undefined;
  } catch (error) {
    if (["ENOENT", "EACCES", "ENOTDIR", "ELOOP"].includes(errnoOf(error) ?? "")) return undefined;
    throw error;
  }
}
