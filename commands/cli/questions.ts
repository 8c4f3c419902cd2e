import { isModelpinError, ModelpinError } from "../../src/domain/errors.js";

/** What a question ends with when somebody leaves it: a person who leaves has changed nothing. */
export function cancelled(): ModelpinError {
  return new ModelpinError("cancelled", "Cancelled; nothing was stored.", { hint: "Run it again when you are ready." });
}

/** The answer to one of clack's questions, which give a symbol when somebody leaves. @throws {ModelpinError} `cancelled` */
export function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === "symbol") throw cancelled();
  return answer as Exclude<T, symbol>;
}

/** A refusal as a prompt shows it beneath the line, so that it can be answered again; nothing when it is taken. */
export function refusalOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isModelpinError(error)) return [error.message, error.hint].filter(Boolean).join(" ");
    throw error;
  }
}
