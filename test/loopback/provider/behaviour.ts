import type { Script } from "./script.js";

export interface AnswerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly usage?: { readonly input: number; readonly cached: number; readonly output: number };
}

/** What the provider does with one well-formed request. */
export type Behaviour =
  /** Streams the pieces as they are and ends properly; no pieces is an empty answer. */
  | ({ readonly kind: "answer"; readonly pieces: readonly string[] } & AnswerOptions)
  /** Streams what the test hands out, when it does. */
  | ({ readonly kind: "script"; readonly script: Script } & AnswerOptions)
  /** Answers with a status and a body: JSON unless it is a string. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Streams the pieces, then the error as the api kind's own error event. */
  | { readonly kind: "error-event"; readonly pieces: readonly string[]; readonly error: StreamError }
  /** Streams the pieces, then ends without the closing event, or tears the connection. */
  | { readonly kind: "cut"; readonly pieces: readonly string[]; readonly how: "end" | "reset" }
  /** Takes the request and never answers. */
  | { readonly kind: "silence" }
  /** Tears the connection before any answer. */
  | { readonly kind: "reset" };

export interface StreamError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
}

export const answer = (pieces: string | readonly string[], options: AnswerOptions = {}): Behaviour => ({
  kind: "answer",
  pieces: typeof pieces === "string" ? [pieces] : pieces,
  ...options,
});

export const refuse = (status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): Behaviour => ({
  kind: "refuse",
  status,
  body,
  headers,
});
