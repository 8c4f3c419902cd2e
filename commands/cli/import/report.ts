import type { ImportPlan } from "../../../src/onboard/import/plan-import.js";
import type { Taken } from "../../../src/onboard/import/tally.js";
import { oneLine } from "../plain.js";

function section(title: string, rows: readonly (readonly [string, string])[], joint: string): string[] {
  if (rows.length === 0) return [];
  const width = Math.min(56, Math.max(...rows.map(([left]) => left.length)));
  return ["", title, ...rows.map(([left, right]) => oneLine(`  ${left.padEnd(width)}${joint}${right}`))];
}

const pairs = (taken: readonly Taken[]) => taken.map(({ from, to }) => [from, to] as const);

/** The plan as people read it: where things come from and go to, what stays, what does not fit. */
export function importText(
  { taken, present, kept, left, warnings }: ImportPlan,
  { directory, configFile }: { readonly directory: string; readonly configFile: string },
): string[] {
  return [
    oneLine(`From  ${directory} (stays as it is)`),
    oneLine(`To    ${configFile}`),
    ...section("Takes over", pairs(taken), "  → "),
    ...section("Here already", pairs(present), "  = "),
    ...section("Differs, and yours stays", pairs(kept), "  ≠ "),
    ...section(
      "Leaves behind",
      left.map(({ from, why }) => [from, why] as const),
      "  : ",
    ),
    ...(taken.length === 0 ? ["", "There is nothing to take over that is not here."] : []),
    ...warnings.flatMap((warning) => ["", oneLine(`Mind: ${warning}`)]),
  ];
}

export function importJson({ taken, present, kept, left, warnings }: ImportPlan, source: string, applied: boolean) {
  return { source, applied, taken, present, kept, left, warnings };
}
