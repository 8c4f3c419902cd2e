import { fieldsOf } from "./json.js";

/**
 * An error a person can act on: what happened, why, and the next thing to type.
 *
 * Every error that modelpin throws on purpose is one of these. Machines switch on `code`; people read `message` and,
 * on the next line, `hint`. Neither may ever contain a secret, not even a part of one.
 *
 * @example
 * throw new ModelpinError("config_unknown_key", 'config.json: unknown key "agnets"', {
 *   hint: 'Did you mean "agents"?',
 * });
 */
export class ModelpinError extends Error {
  override readonly name: string = "ModelpinError";
  /** Stable, snake_case; the only part of an error that code may depend on. */
  readonly code: string;
  /** The next thing to type or to do, as a full sentence or a command. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** Whether `error` is a {@link ModelpinError}, optionally with the given code. */
export function isModelpinError(error: unknown, code?: string): error is ModelpinError {
  return error instanceof ModelpinError && (code === undefined || error.code === code);
}

/** The message of anything that was thrown, for places that must say something about everything. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node's error code (`ENOENT`, `EACCES`, …) where the thrown value carries one. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** The code of a connection that failed, however often `fetch` and SDKs have wrapped it; the innermost knows best. */
export function errnoWithin(error: unknown, depth = 0): string | undefined {
  const { cause, errors } = fieldsOf(error);
  const inner = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  return (inner === undefined || depth === 8 ? undefined : errnoWithin(inner, depth + 1)) ?? errnoOf(error);
}
