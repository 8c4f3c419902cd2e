import { styleText } from "node:util";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { accountFacts, ownersNaming, toCandidateStatus } from "../../../../src/auth/status/candidate.js";
import type { Candidate } from "../../../../src/domain/candidate.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { candidateLine } from "../../../../src/views/parts.js";
import { operatorEnglish } from "../../../../src/views/words/operator.js";
import { oneLine, toPlainLine } from "../../plain.js";
import { listed, type Row } from "../../row.js";
import { sharpEdge } from "../auth/sharp-edge.js";
import type { ProviderView } from "./gather.js";
import { aliasesOf, effectiveOf, type StatusReport } from "./report.js";

const english = operatorEnglish();

function headRows(report: StatusReport): Row[] {
  const { view, configPath, configExists, storePath, shellEnv } = report;
  const { agent, snapshot } = view;
  const { catalog } = snapshot;
  const primary = catalog.primary && formatModelRef(catalog.primary);
  const viaAlias = agent.primary === undefined || agent.primary === primary ? "" : ` (${agent.primary})`;
  const aliases = Object.entries(aliasesOf(snapshot)).map(([alias, ref]) => `${alias} → ${ref}`);
  const applied = shellEnv.appliedKeys.length === 0 ? "" : `: ${listed(shellEnv.appliedKeys)}`;
  return [
    ["Config", configExists ? configPath : `${configPath} (not there yet)`],
    ["Agent", agent.isDefault ? `${agent.id} (default)` : agent.id],
    ["Agent directory", agent.agentDir],
    ["Default", primary === undefined ? "none: modelpin models set <provider/model>" : `${primary}${viaAlias}`],
    [`Fallbacks (${catalog.fallbacks.length})`, listed(catalog.fallbacks.map(formatModelRef))],
    [`Aliases (${aliases.length})`, listed(aliases)],
    ["Allowed", agent.allow === undefined ? `the catalogue (${catalog.entries.length})` : listed(agent.allow)],
    ["Profiles in", storePath],
    ["Login shell", `${shellEnv.enabled ? "asked" : "not asked"}${applied}`],
  ];
}

/** Anthropic's refusal of a subscription's token is known, and no waiting helps. */
const isRefusedToken = ({ provider, type, state, reason }: Candidate): boolean =>
  provider === "anthropic" && type === "token" && state === "disabled" && reason === "auth_permanent";

/** Nobody but its provider knows when it ends. */
const isStatic = ({ profileId, type }: Candidate, { profiles }: AgentSnapshot): boolean =>
  type === "token" && profiles.byId.get(profileId)?.expires === undefined;

function providerLines(provider: ProviderView, report: StatusReport, strong: (text: string) => string): string[] {
  const { snapshot } = report.view;
  const effective = effectiveOf(provider, snapshot);
  const head = [
    ...(provider.orderLayer === undefined ? [] : [english.source(provider.orderLayer)]),
    `${effective.kind}: ${effective.detail}`,
    ...(provider.inUse ? [] : ["not in use"]),
  ].join(" · ");
  const input = { usage: () => provider.usage, now: report.now };
  const lines = ["", `${strong(oneLine(provider.provider))} · ${oneLine(head)}`];
  provider.candidates.forEach((candidate, index) => {
    const status = toCandidateStatus(candidate, ownersNaming, accountFacts(candidate, snapshot, input));
    const line = toPlainLine(candidateLine(status, index, english), report.now);
    lines.push(`  ${line}${isStatic(candidate, snapshot) ? " · static: no expiry" : ""}`);
    if (isRefusedToken(candidate)) lines.push(`     ${sharpEdge}`);
  });
  return lines;
}

/** `models status` for people; beside what is seen here, what the gateway sees. */
export function statusText(report: StatusReport, gatewayRows: readonly Row[], color: boolean): string[] {
  const strong = (text: string): string => (color ? styleText("bold", text) : text);
  const rows = [...headRows(report), ...gatewayRows];
  const width = Math.max(...rows.map(([name]) => name.length));
  const providers = report.view.providers.flatMap((provider) => providerLines(provider, report, strong));
  const missing = report.missing.flatMap(({ message, lookedIn, commands }) => [
    `  ${message}`,
    `    ${lookedIn}`,
    ...commands.map((command) => `    ${command}`),
  ]);
  const problems = report.problems.map(
    ({ file, path, message }) => `  ! ${path === undefined ? message : `${file}: ${path}: ${message}`}`,
  );
  return rows
    .map(([name, value]) => oneLine(`${name.padEnd(width)}  ${value}`))
    .concat(
      providers,
      missing.length === 0 ? [] : ["", strong("Missing auth"), ...missing.map(oneLine)],
      problems.length === 0 ? [] : ["", strong("To mend"), ...problems.map(oneLine)],
    );
}
