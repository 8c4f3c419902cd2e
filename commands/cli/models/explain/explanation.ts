import type { ExplainQuestion, Explanation } from "../../../../src/auth/explain.js";
import { ownersNaming, toCandidateStatus } from "../../../../src/auth/status/candidate.js";
import { isModelpinError } from "../../../../src/domain/errors.js";
import { askGateway } from "../../../../src/gateway/ask-gateway.js";
import { candidateLine } from "../../../../src/views/parts.js";
import { operatorEnglish } from "../../../../src/views/words/operator.js";
import { commaList } from "../../comma-list.js";
import { parseDuration } from "../../duration.js";
import { locationOf } from "../../open.js";
import { toPlainLine } from "../../plain.js";
import type { Call } from "../../verb.js";
import { candidateJson } from "../status/json.js";

const english = operatorEnglish();

/** An explanation and who gave it. */
export interface Asked {
  readonly explanation: Explanation;
  readonly decidedBy: "gateway" | "here";
  /** Why a gateway that runs was not asked. */
  readonly note?: string;
}

type ExplainCall = Pick<Call, "io" | "config" | "words" | "open" | "agent"> & {
  readonly flags: {
    readonly at: string | undefined;
    readonly cooling: string | undefined;
    readonly agent: string | undefined;
  };
};

/** Asks the gateway that runs, else decides here. */
export async function askExplanation(call: ExplainCall): Promise<Asked> {
  const { io, config, flags } = call;
  const question: ExplainQuestion = {
    session: call.words[0] ?? "",
    ...(flags.agent === undefined ? {} : { agentId: flags.agent }),
    ...(flags.at === undefined ? {} : { afterMs: parseDuration("--at", flags.at.replace(/^\+/, "")) }),
    ...(flags.cooling === undefined ? {} : { cooling: commaList(flags.cooling) }),
  };
  let note: string | undefined;
  try {
    const answer = await askGateway(locationOf(io, config).stateDir, { ask: "explain", question });
    if (answer) return { explanation: answer.value as Explanation, decidedBy: "gateway" };
  } catch (error) {
    if (!isModelpinError(error, "gateway_silent")) throw error;
    note = error.message;
  }
  const auth = await call.open();
  const explanation = await auth.explain(question);
  return { explanation, decidedBy: "here", ...(note === undefined ? {} : { note }) };
}

/** `models explain --json`. */
export function explanationJson({ explanation, decidedBy }: Asked) {
  const { session, agentId, model, source, choice, rule, trace, at, last } = explanation;
  return {
    session,
    agentId,
    model,
    source,
    choice,
    rule,
    trace: trace.map((candidate) => ({
      ...candidateJson(candidate),
      model: `${candidate.model.provider}/${candidate.model.model}`,
      pinned: candidate.pinned,
      consent: candidate.consent ?? null,
    })),
    at,
    decidedBy,
    last,
  };
}

/** The same for people. */
export function explanationText(
  { explanation, decidedBy, note }: Asked,
  now: number,
): { readonly text: readonly string[]; readonly notes: readonly string[] } {
  const { session, agentId, model, source, choice, rule, trace, at } = explanation;
  const moment = at === now || Math.abs(at - now) < 5000 ? [] : [" · as of ", { time: at, form: "absolute" } as const];
  const named = choice && ([{ code: choice.profileId }, " with ", { code: choice.model }] as const);
  const lines = [
    ["Conversation ", { code: session }, " · agent ", { code: agentId }, ...moment],
    ["Model: ", model ?? "none is set"],
    named && rule ? english.why.taken([...named], rule, source) : english.why.noneTaken,
    ...trace.map((candidate, index) => [
      "  ",
      ...candidateLine(toCandidateStatus(candidate, ownersNaming), index, english),
      ` · ${candidate.model.provider}/${candidate.model.model}`,
    ]),
    ...lastLines(explanation),
  ];
  const who =
    decidedBy === "gateway"
      ? "Decided by the running gateway."
      : `${note ?? "No gateway runs"}${note ? " D" : ", so d"}ecided here with an empty memory: which account a conversation used last is not known.`;
  return {
    text: lines.map((line) => toPlainLine(line, now)),
    notes: [who, ...strangerNotes(explanation), ...ownerNotes(explanation), ...unheardNotes(explanation)],
  };
}

/** A host may name its conversations otherwise; with the gateway it is a slip. */
function strangerNotes({ session }: Explanation): string[] {
  if (/^(?:discord:\d+|telegram:-?\d+(?::\d+)?|terminal:.+)$/.test(session)) return [];
  return [
    `No channel has a conversation ${session}; they are discord:<channel>, telegram:<chat>, telegram:<chat>:<topic> and terminal:<name>.`,
  ];
}

function ownerNotes({ asOwner, source }: Explanation): string[] {
  if (!asOwner || source === "pin" || source === "once") return [];
  return [
    "Decided as for the owner, who may use every account: a turn skips those whose use list does not name its writer.",
  ];
}

/** A Discord thread follows its channel, and before anything was said there nobody knows which that is. */
function unheardNotes({ session, last, source }: Explanation): string[] {
  const isOwn = source === "pin" || source === "once";
  if (!session.startsWith("discord:") || last !== null || isOwn) return [];
  return [
    "If this is a thread without a choice of its own, its channel's applies: modelpin models explain discord:<channel>",
  ];
}

function lastLines({ last }: Explanation) {
  if (!last) return [];
  const { lastRoute, why } = english;
  const { inputTokens, cachedInputTokens = 0 } = last.tokens ?? {};
  return [
    lastRoute.asked([{ code: last.asked }], last.at),
    ...last.tried.map(({ profileId, outcome }) => lastRoute.tried([{ code: profileId }], outcome)),
    ...(last.answeredBy ? [lastRoute.answered([last.answeredBy.profileId], [last.answeredBy.model])] : []),
    ...(last.movedFrom && inputTokens !== undefined
      ? [why.moveCost([{ code: last.movedFrom }], Math.max(0, inputTokens - cachedInputTokens))]
      : []),
  ];
}
