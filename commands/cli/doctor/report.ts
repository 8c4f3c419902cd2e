import { styleText } from "node:util";
import type { Examined } from "../../../src/doctor/examine.js";
import { type Finding, type FindingLevel, findingLevels } from "../../../src/doctor/finding.js";
import type { Mended } from "../../../src/doctor/mend.js";
import { oneLine } from "../plain.js";

const colors = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<FindingLevel, string>;
const margin = " ".repeat("warning  ".length);

function findingLines(check: string, { level, what, why, mend, fix }: Finding, color: boolean): string[] {
  const word = level.padEnd(margin.length);
  return [
    `${color ? styleText(colors[level], word, { validateStream: false }) : word}${check}: ${oneLine(what)}`,
    `${margin}${oneLine(why)}`,
    ...(mend === undefined ? [] : [`${margin}→ ${oneLine(mend)}${fix ? "   (modelpin doctor --fix does it)" : ""}`]),
    "",
  ];
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What people read: errors first, each with what mends it; then what was in order and what was not looked at. */
export function doctorText(
  examined: readonly Examined[],
  mended: readonly Mended[],
  { color, wantsFix }: { readonly color: boolean; readonly wantsFix: boolean },
): string[] {
  const findings = examined.flatMap(({ check, findings: own }) => own.map((finding) => ({ check, finding })));
  const byLevel = findingLevels.flatMap((level) => findings.filter(({ finding }) => finding.level === level));
  const fine = examined.filter(({ outcome }) => outcome === "ok").map(({ check }) => check);
  const skipped = examined.filter(({ outcome }) => outcome === "skipped");
  const fixes = mended.map(
    ({ check, did, worked }) => `${worked ? "mended" : "not mended"}  ${check}: ${oneLine(did)}`,
  );
  const counts = findingLevels
    .map((level) => counted(findings.filter(({ finding }) => finding.level === level).length, level))
    .join(", ");
  return [
    ...fixes,
    ...(fixes.length > 0 ? [""] : wantsFix ? ["There was nothing that can be mended safely.", ""] : []),
    ...byLevel.flatMap(({ check, finding }) => findingLines(check, finding, color)),
    ...(fine.length > 0 ? [`In order: ${fine.join(", ")}`] : []),
    ...skipped.map(({ check, reason }) => `Not looked at: ${check} (${oneLine(reason ?? "")})`),
    findings.length === 0 ? "Nothing to mend." : counts,
  ];
}

/** What `--json` prints; `ok` is the exit code. */
export function doctorJson(examined: readonly Examined[], mended: readonly Mended[], ok: boolean) {
  return {
    ok,
    findings: examined.flatMap(({ check, findings }) =>
      findings.map(({ level, what, why, mend, fix }) => ({
        check,
        level,
        what,
        why,
        mend: mend ?? null,
        fixable: fix !== undefined,
      })),
    ),
    checks: examined.map(({ check, outcome, reason }) => ({ check, outcome, reason: reason ?? null })),
    fixed: mended.map(({ check, did, worked }) => ({ check, did, worked })),
  };
}
