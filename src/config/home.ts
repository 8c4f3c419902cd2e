import { homedir, userInfo } from "node:os";
import { isAbsolute } from "node:path";

/** In the order of what is asked. Node takes any `HOME`, an empty one too, and throws for a user who is on no list. */
const sources: readonly ((env: Readonly<Record<string, string | undefined>>) => string | undefined)[] = [
  ({ HOME }) => HOME,
  () => homedir(),
  () => userInfo().homedir,
];

/**
 * The person's home directory, always a whole path: a `HOME` that is empty or relative would make the working directory
 * a place to read the configuration and its programs from. Without any it is `/`, where nobody but root can write.
 */
export function homeOf(env: Readonly<Record<string, string | undefined>>): string {
  for (const source of sources) {
    try {
      const home = source(env);
      if (home !== undefined && isAbsolute(home)) return home;
    } catch {
      // The next one may know.
    }
  }
  return "/";
}
