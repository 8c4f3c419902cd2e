import { randomUUID } from "node:crypto";
import { isAbsolute } from "node:path";
import { ModelpinError } from "../domain/errors.js";
import { childEnvironment } from "./child-environment.js";
import type { Variables } from "./environment.js";
import { runProgram } from "./run-program.js";

const mostBytes = 2 * 1024 * 1024;

export interface LoginShellOptions {
  readonly env: Variables;
  /** The only variables that are taken over. */
  readonly names: readonly string[];
  readonly timeoutMs: number;
}

/**
 * Asks the person's login shell (`$SHELL -l`, else `/bin/sh -l`) for variables that its start-up files export. What
 * those files print is stepped over: the answer begins behind a mark that they cannot know.
 *
 * @throws {ModelpinError} `login_shell_failed`: it is missing, failed, was too slow, or printed more than 2 MiB.
 */
export async function readLoginShell({ env, names, timeoutMs }: LoginShellOptions): Promise<Variables> {
  const shell = env.SHELL && isAbsolute(env.SHELL) ? env.SHELL : "/bin/sh";
  const mark = `modelpin-${randomUUID()}`;
  const answer = await runProgram({
    command: shell,
    args: ["-l", "-c", `printf '%s' ${mark}; exec env -0`],
    env: childEnvironment(env),
    timeoutMs,
    maxBytes: mostBytes,
  });
  if ("why" in answer) throw failed(shell, answer.why);
  const { output } = answer;
  const start = output.lastIndexOf(mark);
  if (start < 0) throw failed(shell, "printed no environment");
  return parseNulSeparated(output.slice(start + mark.length), new Set(names));
}

/** `NAME=value` pairs, each ended by a NUL, since values may hold line breaks; only the names wanted are kept. */
export function parseNulSeparated(text: string, wanted: ReadonlySet<string>): Variables {
  const found: Record<string, string> = {};
  for (const entry of text.split("\0")) {
    const name = entry.slice(0, entry.indexOf("="));
    if (wanted.has(name)) found[name] = entry.slice(name.length + 1);
  }
  return found;
}

function failed(shell: string, why: string): ModelpinError {
  return new ModelpinError("login_shell_failed", `The login shell ${shell} ${why}; its variables are left out.`, {
    hint: "Mend its start-up files, or set env.shellEnv.enabled to false.",
  });
}
