import { asFailed, type Candidate, candidateKey } from "./candidate.js";
import { isOut } from "./consent.js";
import type { FailureClass } from "./failure-class.js";
import type { ProfileId } from "./ids.js";
import type { ModelRef } from "./model-ref.js";
import type { WinningRule } from "./winning-rule.js";

/** A profile and the model that it was asked for. */
export interface RouteEnd {
  readonly profileId: ProfileId;
  readonly model: ModelRef;
}

/** What a conversation is told when somebody else answers than before, once per transition. */
export type Notice =
  | {
      readonly kind: "moved";
      readonly from: RouteEnd;
      readonly to: RouteEnd;
      /** From now on somebody pays by use. */
      readonly metered: boolean;
      /** The state of `from`, and what made it so: a failure class. */
      readonly state: Candidate["state"];
      readonly reason?: Candidate["reason"];
      /** When `from` may be back, ms since the epoch. */
      readonly until?: number;
    }
  /** `from`: where it was told that the conversation had moved. */
  | { readonly kind: "back"; readonly to: RouteEnd; readonly from?: RouteEnd };

/** What has to be remembered of a conversation for its notices. Begins empty. */
export interface NoticeMemory {
  /** Who answered last. */
  readonly at?: RouteEnd;
  /** Who would answer if they could; set while somebody else does. */
  readonly home?: RouteEnd;
  /** Where the conversation was told that it had moved. */
  readonly told?: RouteEnd;
  /** When it was last told so, ms since the epoch. */
  readonly toldAt?: number;
  /** Of whom it is still to be told that they are back, after a person chose otherwise meanwhile. */
  readonly owed?: RouteEnd;
}

/** A turn that was answered. */
export interface AnsweredTurn {
  readonly answeredBy: Candidate;
  /** The decision under which it was answered. */
  readonly trace: readonly Candidate[];
  readonly rule?: WinningRule;
  /** What failed in this turn, and how. */
  readonly tried: readonly (RouteEnd & { readonly outcome: FailureClass })[];
  /** ms since the epoch. */
  readonly now: number;
}

/** At most one `moved` in so many ms: 10 minutes. */
const movedEvery = 10 * 60 * 1000;

const same = (a: RouteEnd | undefined, b: RouteEnd): boolean => a !== undefined && candidateKey(a) === candidateKey(b);
const endOf = ({ profileId, model }: RouteEnd): RouteEnd => ({ profileId, model });

/** The candidate as which somebody stands aside who would have answered otherwise. */
function asideAs(end: RouteEnd, { trace, tried }: AnsweredTurn): Candidate | undefined {
  const candidate = trace.find((one) => same(one, end));
  const isAside = candidate && (isOut(candidate) || tried.some((one) => same(one, end)));
  return isAside ? asFailed(candidate, tried) : undefined;
}

/**
 * What a conversation is told after a turn, and what to remember. *Moved* when somebody answers because another one is
 * out, at most once in {@link movedEvery}; *back* when that one answers again, if the move was told. A person's own choice is
 * no transition.
 */
export function noticeAfter(
  before: NoticeMemory,
  turn: AnsweredTurn,
): { readonly memory: NoticeMemory; readonly notice?: Notice } {
  const to = endOf(turn.answeredBy);
  const { toldAt } = before;
  const kept = toldAt === undefined ? {} : { toldAt };
  if (same(before.home ?? before.owed, to)) {
    const told = before.told !== undefined || before.home === undefined;
    const notice = { kind: "back", to, ...(before.told ? { from: before.told } : {}) } as const;
    return { memory: { at: to, ...kept }, ...(told ? { notice } : {}) };
  }

  const chosen = turn.answeredBy.pinned || turn.rule === "first_in_order";
  const stays = same(before.at, to);
  const left = stays || chosen ? undefined : leftBehind(before, turn);
  const home = stays ? before.home : left && (before.home ?? left);
  if (!home) {
    const owed = before.told === undefined ? before.owed : before.home;
    return { memory: { at: to, ...kept, ...(owed ? { owed } : {}) } };
  }
  const memory: NoticeMemory = { ...before, at: to, home };
  const aside = asideAs(home, turn);
  const isTold = same(before.told, to);
  const mayTell = toldAt === undefined || Math.abs(turn.now - toldAt) >= movedEvery;
  if (isTold || !mayTell || !aside) return { memory };
  return {
    memory: { ...memory, told: to, toldAt: turn.now },
    notice: {
      kind: "moved",
      from: home,
      to,
      metered: turn.answeredBy.billing === "metered",
      state: aside.state,
      ...(aside.reason === undefined ? {} : { reason: aside.reason }),
      ...(aside.until === undefined ? {} : { until: aside.until }),
    },
  };
}

/** Who did not answer although they did before, or stand before the one who did. */
function leftBehind(before: NoticeMemory, turn: AnsweredTurn): RouteEnd | undefined {
  if (before.at) return asideAs(before.at, turn) && before.at;
  const index = turn.trace.findIndex((one) => same(one, turn.answeredBy));
  const first = turn.trace.slice(0, Math.max(0, index)).find((one) => asideAs(one, turn));
  return first && endOf(first);
}
