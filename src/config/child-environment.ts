import type { Variables } from "./environment.js";

/** What every program needs to find its files, its programs and its language; nothing that holds a secret. */
const everyProgram = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_CTYPE",
  "TERM",
  "TMPDIR",
  "TZ",
  "SystemRoot",
  "PREFIX",
];

/**
 * The environment of a program that we start: an allow-list, so that no credential reaches it that was not named.
 *
 * @example spawn("git", ["pull"], { env: childEnvironment(process.env, ["SSH_AUTH_SOCK"]) });
 */
export function childEnvironment(env: Variables, names: readonly string[] = []): Record<string, string> {
  const child: Record<string, string> = {};
  for (const name of [...everyProgram, ...names]) {
    const value = env[name];
    if (value !== undefined) child[name] = value;
  }
  return child;
}
