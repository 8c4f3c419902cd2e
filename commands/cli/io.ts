import { homedir } from "node:os";
import type { Readable, Writable } from "node:stream";
import { errnoOf } from "../../src/domain/errors.js";
import { exit } from "./exit.js";

/** Everything that a verb sees of the world around the process, as one value, so that a test can hand in another. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** ms since the epoch. */
  now(): number;
}

/**
 * The real one. A reader that went away (`modelpin … | head -1`) is not an error: what is left to say is not said. An
 * answer that could not be written (a full disk) is one; a log that could not be written never ends a gateway.
 */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  stderr.on("error", () => undefined);
  stdout.on("error", (error) => {
    if (errnoOf(error) === "EPIPE") return;
    process.once("exit", () => {
      process.exitCode ||= exit.failed;
    });
    stderr.write(`Standard output could not be written (${errnoOf(error) ?? "unknown"}).\n`);
  });
  return {
    // Opened at the first look: a verb that reads nothing must not touch it.
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    home: env.HOME || homedir(),
    now: Date.now,
  };
}

/** Whether to colour what goes to standard output: on a terminal, unless NO_COLOR (https://no-color.org) says not to. */
export function usesColor({ stdout, env }: Pick<Io, "stdout" | "env">): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}
