import type { CandidateStatus, ModelName, ProfileName } from "../auth/status/status.js";
import { isUsable } from "../domain/candidate.js";
import { failureClasses } from "../domain/failure-class.js";
import { type Block, type Choice, type Line, type Reply, text } from "../domain/reply.js";
import { modelSpans, profileSpans, type Reader } from "./parts.js";

/** What a turn needs consent for, as far as its reader may know. */
export interface ConsentAsked {
  readonly model: ModelName;
  /** The metered candidate. */
  readonly candidate: CandidateStatus;
  /** The flat one that is out: of several the one that is back soonest. */
  readonly flat?: CandidateStatus;
  /** When some flat one is back, ms since the epoch. */
  readonly back?: number;
  /** The id that a press consents to; it is signed into the button and not shown. */
  readonly profileId: string;
  /** Whether the caller alone reads the question. In a room the button alone names the account that would pay. */
  readonly seenByCallerAlone: boolean;
}

/** The question before a metered account answers: one message, whose first choice consents. */
export function consentQuestion(asked: ConsentAsked, { words }: Pick<Reader, "words">): Reply {
  const { consent } = words;
  const { candidate, flat, seenByCallerAlone: isPrivate } = asked;
  const named = candidate.profile.kind === "named" ? candidate.profile : undefined;
  const failure = failureClasses.find((known) => known === flat?.reason);
  // A plan without this model is not worth waiting for, so the reason is said beside the state.
  const state = [
    ...(flat && isUsable(flat) ? [consent.out] : words.state(flat?.state ?? "cooldown", undefined)),
    ...(failure ? [` · ${words.why.reason(failure)}`] : []),
  ];
  const question: Line = consent.ask(modelSpans(asked.model, words), state, asked.back);
  const offer: Line = consent.offer(isPrivate && named ? profileSpans(named, words) : undefined);
  const yes: Choice = {
    label: consent.yes(named?.id),
    argument: `consent ${asked.profileId}`,
    names: ["consent", asked.profileId],
  };
  const choices: Block = {
    kind: "choices",
    layout: "buttons",
    choices: [yes, { label: consent.other, argument: "list" }],
  };
  return { audience: "room", blocks: [text(question, offer, consent.otherwise), choices] };
}

/** What became of a consent. */
export function consentAnswer(
  { profile, given }: { readonly profile?: ProfileName; readonly given: boolean },
  { words }: Pick<Reader, "words">,
): Reply {
  const { consent } = words;
  const line = given && profile ? consent.given(profileSpans(profile, words)) : consent.notNeeded;
  return { audience: "caller", blocks: [text(line)] };
}
