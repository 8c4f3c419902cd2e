import { errnoOf, ModelpinError, messageOf } from "../../../domain/errors.js";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EISDIR: "it is a directory",
  ENOENT: "a directory of its path is not there and cannot be made",
  ENOTDIR: "a part of its path is not a directory",
  ELOOP: "its symbolic links go in a circle",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "its name is too long",
};

/** A file-system error as one that a person can act on. What is one already passes through. */
export function fileError(act: "read" | "write" | "delete" | "list", path: string, error: unknown): ModelpinError {
  if (error instanceof ModelpinError) return error;
  const errno = errnoOf(error);
  const why = (errno !== undefined && reasons[errno]) || messageOf(error);
  const code = act === "read" || act === "list" ? "store_unreadable" : "store_unwritable";
  const verb = act === "list" ? "list the files under" : act;
  return new ModelpinError(code, `Could not ${verb} ${path}: ${why}${errno === undefined ? "" : ` (${errno})`}.`, {
    hint:
      errno === "ENOSPC" || errno === "EDQUOT"
        ? "Free some space and try again; the old file is untouched."
        : `Look at it with: ls -ld ${path}`,
    cause: error,
  });
}
