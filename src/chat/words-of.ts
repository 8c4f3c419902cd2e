import { isModelpinError } from "../domain/errors.js";
import { toLanguage } from "../domain/language.js";
import { errorReply } from "./door-replies.js";
import { plainText, renderReply } from "./render.js";

/** Who reads it. */
export interface Reading {
  /** The reader's language as their platform states it: Discord's `locale`, Telegram's `language_code`. */
  readonly locale?: string | undefined;
  /** The language that is spoken to everybody, as the configuration fixes it: `auth.language()`. */
  readonly language?: string | undefined;
}

/** What fits into one message everywhere, in UTF-16 code units: Discord's limit, the lowest of all. */
export const fitsEverywhere = 2000;

/**
 * What a conversation is told when a turn throws: in the reader's language, and without the paths and hosts that the
 * `message` and `hint` of some errors hold for whoever runs the bot. **Show these words, log the error.**
 *
 * @returns plain text of one line or more; nothing for what modelpin did not throw: that is the host's own.
 * @example
 * const said = wordsOf(error, { locale: ctx.from?.language_code, language: auth.language() });
 * if (said === undefined) throw error;
 * await ctx.reply(said);
 */
export function wordsOf(error: unknown, { locale, language }: Reading = {}): string | undefined {
  if (!isModelpinError(error)) return undefined;
  const reply = errorReply(error, { warn() {} }, toLanguage(locale, language));
  return renderReply(reply, plainText, { limit: fitsEverywhere, now: Date.now() });
}
