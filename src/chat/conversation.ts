import type { Person } from "../domain/access.js";
import type { Reply } from "../domain/reply.js";
import type { Place } from "./slash.js";

/** A message that is not a command and that the bot should answer. */
export interface IncomingMessage {
  readonly place: Place;
  readonly person: Person;
  /** Without the mention of the bot. */
  readonly text: string;
  /** The writer's language as the platform states it (`de`, `zh-CN`), where it does. */
  readonly locale?: string;
  /** The language of what everybody there reads, where the platform knows one; the writer's when absent. */
  readonly roomLocale?: string;
  /** Whether only the writer reads the answer: a DM, the terminal. */
  readonly seenByCallerAlone: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

/** What becomes of a message, piece by piece. */
export type AnswerEvent =
  /** The next words of the model's answer: plain text, shown as the platform shows any message. */
  | { readonly kind: "text"; readonly delta: string }
  /** Something modelpin itself says in the conversation: an error in one line, a notice. */
  | { readonly kind: "notice"; readonly reply: Reply };

/** Answers a message. Never throws for what a person can be told; ends when the answer is complete. */
export type Converse = (message: IncomingMessage, signal: AbortSignal) => AsyncIterable<AnswerEvent>;
