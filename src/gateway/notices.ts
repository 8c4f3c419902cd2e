import type { ModelAuth } from "../auth/model-auth.js";
import { nameModel, toCandidateStatus } from "../auth/status/candidate.js";
import { type Viewer, visibilityOf } from "../auth/status/visibility.js";
import { ConsentNeeded } from "../auth/turn/unusable.js";
import type { Notice, RouteEnd } from "../domain/notice.js";
import type { Reply } from "../domain/reply.js";
import { consentQuestion } from "../views/consent.js";
import { type NoticeEnd, noticeView } from "../views/notice.js";
import type { Words } from "../views/words.js";

/** Puts what a turn has to say about accounts into words, as far as those who read it may know. */
export interface TurnNotices {
  notice(notice: Notice): Promise<Reply>;
  /** The question for consent; nothing for any other error, which says itself. */
  question(error: unknown): Promise<Reply | undefined>;
}

export function createTurnNotices(
  auth: Pick<ModelAuth, "snapshot" | "may">,
  agentId: string,
  viewer: Viewer,
  words: Words,
): TurnNotices {
  const { language } = words;
  return {
    async notice(notice) {
      const snapshot = await auth.snapshot(agentId);
      const visibility = visibilityOf(viewer, snapshot, auth.may);
      const end = ({ profileId, model }: RouteEnd): NoticeEnd => ({
        profile: visibility.name(profileId),
        model: nameModel(snapshot, model),
      });
      const reader = { words, isPrivate: viewer.seenByCallerAlone };
      if (notice.kind === "moved")
        return { ...noticeView({ ...notice, from: end(notice.from), to: end(notice.to) }, reader), language };
      const { from, to } = notice;
      const modelChanged =
        from !== undefined && nameModel(snapshot, from.model).ref !== nameModel(snapshot, to.model).ref;
      return { ...noticeView({ kind: "back", to: end(to), modelChanged }, reader), language };
    },
    async question(error) {
      if (!(error instanceof ConsentNeeded)) return undefined;
      const { candidate, decision, backAt, flat } = error;
      const snapshot = await auth.snapshot(agentId);
      const visibility = visibilityOf(viewer, snapshot, auth.may);
      const question = consentQuestion(
        {
          model: nameModel(snapshot, decision.model ?? candidate.model),
          candidate: toCandidateStatus(candidate, visibility),
          ...(flat ? { flat: toCandidateStatus(flat, visibility) } : {}),
          ...(backAt === undefined ? {} : { back: backAt }),
          profileId: candidate.profileId,
          seenByCallerAlone: viewer.seenByCallerAlone,
        },
        { words },
      );
      return { ...question, language };
    },
  };
}
