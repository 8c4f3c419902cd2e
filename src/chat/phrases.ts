import type { Language } from "../domain/language.js";
import type { Line } from "../domain/reply.js";
import { phrasesByLanguage } from "./phrases/all.js";

/** What the chat door itself says, whatever the command. */
export interface Phrases {
  /** To somebody who is not on any list. */
  readonly notListed: string;
  knownAs(principal: string): Line;
  howToAdd(command: string): Line;
  unexpected(id: string): Line;
  /** The one answer to a press that does nothing: too old, altered, elsewhere, gone, or not for who pressed. */
  readonly deadButton: Line;
  readonly nothingToShow: string;
  linesLeftOut(count: number): string;
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

export function phrasesIn(language: Language = "en"): Phrases {
  return phrasesByLanguage[language];
}
