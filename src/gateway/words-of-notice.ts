import type { ModelAuth } from "../auth/model-auth.js";
import type { SessionAuth } from "../auth/session-auth.js";
import type { Viewer } from "../auth/status/visibility.js";
import { plainText, renderReply } from "../chat/render.js";
import { fitsEverywhere, type Reading } from "../chat/words-of.js";
import { toLanguage } from "../domain/language.js";
import type { Notice } from "../domain/notice.js";
import { wordsIn } from "../views/words/all.js";
import { createTurnNotices } from "./notices.js";

/** Where a notice is told, and who reads it there. */
export interface NoticeReading extends Reading {
  readonly session: Pick<SessionAuth, "agentId">;
  readonly viewer: Viewer;
}

/**
 * The one line that a conversation is told when another account answers than before, or the usual one is back. Accounts
 * are named only where the viewer alone reads it.
 *
 * @example
 * const notices: Notice[] = [];
 * const answer = await session.run(call, { person, onNotice: (notice) => notices.push(notice) });
 * for (const notice of notices) await ctx.reply(await wordsOfNotice(auth, notice, { session, viewer }));
 */
export async function wordsOfNotice(
  auth: Pick<ModelAuth, "snapshot" | "may" | "language" | "now">,
  notice: Notice,
  { session, viewer, locale, language = auth.language() }: NoticeReading,
): Promise<string> {
  const words = wordsIn(toLanguage(locale, language));
  const reply = await createTurnNotices(auth, session.agentId, viewer, words).notice(notice);
  return renderReply(reply, plainText, { limit: fitsEverywhere, now: auth.now() });
}
