import type { Finding } from "../../../src/doctor/finding.js";
import { oneLine } from "../plain.js";

export interface WrittenTo {
  readonly configFile: string;
  readonly agent: string;
}

/** What is going to be done, step by step. */
export function planText(steps: readonly string[], { configFile, agent }: WrittenTo): string[] {
  if (steps.length === 0) return ["There is nothing to do: all that was said is set up already."];
  return [oneLine(`The plan, for the agent ${agent} in ${configFile}:`), ...steps.map((step) => `  ${oneLine(step)}`)];
}

/** What is not as it should be afterwards. */
export function findingsText(findings: readonly Finding[]): string[] {
  const serious = findings.filter(({ level }) => level !== "note");
  return serious.flatMap(({ level, what, mend }) => [
    oneLine(`  ${level}: ${what}`),
    ...(mend === undefined ? [] : [oneLine(`    → ${mend}`)]),
  ]);
}

/** How to go on. */
export function nextText(isUnproven: boolean): string[] {
  return [
    "",
    ...(isUnproven ? ["Ask each account once:  modelpin models status --probe"] : []),
    "Start:                  modelpin gateway",
    "Or only in a terminal:  modelpin chat",
  ];
}

/** `probes` are absent when nobody was asked. */
export function onboardJson(
  steps: readonly string[],
  findings: readonly Finding[],
  { configFile, agent }: WrittenTo,
  applied: boolean,
  probes?: unknown,
) {
  return {
    agentId: agent,
    configPath: configFile,
    applied,
    steps,
    findings: findings.map(({ level, what, why, mend }) => ({ level, what, why, mend: mend ?? null })),
    ...(probes === undefined ? {} : { probes }),
    next: ["modelpin models status --probe", "modelpin gateway"],
  };
}
