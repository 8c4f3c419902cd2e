import { errnoWithin } from "../../domain/errors.js";
import type { ProviderAnswer } from "../../domain/failure.js";
import { fieldsOf, type Json, jsonOf } from "../../domain/json.js";

/** Names in lower case; of a `Headers`, a plain object, or nothing. */
export function headersOf(value: unknown): Record<string, string> {
  const entries = value instanceof Headers ? [...value] : Object.entries(fieldsOf(value));
  return Object.fromEntries(
    entries.filter(([, text]) => typeof text === "string").map(([name, text]) => [name.toLowerCase(), String(text)]),
  );
}

function bodyOf({ responseBody, body, data, error }: Json): unknown {
  if (typeof responseBody !== "string") return body ?? data ?? error;
  return jsonOf(responseBody) ?? responseBody;
}

/**
 * What a provider answered, read off whatever a host's own call threw: our own call error, the AI SDK's, the official
 * SDKs' (`status`, `headers`, `error`), an HTTP client's that keeps the `response` (axios, got, ky), a network error.
 */
export function toProviderAnswer(error: unknown): ProviderAnswer {
  if (typeof error !== "object" || error === null) return {};
  const thrown = error as Json;
  if (typeof thrown.answer === "object" && thrown.answer !== null) return thrown.answer as ProviderAnswer;
  if (thrown.name === "AbortError") return { stopped: "abort" };
  if (thrown.name === "TimeoutError") return { stopped: "deadline" };
  // The AI SDK's, after retries of its own.
  if (typeof thrown.lastError === "object" && thrown.lastError !== null) return toProviderAnswer(thrown.lastError);
  const response = fieldsOf(thrown.response);
  const status = thrown.statusCode ?? thrown.status ?? response.statusCode ?? response.status;
  const errno = errnoWithin(error);
  if (typeof status !== "number") return errno === undefined ? { body: thrown.message } : { errno };
  return {
    status,
    headers: headersOf(thrown.responseHeaders ?? thrown.headers ?? response.headers),
    body: bodyOf(thrown) ?? bodyOf(response),
    // A connection may still break inside an answer that began well.
    ...(status < 300 && errno !== undefined ? { errno } : {}),
  };
}

/** Whether text of the answer may already have been read; then nobody else may be asked. */
export function textWasShown(error: unknown): boolean {
  return (error as { textShown?: unknown } | undefined)?.textShown === true;
}
