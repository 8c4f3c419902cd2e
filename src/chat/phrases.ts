import type { Plural } from "../domain/language.js";
import type { Line } from "../domain/reply.js";

/** What the chat door itself says, whatever the command. */
export interface Phrases {
  /** To somebody who is not on any list. */
  readonly notListed: string;
  knownAs(principal: string): Line;
  howToAdd(command: string): Line;
  unexpected(id: string): Line;
  /** An error of the machine that only an operator can mend. */
  forOperator(code: string): Line;
  /** It passes by itself. */
  readonly busy: string;
  readonly choiceUnreadable: string;
  /** The one answer to a press that does nothing: too old, altered, elsewhere, gone, or not for who pressed. */
  readonly deadButton: Line;
  readonly nothingToShow: string;
  /** `{count}` of them. */
  readonly linesLeftOut: Plural;
  readonly impossibleDate: string;
  readonly now: string;
  readonly justNow: string;
  /** In front of the commands, to somebody who typed one that does not exist. */
  readonly writeOrCommand: string;
  readonly emptyAnswer: string;
  /** At the start of a conversation in a terminal. */
  readonly howToTalk: string;
  /** To somebody who stopped an answer. */
  readonly stopped: string;
  /** To somebody who typed a command that does not exist, with those that do. */
  noSuchCommand(name: string, known: string): string;
}

/**
 * What a person in a chat can do about an error of the machine, by its code. Any other code is told by
 * {@link Phrases.forOperator}; docs/errors.md says of each what an operator does.
 */
export const phraseOfCode: ReadonlyMap<string, "busy" | "choiceUnreadable"> = new Map([
  ["store_busy", "busy"],
  ["store_contention", "busy"],
  ["store_closed", "busy"],
  ["pin_unreadable", "choiceUnreadable"],
]);
