import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../../domain/errors.js";
import { shellWord } from "../../domain/shell-word.js";
import { mendingOf } from "../../store/system-errors.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";

/** File systems of other machines, by the magic number of statfs(2); FUSE may be one (sshfs) and may not. */
const networkFileSystems: Readonly<Record<number, string>> = {
  26985: "NFS",
  20859: "SMB",
  4283649346: "CIFS",
  4266872130: "SMB2",
  1397113167: "AFS",
  12805120: "Ceph",
  16914839: "9P",
};
const fuse = 0x65735546;
/** A database and a few files are small; what is short of this is full in practice. */
const fewestFreeBytes = 50 * 1024 * 1024;

/** The state directory is there, is this user's, takes writes that survive a power cut, and is on this machine. */
export const stateDirectory: Check = {
  name: "state directory",
  async look({ location: { stateDir }, uid }) {
    const found = await stat(stateDir).catch((error: unknown) => errnoOf(error) ?? "unknown");
    if (found === "ENOENT") return { skipped: `${stateDir} is made when something is first stored` };
    if (typeof found === "string") return [unusable(stateDir, `cannot be looked at (${found})`, found)];
    if (!found.isDirectory()) return [unusable(stateDir, "is not a directory")];
    const findings: Finding[] = [];
    if (uid !== undefined && uid !== 0 && found.uid !== uid) {
      findings.push({
        level: "error",
        what: `${stateDir} belongs to user ${found.uid}, and this is user ${uid}.`,
        why: "What one of them stores the other cannot change; the gateway and the command line must be one user.",
        mend: `sudo chown -R ${uid} ${shellWord(stateDir)}`,
      });
    }
    const refused = await probe(stateDir);
    if (refused !== undefined) findings.push(unusable(stateDir, `takes no lasting writes (${refused})`, refused));
    return [...findings, ...(await fileSystemFindings(stateDir))];
  },
};

/** What is written to see whether it can be. One that was killed with its doctor goes with the next one's. */
export const probeName = ".~doctor";

/** Writes a byte the way documents are written, and takes it away again; why it could not, or nothing. */
async function probe(directory: string): Promise<string | undefined> {
  const path = join(directory, probeName);
  try {
    await rm(path, { force: true });
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile("?");
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    const errno = errnoOf(error) ?? "unknown";
    // Another doctor is just doing the same.
    return errno === "EEXIST" ? undefined : errno;
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function fileSystemFindings(directory: string): Promise<Finding[]> {
  const { type, bavail, bsize } = await statfs(directory);
  const findings: Finding[] = [];
  const name = networkFileSystems[type];
  if (name !== undefined || type === fuse) {
    findings.push({
      level: name === undefined ? "note" : "error",
      what: `${directory} is on ${name ?? "a FUSE file system, which may be another machine's"}.`,
      why: "The database of pins and usage needs locks that only a file system of this machine can give.",
      mend: "MODELPIN_STATE_DIR=<a directory of this machine>",
    });
  }
  if (bavail * bsize < fewestFreeBytes) {
    findings.push({
      level: "warning",
      what: `Only ${Math.round((bavail * bsize) / 1024 / 1024)} MB are free where ${directory} is.`,
      why: "When nothing is free, choices and logins can no longer be stored. What is stored stays.",
      mend: `df -h ${shellWord(directory)}`,
    });
  }
  return findings;
}

function unusable(directory: string, how: string, errno?: string): Finding {
  return {
    level: "error",
    what: `${directory} ${how}.`,
    why: "Pins, profiles and usage live there; nothing can be stored.",
    mend: mendingOf(errno, directory),
  };
}
