import { type AnswerReading, readAnswer } from "./failure-answer.js";
import type { FailureAdvice, FailureClass, FailureKind, FailureStory, ProviderAnswer } from "./failure-class.js";
import { ruleFor } from "./failure-match.js";
import { adviceFor, type FailureRule } from "./failure-table.js";
import { providerKey } from "./ids.js";
import { statedReset } from "./retry-after.js";
import { tellInEnglish } from "./setbacks/english.js";

export * from "./failure-class.js";

/** What a failed answer means for us. Holds nothing of the body: it may be shown, logged and stored. */
export interface Failure {
  readonly class: FailureClass;
  /** When the provider said to come back, ms since the epoch. */
  readonly retryAt?: number;
  /** One calm English line: "anthropic has reached a limit for this account (HTTP 429, rate_limit_error)". */
  readonly summary: string;
  /** What `summary` is made of, for other languages. */
  readonly story: FailureStory;
  readonly advice?: FailureAdvice;
  /** No line of the table knew it; worth a line in the log, so that the table can learn it. */
  readonly unclassified?: true;
}

/**
 * Judges a failed answer: our own stop first, then structured codes, then the status, text last.
 *
 * An answer that began well and came to nothing, without an error in it, is `unknown`: somebody else may do better.
 * Where there was no answer at all, something of the host's own was thrown, which is `request` and books nothing.
 *
 * @param now ms since the epoch, for relative times such as `Retry-After: 20`.
 * @example
 * classifyFailure({ status: 429, headers: { "retry-after": "20" } }, "anthropic", now);
 * // { class: "rate_limit", retryAt: now + 20_000, summary: "anthropic has reached a limit … (HTTP 429)" }
 */
export function classifyFailure(answer: ProviderAnswer, provider: string, now: number): Failure {
  const name = providerKey(provider);
  if (answer.stopped === "abort")
    return { class: "aborted", ...told({ kind: "aborted", provider: name, evidence: "" }) };
  if (answer.stopped === "deadline")
    return { class: "timeout", ...told({ kind: "deadline", provider: name, evidence: "" }) };

  const reading = readAnswer(answer);
  if (!reading.failed)
    return {
      class: answer.status === undefined ? "request" : "unknown",
      ...told({ kind: "no_usable_answer", provider: name, evidence: "" }),
      unclassified: true,
    };
  const rule = ruleFor(reading);
  const failureClass = rule?.is ?? "unknown";
  const retryAt = statedReset(reading, answer.headers ?? {}, now);
  const advice = rule?.advice ?? adviceFor[failureClass];
  return {
    class: failureClass,
    ...(retryAt === undefined ? {} : { retryAt }),
    ...told({ kind: failureClass, provider: name, evidence: evidence(answer, reading, rule) }),
    ...(advice === undefined ? {} : { advice }),
    ...(rule === undefined ? { unclassified: true } : {}),
  };
}

/** As what an error is told that kept a request from being made, by its code; any other one is told by the code itself. */
export const kindOfCode: ReadonlyMap<string, FailureKind> = new Map([
  ["needs_login", "login_over"],
  ["refresh_failed", "login_not_renewed"],
  ["refresh_slow", "login_renewing"],
  ["credential_replaced", "credential_replaced"],
  ["profile_gone", "profile_gone"],
]);

/** A failure before any request: a reference that cannot be resolved, a login that is over, a profile that is gone. */
export function withoutRequest(code: string, provider: string): Failure {
  const kind = kindOfCode.get(code) ?? "no_request";
  const isLogin = kind === "login_over" || kind === "login_not_renewed";
  const evidence = kind === "no_request" ? code : "";
  return { class: isLogin ? "auth" : "unknown", ...told({ kind, provider: providerKey(provider), evidence }) };
}

/** A failure's story with its English line. */
const told = (story: FailureStory): Pick<Failure, "summary" | "story"> => ({
  summary: tellInEnglish(story),
  story,
});

/** Only codes that our own table spells out are shown: a proxy may write anything into such a field. */
function evidence(answer: ProviderAnswer, reading: AnswerReading, rule: FailureRule | undefined): string {
  const status = answer.status ?? reading.status;
  const code = rule?.codes?.find((known) => reading.codes.has(known) || reading.quotedCodes.has(known));
  const parts = [
    status === undefined ? undefined : `HTTP ${status}`,
    code === undefined ? undefined : code === answer.errno?.toLowerCase() ? code.toUpperCase() : code,
  ].filter((part) => part !== undefined);
  return parts.join(", ");
}
