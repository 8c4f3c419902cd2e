/** What went wrong with a model request, by what should follow from it. */
export const failureClasses = [
  "rate_limit",
  "overloaded",
  "timeout",
  "server_error",
  "billing",
  "auth",
  "auth_permanent",
  "model_not_found",
  "request",
  "context_overflow",
  "aborted",
  "unknown",
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** What a person can do about it; views turn the code into words and commands. */
export type FailureAdvice = "use_api_key" | "top_up" | "login_again" | "choose_model" | "shorten";

/** How a provider failed us, as it came off the wire; the input of `classifyFailure`. */
export interface ProviderAnswer {
  /** HTTP status; absent when no answer came. A stream that fails after a 200 keeps its 200. */
  readonly status?: number;
  /** Response headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it came, or the error event of a stream: a parsed JSON value or text. */
  readonly body?: unknown;
  /** Node's or undici's code when the connection failed: `ECONNRESET`, `UND_ERR_HEADERS_TIMEOUT`, … */
  readonly errno?: string;
  /** Whether we ourselves gave up: `abort` by a person or a shutdown, `deadline` by our own time limit. */
  readonly stopped?: "abort" | "deadline";
}

/** What a failure is told as: its class, or something closer where we know it. */
export type FailureKind =
  | FailureClass
  | "deadline"
  | "no_usable_answer"
  | "no_request"
  | "login_over"
  | "login_not_renewed"
  | "login_renewing"
  | "credential_replaced"
  | "profile_gone";

/** What the sentence about a failure is made of. Holds nothing of the body. */
export interface FailureStory {
  readonly kind: FailureKind;
  readonly provider: string;
  /** Status and codes of our own table: `HTTP 429, rate_limit_error`; empty when there are none. */
  readonly evidence: string;
}
