import { readdir, stat } from "node:fs/promises";
import { readWhole } from "../../config/read-file.js";
import { errnoOf, ModelpinError } from "../../domain/errors.js";
import { shellWord } from "../../domain/shell-word.js";

/** A file's text; nothing when there is no such file. @throws {ModelpinError} `import_unreadable` */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return (await readWhole(file)).toString();
  } catch (error) {
    return absentOr(file, error);
  }
}

/** The names of the directories in a directory; none when it is not there. @throws {ModelpinError} `import_unreadable` */
export async function directoriesIn(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    return absentOr(directory, error) ?? [];
  }
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function absentOr(path: string, error: unknown): undefined {
  const errno = errnoOf(error) ?? "unknown";
  if (errno === "ENOENT" || errno === "ENOTDIR") return undefined;
  throw new ModelpinError("import_unreadable", `${path} cannot be read (${errno}).`, {
    hint: `Look at it with: ls -l ${shellWord(path)}`,
    cause: error,
  });
}
