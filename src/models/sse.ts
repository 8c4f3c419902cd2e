import { jsonOf } from "../domain/json.js";

/**
 * The first error event in (the last part of) an event stream, parsed; nothing when there is none.
 *
 * Anthropic sends `{ type: "error", error }`, OpenAI's responses `{ type: "error", … }` and `{ type: "response.failed",
 * response: { error } }`, chat completions `{ error }`, OpenRouter also `{ choices: [{ error }] }`.
 */
export function findErrorEvent(stream: string): unknown {
  return stream
    .split(/\r?\n\r?\n/)
    .map(dataOf)
    .find(isErrorEvent);
}

function dataOf(event: string): unknown {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  // Nothing of `[DONE]`, of a comment, and of an event whose beginning is no longer kept.
  return jsonOf(lines.map((line) => line.slice("data:".length)).join("\n"));
}

interface MaybeError {
  readonly type?: unknown;
  readonly error?: unknown;
  readonly response?: { readonly error?: unknown };
  readonly choices?: unknown;
}

const holdsError = (value: unknown): boolean => ((value as MaybeError | null)?.error ?? undefined) !== undefined;

function isErrorEvent(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const event = data as MaybeError;
  const choices: readonly unknown[] = Array.isArray(event.choices) ? event.choices : [];
  return event.type === "error" || event.type === "response.failed" || [event, ...choices].some(holdsError);
}
