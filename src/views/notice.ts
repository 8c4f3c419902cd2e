import type { CandidateStatus, ModelName, ProfileName } from "../auth/status/status.js";
import { failureClasses } from "../domain/failure-class.js";
import { type Reply, type Span, text } from "../domain/reply.js";
import { modelSpans, profileSpans, type Reader } from "./parts.js";

/** One end of a transition, as far as its reader may know. */
export interface NoticeEnd {
  readonly profile: ProfileName;
  readonly model: ModelName;
}

/** A transition as a conversation is told of it. */
export type NoticeShown =
  | {
      readonly kind: "moved";
      readonly from: NoticeEnd;
      readonly to: NoticeEnd;
      readonly metered: boolean;
      readonly state: CandidateStatus["state"];
      readonly reason?: string;
      readonly until?: number;
    }
  | { readonly kind: "back"; readonly to: NoticeEnd; readonly modelChanged: boolean };

/** One short line. Accounts are named only where the person alone reads it. */
export function noticeView(
  notice: NoticeShown,
  { words, isPrivate }: Pick<Reader, "words"> & { readonly isPrivate: boolean },
): Reply {
  const account = ({ profile }: NoticeEnd): Span[] | undefined =>
    isPrivate && profile.kind === "named" ? profileSpans(profile, words) : undefined;
  const model = (end: NoticeEnd, changed: boolean): Span[] | undefined =>
    changed ? modelSpans(end.model, words) : undefined;
  if (notice.kind === "back") {
    const line = words.notice.back(account(notice.to), model(notice.to, notice.modelChanged));
    return { audience: "room", blocks: [text(line)] };
  }
  const { from, to, metered, state, reason, until } = notice;
  const failure = failureClasses.find((known) => known === reason);
  const changed = from.model.ref !== to.model.ref;
  const line = words.notice.moved({
    to: account(to),
    model: model(to, changed),
    from: account(from) ?? model(from, changed),
    metered,
    why: failure ? [words.why.reason(failure)] : words.state(state, undefined),
    until: state === "expired" ? undefined : until,
  });
  return { audience: "room", blocks: [text(line)] };
}
