import { within } from "../auth/within.js";
import { errnoOf, isModelpinError } from "../domain/errors.js";
import type { Check } from "./check.js";
import type { Finding } from "./finding.js";
import type { Grounds } from "./grounds.js";

/** What became of one check. */
export interface Examined {
  readonly check: string;
  readonly outcome: "ok" | "found" | "skipped" | "failed";
  /** Why it was skipped. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
}

/** How long one check may take, in ms: a directory on a server that is gone must not hold up the others. */
const patienceMs = 15_000;

/** Runs all checks at once. One that fails or hangs is reported as such, and the others are as if it were not there. */
export function examine(grounds: Grounds, checks: readonly Check[], limitMs = patienceMs): Promise<Examined[]> {
  return Promise.all(checks.map((check) => examineOne(grounds, check, limitMs)));
}

async function examineOne(grounds: Grounds, check: Check, limitMs: number): Promise<Examined> {
  try {
    const found = await within(check.look(grounds), limitMs);
    if (found === undefined) return failed(check, `it took longer than ${limitMs / 1000} s`);
    if ("skipped" in found) return { check: check.name, outcome: "skipped", reason: found.skipped, findings: [] };
    return { check: check.name, outcome: found.length === 0 ? "ok" : "found", findings: found };
  } catch (error) {
    return failed(check, reasonOf(error));
  }
}

/** Of an error that is not ours only the kind: its message may quote what it read. */
function reasonOf(error: unknown): string {
  if (isModelpinError(error)) return error.message;
  return [error instanceof Error ? error.name : typeof error, errnoOf(error)].filter(Boolean).join(", ");
}

function failed({ name }: Check, why: string): Examined {
  const finding: Finding = {
    level: "error",
    what: `The check "${name}" could not be made: ${why}`,
    why: "Nothing is known about what it looks at; the other checks are not touched by it.",
    mend: "modelpin doctor --json",
  };
  return { check: name, outcome: "failed", findings: [finding] };
}
