import fc from "fast-check";
import type { Candidate } from "../../../src/domain/candidate.js";
import { type AnsweredTurn, type NoticeMemory, noticeAfter } from "../../../src/domain/notice.js";
import { minute, opus, t0 } from "./world.js";

const tenMinutes = 10 * minute;

const candidate = (profileId: string, more: Partial<Candidate> = {}): Candidate => ({
  profileId,
  provider: "anthropic",
  model: opus,
  state: "ready",
  next: false,
  pinned: false,
  refreshable: false,
  unproven: false,
  billing: "flat",
  ...more,
});
const a = candidate("anthropic:a");
const b = candidate("anthropic:b", { billing: "metered" });
const aOut = candidate("anthropic:a", { state: "cooldown", reason: "rate_limit", until: t0 + minute });

const aFailed = { ...a, outcome: "rate_limit" } as const;

function turn(trace: readonly Candidate[], answeredBy: Candidate, now: number, more: Partial<AnsweredTurn> = {}) {
  return { answeredBy, trace, tried: [], now, ...more };
}

/** The kinds of notices that a conversation reads over some turns. */
function told(turns: readonly AnsweredTurn[]): (string | undefined)[] {
  let memory: NoticeMemory = {};
  return turns.map((one) => {
    const next = noticeAfter(memory, one);
    memory = next.memory;
    return next.notice?.kind;
  });
}

test("a move is told once, with the reason and until when, and its end once", () => {
  let memory = noticeAfter({}, turn([a, b], a, t0)).memory;
  const moved = noticeAfter(memory, turn([aOut, b], b, t0 + 1, { tried: [aFailed] }));
  expect(moved.notice).toEqual({
    kind: "moved",
    from: { profileId: "anthropic:a", model: opus },
    to: { profileId: "anthropic:b", model: opus },
    metered: true,
    state: "cooldown",
    reason: "rate_limit",
    until: t0 + minute,
  });
  memory = moved.memory;
  const second = noticeAfter(memory, turn([aOut, b], b, t0 + 2));
  expect(second.notice).toBeUndefined();
  const back = noticeAfter(second.memory, turn([a, b], a, t0 + minute));
  expect(back.notice).toMatchObject({ kind: "back", to: { profileId: "anthropic:a" } });
  expect(noticeAfter(back.memory, turn([a, b], a, t0 + 2 * minute)).notice).toBeUndefined();
});

test("a move away from somebody who may be tried again at once says how this turn failed with them", () => {
  const tried = [{ ...a, outcome: "auth" as const }];
  const { notice } = noticeAfter({}, turn([a, b], b, t0, { tried }));
  expect(notice).toMatchObject({ kind: "moved", from: { profileId: "anthropic:a" }, reason: "auth" });
});

test("a person's own choice is no transition", () => {
  const pinnedB = candidate("anthropic:b", { pinned: true });
  expect(told([turn([a, b], a, t0), turn([pinnedB], pinnedB, t0 + 1), turn([a, b], a, t0 + 2)])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(told([turn([a, b], a, t0), turn([pinnedB, aOut], pinnedB, t0 + 1)])).toEqual([undefined, undefined]);
});

test("the first turn that the process sees is told when somebody stands in already", () => {
  expect(told([turn([aOut, b], b, t0)])).toEqual(["moved"]);
});

test("a move within ten minutes of the last is told later, if it still lasts", () => {
  const flaps = [
    turn([a, b], a, t0),
    turn([aOut, b], b, t0 + 1, { tried: [aFailed] }),
    turn([a, b], a, t0 + 2),
    turn([aOut, b], b, t0 + 3, { tried: [aFailed] }),
    turn([aOut, b], b, t0 + 1 + tenMinutes),
    turn([a, b], a, t0 + 2 + tenMinutes),
  ];
  expect(told(flaps)).toEqual([undefined, "moved", "back", undefined, "moved", "back"]);
});

test("a move that was not told has no return to tell", () => {
  const flaps = [
    turn([aOut, b], b, t0),
    turn([a, b], a, t0 + 1),
    turn([aOut, b], b, t0 + 2, { tried: [aFailed] }),
    turn([a, b], a, t0 + 3),
  ];
  expect(told(flaps)).toEqual(["moved", "back", undefined, undefined]);
});

test("the return is told also when a person chose something else meanwhile", () => {
  const c = candidate("anthropic:c", { pinned: true });
  expect(told([turn([aOut, b], b, t0), turn([c], c, t0 + 1), turn([a, b], a, t0 + 2)])).toEqual([
    "moved",
    undefined,
    "back",
  ]);
});

test("over 200 turns with an account that comes and goes: one move in ten minutes, each with its return", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3 * minute })), { minLength: 200, maxLength: 200 }),
      (course) => {
        let now = t0;
        const turns = course.map(([isOut, after]) => {
          now += after;
          return isOut ? turn([aOut, b], b, now, { tried: [aFailed] }) : turn([a, b], a, now);
        });
        // At the end all is well again.
        turns.push(turn([a, b], a, now + minute));
        const said = told(turns).map((kind, index) => ({ kind, at: turns[index]?.now ?? 0 }));
        const moves = said.filter(({ kind }) => kind === "moved");
        const backs = said.filter(({ kind }) => kind === "back");
        expect(backs.length).toBe(moves.length);
        for (const [index, { at }] of moves.slice(1).entries()) {
          expect(at - (moves[index]?.at ?? 0)).toBeGreaterThanOrEqual(tenMinutes);
        }
        const kinds = said.flatMap(({ kind }) => kind ?? []);
        expect(kinds.every((kind, index) => kind === (index % 2 === 0 ? "moved" : "back"))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
