import type {
  CandidateStatus,
  ModelName,
  ModelStatus,
  PinStatus,
  ProfileName,
  StatusProblem,
} from "../auth/status/status.js";
import type { Principal } from "../domain/ids.js";
import type { RateLimits } from "../domain/rate-limits.js";
import type { Block, Line, Span } from "../domain/reply.js";
import type { Words } from "./words.js";

/** What a view is written with: its words, and who reads it. */
export interface Reader {
  readonly words: Words;
  /** The principal who reads, to be called "you". */
  readonly id: Principal;
  /** Others read along, so that what is private is not said. */
  readonly inRoom?: boolean;
}

export function modelSpans(model: ModelName, words: Words): Span[] {
  const ref: Span = { code: model.ref };
  const name: Span[] = model.alias === undefined ? [ref] : [{ strong: model.alias }, " (", ref, ")"];
  return model.inCatalog ? name : [...name, ` (${words.notInCatalog})`];
}

export function profileSpans(profile: ProfileName, words: Words): Span[] {
  return [profileSpan(profile, words)];
}

function profileSpan(profile: ProfileName, words: Words): Span {
  return profile.kind === "named" ? { code: profile.id } : words.privateProfile;
}

/** First line of every view: model and profile that the next turn uses. */
export function headLines(status: ModelStatus, { words, id, inRoom }: Reader): Line[] {
  const { current, pin, once } = status;
  if (!current.model) return [words.noModel];
  const profile = current.profile ? profileSpans(current.profile, words) : [words.noProfile[0] ?? ""];
  const lines: Line[] = [words.current(modelSpans(current.model, words), profile)];
  if (current.fallback) lines.push(words.fallbackAnswers(modelSpans(current.fallback, words)));
  const inForce = once ?? pin;
  lines.push(inForce ? pinLine(inForce, { words, id }) : [`${words.modelDefault} · ${words.source(current.source)}`]);
  if (once) lines.push(words.once);
  if (inForce?.dangling) lines.push(words.danglingPin);
  if (inRoom && mentionsPrivate(status)) lines.push(words.detailsInDm);
  return lines;
}

/** Whether the profile in use or a pinned one is called "a private profile". */
export function mentionsPrivate({ current, pin, once }: ModelStatus): boolean {
  return [current.profile, pin?.profile, once?.profile].some((profile) => profile?.kind === "private");
}

/** Who pinned it, when, where and how firmly. */
export function pinLine(pin: PinStatus, { words, id }: Reader): Line {
  const what = pin.model && pin.profile ? "both" : pin.model ? "model" : pin.profile ? "profile" : "nothing";
  return words.pinned({
    by: pin.by === id ? [words.you] : [{ code: pin.by }],
    at: pin.at,
    strict: pin.strict,
    what,
    inherited: pin.inheritedFrom !== undefined,
  });
}

/** One candidate: profile, type, state, flags. */
export function candidateLine(candidate: CandidateStatus, index: number, words: Words): Line {
  const { type, state, reason, consent, source, lastGood, refreshedAt, expires } = candidate;
  const line: Span[] = [`${index + 1}. `, profileSpan(candidate.profile, words)];
  if (candidate.displayName !== undefined) line.push(` (${candidate.displayName})`);
  if (candidate.email !== undefined) line.push(` <${candidate.email}>`);
  if (type !== undefined) line.push(between, words.credentialType(type));
  line.push(between, ...words.state(state, state === "expiring" ? undefined : candidate.until));
  if (reason !== undefined && consent !== "needed") line.push(between, words.why.reason(reason));
  if (consent !== undefined) line.push(between, words.why.consent(consentMark(candidate)));
  const { next, pinned, refreshable, unproven } = candidate;
  // Of one that does not exist nothing was to be proven.
  const flags = words.flags({ next, pinned, refreshable, unproven: unproven && type !== undefined });
  if (flags !== "") line.push(between, flags);
  if (source?.kind === "environment") line.push(between, ...words.fromVariable(source.variable, source.from));
  if (lastGood !== undefined) line.push(between, ...words.lastGood(lastGood));
  if (refreshedAt !== undefined) line.push(between, ...words.refreshed(refreshedAt));
  if (expires !== undefined && state !== "expired") line.push(between, ...words.expires(expires));
  if (candidate.limits) for (const part of limitParts(candidate.limits, words)) line.push(between, ...part);
  return line;
}

const between = " · ";

function consentMark({ consent, reason }: CandidateStatus): "given" | "needed" | "denied" {
  return consent === "given" ? "given" : reason === "denied" ? "denied" : "needed";
}

/** What the provider's last answer to this account left over. */
function limitParts(limits: RateLimits, words: Words): Span[][] {
  return (["requests", "tokens"] as const).flatMap((kind) => {
    const allowance = limits[kind];
    if (!allowance) return [];
    const { remaining, limit, resetAt } = allowance;
    return [
      [...words.limits.left(kind, remaining, limit), ...(resetAt === undefined ? [] : words.limits.resets(resetAt))],
    ];
  });
}

/** What is broken, for whoever reads: only operators get `detail`, from a status that was made for them. */
export function problemList(problems: readonly StatusProblem[], words: Words): Block[] {
  const told = [...new Map(problems.map((problem) => [`${problem.kind} ${problem.detail}`, problem])).values()];
  const line = ({ kind, detail }: StatusProblem): Line => [
    { strong: "!" },
    ` ${words.problem(kind)}`,
    detail === "" ? "" : ` ${detail}`,
  ];
  return list(told.map(line), (hidden) => words.moreForOperators(hidden, "modelpin doctor"));
}

/** Lines of which as many are shown as there is room for, and `more` for the rest. */
export function list(lines: readonly Line[], more: (hidden: number) => Line): Block[] {
  return lines.length === 0 ? [] : [{ kind: "list", items: lines.map((line) => ({ line })), more }];
}
