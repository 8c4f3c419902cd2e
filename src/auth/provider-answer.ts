import { errnoOf } from "../domain/errors.js";
import type { ProviderAnswer } from "../domain/failure.js";

type Loose = Readonly<Record<string, unknown>>;

function headersOf(value: unknown): Record<string, string> {
  const entries = value instanceof Headers ? [...value] : Object.entries((value ?? {}) as Loose);
  return Object.fromEntries(
    entries.filter(([, text]) => typeof text === "string").map(([name, text]) => [name.toLowerCase(), String(text)]),
  );
}

function bodyOf({ responseBody, body, data, error }: Loose): unknown {
  if (typeof responseBody !== "string") return body ?? data ?? error;
  try {
    return JSON.parse(responseBody);
  } catch {
    return responseBody;
  }
}

/**
 * What a provider answered, read off whatever a host's own call threw: our own call error, the AI SDK's, the official
 * SDKs' (`status`, `headers`, `error`), a plain network error.
 */
export function toProviderAnswer(error: unknown): ProviderAnswer {
  if (typeof error !== "object" || error === null) return {};
  const thrown = error as Loose;
  if (typeof thrown.answer === "object" && thrown.answer !== null) return thrown.answer as ProviderAnswer;
  if (thrown.name === "AbortError") return { stopped: "abort" };
  if (thrown.name === "TimeoutError") return { stopped: "deadline" };
  const status = thrown.statusCode ?? thrown.status;
  if (typeof status === "number") {
    return { status, headers: headersOf(thrown.responseHeaders ?? thrown.headers), body: bodyOf(thrown) };
  }
  const errno = errnoOf(thrown.cause) ?? errnoOf(error);
  return errno === undefined ? { body: thrown.message } : { errno };
}

/** Whether text of the answer may already have been read; then nobody else may be asked. */
export function textWasShown(error: unknown): boolean {
  return (error as { textShown?: unknown } | undefined)?.textShown === true;
}
