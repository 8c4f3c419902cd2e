import { getSystemErrorName } from "node:util";
import { errnoOf, ModelpinError, messageOf } from "../domain/errors.js";

interface Reason {
  readonly why: string;
  /** What to do about it; without it a look at who may do what. */
  readonly mend?: (path: string) => string;
}

const makeRoom = (): string => "Free some space and try again; the old file is untouched.";
const raiseLimit = (): string => "Raise the limit (ulimit -n) or end what holds them; what is stored is untouched.";

const reasons: Readonly<Record<string, Reason>> = {
  EACCES: { why: "permission denied" },
  EPERM: { why: "not permitted" },
  EISDIR: { why: "it is a directory" },
  ENOENT: { why: "a directory of its path is not there and cannot be made" },
  ENOTDIR: { why: "a part of its path is not a directory" },
  ELOOP: { why: "its symbolic links go in a circle" },
  ENAMETOOLONG: { why: "its name is too long" },
  ENOSPC: { why: "no space left on the device", mend: makeRoom },
  EDQUOT: { why: "the disk quota is used up", mend: makeRoom },
  EROFS: {
    why: "the file system is read-only",
    mend: (path) =>
      `See how it is mounted with: findmnt --target ${path}; another place is named by MODELPIN_STATE_DIR.`,
  },
  EMFILE: { why: "this process has too many files open", mend: raiseLimit },
  ENFILE: { why: "the system has too many files open", mend: raiseLimit },
  EIO: { why: "the disk reports an error", mend: () => "See what it says with: dmesg | tail; and make a copy soon." },
};

/** What the system calls an error: Node.js gives the name, LMDB the number. */
function nameOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  // LMDB's own are negative.
  return typeof code === "number" && code > 0 && code < 4096 ? getSystemErrorName(-code) : errnoOf(error);
}

/** What to do about an error of the system, by its name. */
export function mendingOf(errno: string | undefined, path: string): string {
  const { mend } = (errno === undefined ? undefined : reasons[errno]) ?? {};
  return mend?.(path) ?? `Look at it with: ls -ld ${path}`;
}

/**
 * An error of the system as one that a person can act on. What is one already passes through.
 * @param doing for example `write /home/me/.modelpin/config.json`.
 */
export function systemError(
  code: "store_unreadable" | "store_unwritable",
  doing: string,
  path: string,
  error: unknown,
): ModelpinError {
  if (error instanceof ModelpinError) return error;
  const errno = nameOf(error);
  const why = (errno !== undefined && reasons[errno]?.why) || messageOf(error);
  const name = errno === undefined ? "" : ` (${errno})`;
  return new ModelpinError(code, `Could not ${doing}: ${why}${name}.`, { hint: mendingOf(errno, path), cause: error });
}
