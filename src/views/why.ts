import type { CandidateStatus, ModelStatus } from "../auth/status.js";
import type { Line, Reply } from "../domain/reply.js";
import { routeLines } from "./full.js";
import { candidateLine, headLines, type Reader } from "./parts.js";

/** What `/model why` shows: the last decision here, candidate by candidate; without one, what it would be now. */
export function whyView(status: ModelStatus, trace: readonly CandidateStatus[], reader: Reader): Reply {
  const { words } = reader;
  const head: Line[] = status.lastRoute ? routeLines(status.lastRoute, words) : [words.nothingDecided];
  return {
    audience: "caller",
    blocks: [
      { kind: "text", lines: [...head, [], ...headLines(status, reader), []] },
      {
        kind: "list",
        items: trace.map((candidate, index) => ({
          line: [...candidateLine(candidate, index, words), ` · ${candidate.model}`],
          current: candidate.next,
        })),
        more: (hidden) => [`+${hidden}`],
      },
    ],
  };
}
