import { ModelpinError } from "../../src/domain/errors.js";

/** What a verb ends with. `models status --check` gives 1, 2 and 3 meanings of their own. */
export const exit = {
  ok: 0,
  failed: 1,
  /** `--check`: something in use expires soon. */
  expiring: 2,
  /** `--check`: it could not be judged. */
  unjudged: 3,
  /** EX_USAGE of sysexits.h: the command line itself is wrong; nothing was done. */
  usage: 64,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** The command line is wrong, whatever stands in the files. */
export class UsageError extends ModelpinError {
  override readonly name = "UsageError";
}

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof UsageError ? exit.usage : exit.failed;
}
