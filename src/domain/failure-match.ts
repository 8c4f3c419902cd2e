import type { AnswerReading } from "./failure-answer.js";
import type { FailureClass } from "./failure-class.js";
import { type FailureRule, failureTable } from "./failure-table.js";

/** The line of the table that decides about this answer, or nothing when no line knows it. */
export function ruleFor(reading: AnswerReading): FailureRule | undefined {
  return failureTable.find((line) => fits(line, reading));
}

/** What a relay quotes about its own account with the provider behind it says nothing about ours. */
const aboutTheAccount: ReadonlySet<FailureClass> = new Set(["billing", "auth", "auth_permanent"]);

function fits(rule: FailureRule, reading: AnswerReading): boolean {
  const quotes = !aboutTheAccount.has(rule.is);
  const has = (code: string) => reading.codes.has(code) || (quotes && reading.quotedCodes.has(code));
  if (rule.html === true && !reading.html) return false;
  if (rule.statuses !== undefined && (reading.status === undefined || !rule.statuses.includes(reading.status)))
    return false;
  if (rule.codes !== undefined && !rule.codes.some(has)) return false;
  return rule.says === undefined || rule.says.test(reading.text) || (quotes && rule.says.test(reading.quotedText));
}
