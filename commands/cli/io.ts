import type { Readable } from "node:stream";
import { homeOf } from "../../src/config/home.js";
import { errnoOf } from "../../src/domain/errors.js";
import { once } from "../../src/domain/once.js";
import { exit } from "./exit.js";
import { type Outlet, openOutlet, type Sink } from "./outlet.js";

/** Everything that a verb sees of the world around the process, as one value, so that a test can hand in another. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  /** For prompts and whatever else goes on; an answer is said through `out`. */
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly out: Outlet;
  readonly err: Outlet;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** ms since the epoch. */
  now(): number;
}

/** The process's own, which can tell whether anything waits to be written. */
export interface ProcessIo extends Io {
  /** All that was said is out: nothing went through a stream, which may hold some of it. */
  isAllOut(): boolean;
}

/**
 * The real one. A reader that went away (`modelpin … | head -1`) is not an error: what is left to say is not said. An
 * answer that could not be written (a full disk) is one; a log that could not be written never ends a gateway.
 */
export function processIo(): ProcessIo {
  const { env } = process;
  let usedStream = false;
  const stdout = once(() => {
    usedStream = true;
    return process.stdout.on("error", unlessReaderLeft);
  });
  const stderr = once(() => {
    usedStream = true;
    return process.stderr.on("error", () => undefined);
  });
  return {
    // Opened at the first look: a verb that needs none of them must not pay for it, or touch it.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return stdout();
    },
    get stderr() {
      return stderr();
    },
    out: openOutlet(1, stdout),
    err: openOutlet(2, stderr),
    env,
    cwd: process.cwd(),
    home: homeOf(env),
    now: Date.now,
    isAllOut: () => !usedStream,
  };
}

function unlessReaderLeft(error: unknown): void {
  if (errnoOf(error) === "EPIPE") return;
  process.once("exit", () => {
    process.exitCode ||= exit.failed;
  });
  process.stderr.write(`Standard output could not be written (${errnoOf(error) ?? "unknown"}).\n`);
}

/** Whether to colour what goes to standard output: on a terminal, unless NO_COLOR (https://no-color.org) says not to. */
export function usesColor({ out, env }: Pick<Io, "out" | "env">): boolean {
  return out.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
}
