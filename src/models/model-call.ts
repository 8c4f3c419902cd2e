import type { Resolution } from "../auth/resolution.js";
import type { TokenCount } from "../auth/turn/call-report.js";
import { ModelpinError } from "../domain/errors.js";
import type { ProviderAnswer } from "../domain/failure.js";

/** One message of a conversation: plain text, so that any provider can go on where another one stopped. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** How long a provider may keep us waiting, in ms. Waiting for whoever reads the answer never counts. */
export interface Deadlines {
  /** From the call to the first text (or the end of an empty answer). */
  readonly firstTextMs: number;
  /** Between two signs of life of a stream that has begun to speak. */
  readonly idleMs: number;
  /** From the call to the end of the answer, whatever comes meanwhile; without it there is no such limit. */
  readonly wholeMs?: number;
}

/** Everything one request to a model needs, and nothing it could look up elsewhere. */
export interface ModelRequest extends Pick<Resolution, "model" | "endpoint" | "profileId" | "credential"> {
  readonly messages: readonly ChatMessage[];
  /** Somebody gave up waiting, or the process is ending. */
  readonly signal: AbortSignal;
  readonly deadlines: Deadlines;
  readonly maxOutputTokens?: number;
}

export type ModelEvent =
  /** The next words of the answer; never empty. */
  | { readonly kind: "text"; readonly delta: string }
  /** The answer is complete. Comes once, last; an empty answer is an `end` without text before it. */
  | {
      readonly kind: "end";
      readonly usage: TokenCount;
      /** The rate-limit headers of the response, names in lower case. */
      readonly limits: Readonly<Record<string, string>>;
    };

/**
 * A request to a model that did not end well. `answer` is what came off the wire, as data, for the one function that
 * classifies failures; it is scrubbed: no credential of the request can be in it, nor in the message.
 */
export class ModelCallError extends ModelpinError {
  override readonly name = "ModelCallError";
  readonly answer: ProviderAnswer;
  /** Whether a person may already have read a part of the answer; then nobody else may be asked. */
  readonly textShown: boolean;

  constructor(message: string, answer: ProviderAnswer, textShown: boolean) {
    super("model_call_failed", message);
    this.answer = answer;
    this.textShown = textShown;
  }
}
