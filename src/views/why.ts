import type { WhyStatus } from "../auth/status/status.js";
import type { Line, Reply } from "../domain/reply.js";
import { explainCommand, routeLines } from "./full.js";
import { candidateLine, headLines, profileSpans, type Reader } from "./parts.js";

/**
 * What `/model why` shows: what the last turn asked, tried and was answered by, who won and by which rule, the
 * candidates of that decision in order, and what holds now. Before the first turn, what it would be.
 */
export function whyView({ status, trace, taken, rule, source }: WhyStatus, reader: Reader): Reply {
  const { words } = reader;
  const head: Line[] = status.lastRoute ? routeLines(status.lastRoute, words) : [words.nothingDecided];
  const winner = taken && rule ? words.why.taken(profileSpans(taken, words), rule, source) : words.why.noneTaken;
  const more = (hidden: number): Line => words.moreForOperators(hidden, explainCommand(status));
  return {
    audience: "caller",
    more,
    blocks: [
      { kind: "text", lines: [...head, winner, []] },
      {
        kind: "list",
        items: trace.map((candidate, index) => ({
          line: [...candidateLine(candidate, index, words), ` · ${candidate.model}`],
          current: candidate.next,
        })),
        more,
      },
      // Last, apart from what was decided then: what holds now.
      { kind: "text", lines: [[], ...headLines(status, reader)] },
    ],
  };
}
