import { randomBytes } from "node:crypto";
import type { Level, Person } from "../domain/access.js";
import { isModelpinError } from "../domain/errors.js";
import type { Language } from "../domain/language.js";
import { Refusal } from "../domain/refusal.js";
import { refusalIn } from "../domain/refusals/all.js";
import { type Line, type Reply, text } from "../domain/reply.js";
import { Setback } from "../domain/setback.js";
import { setbackIn } from "../domain/setbacks/all.js";
import { phrasesIn } from "./phrases/all.js";
import { phraseOfCode } from "./phrases.js";
import type { PlatformLog } from "./platform.js";

/** A few lines for the person who asked. */
export const caller = (language: Language, ...lines: (string | Line)[]): Reply => ({
  audience: "caller",
  language,
  blocks: [text(...lines)],
});

/** To somebody who is not in and was told what to add a short while ago. */
export function shortRefusal(language: Language): Reply {
  return caller(language, phrasesIn(language).notListed);
}

/** The one answer to a press that does nothing. */
export function deadButton(language: Language): Reply {
  return caller(language, phrasesIn(language).deadButton);
}

/** To somebody who is not in: who they are, and what lets them in. */
export function refusal(person: Person, level: Level, language: Language): Reply {
  const { knownAs, howToAdd } = phrasesIn(language);
  return caller(language, knownAs(person.id), howToAdd(`modelpin access add ${person.id} --level ${level}`));
}

/**
 * Anything that was thrown, in words. Refusals and setbacks say themselves in the reader's language. Of any other
 * ModelpinError people read what they can do, or its code, and an operator alone its message and hint as well, which may
 * name files and hosts. Of anything else nothing is shown but a short id, which stands in the log beside the error.
 */
export function errorReply(
  error: unknown,
  log: Pick<PlatformLog, "warn">,
  language: Language = "en",
  toOperator = false,
): Reply {
  const phrases = phrasesIn(language);
  if (error instanceof Refusal) return inLines(language, refusalIn(language, error));
  if (error instanceof Setback) return inLines(language, setbackIn(language, error));
  if (isModelpinError(error)) {
    const phrase = phraseOfCode.get(error.code);
    const said = phrase ? phrases[phrase] : phrases.forOperator(error.code);
    if (toOperator) return caller(language, said, ...linesOf(error));
    log.warn(`told in a chat as ${error.code}`, error);
    return caller(language, said);
  }
  const id = randomBytes(4).toString("hex");
  log.warn(`unexpected error ${id}`, error);
  return caller(language, phrases.unexpected(id));
}

type Said = { readonly message: string; readonly hint?: string | undefined };

const linesOf = ({ message, hint = "" }: Said): string[] =>
  [message, hint].flatMap((part) => part.split("\n")).filter((line) => line !== "");

const inLines = (language: Language, said: Said): Reply => caller(language, ...linesOf(said));
