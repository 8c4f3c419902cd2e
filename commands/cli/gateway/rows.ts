import { absoluteTime, relativeTime } from "../../../src/chat/times.js";
import type { RestSeen } from "../../../src/gateway/usage-seen.js";
import { listed, type Row } from "../row.js";
import type { GatewayBeside } from "./compare-gateway.js";
import type { RestFacts, UsageDifference } from "./compare-usage.js";

/** The gateway's own view, whole. */
export function wholeRows(beside: GatewayBeside, configHere: string, now: number): readonly Row[] {
  const { configPath, channels, awaited, variables, usage } = beside;
  const rests = usage?.rests.map((rest): Row => ["Rests", `${nameOf(rest, beside)} · ${factsOf(rest, now)}`]) ?? [];
  return [
    ["Gateway", runs(beside)],
    ["Config", configPath],
    ["Channels", listed(channels)],
    ...(awaited.length > 0
      ? [["Awaited", `${listed(awaited)} (cannot be reached just now; tried again)`] satisfies Row]
      : []),
    ["Variables", listed(variables.map(({ name, source }) => `${name} (${source})`))],
    ...(usage && rests.length === 0 ? [["Rests", "none"] satisfies Row] : rests),
    ...differences(beside, configHere, now),
  ];
}

/** The gateway's own view beside another: what rests for both is shown there. */
export function besideRows(
  beside: GatewayBeside | { readonly silent: string },
  configHere: string,
  now: number,
): readonly Row[] {
  if ("silent" in beside) return [["Gateway", beside.silent]];
  const { usage, usageDiffers, usageProblem } = beside;
  const asHere = usageDiffers.length === 0 && usageProblem === null ? ", as here" : "";
  const rests = usage && `${usage.rests.length === 0 ? "nothing" : usage.rests.length} at rest${asHere}`;
  return [
    ["Gateway", runs(beside)],
    ...(rests === null ? [] : [["Its usage", rests] satisfies Row]),
    ...differences(beside, configHere, now),
  ];
}

const runs = ({ pid, startedAt }: GatewayBeside): string => `runs as process ${pid} since ${absoluteTime(startedAt)}`;

/** What is the matter with the gateway and why the two differ, one line each, with what to do. */
function differences(beside: GatewayBeside, configHere: string, now: number): readonly Row[] {
  const { troubles, onlyThere, onlyHere, otherValues, configPath, usageDiffers, usageProblem } = beside;
  const rows: (readonly [string, string | undefined])[] = [
    ...troubles.map(({ channel, why }) => ["Trouble", `${channel}: ${why}`] as const),
    ["Elsewhere", configPath === configHere ? undefined : `the gateway runs on ${configPath}`],
    ["Not here", onlyThere.length > 0 ? `${onlyThere.join(", ")}: set for the gateway, not in this shell` : undefined],
    [
      "Not there",
      onlyHere.length > 0
        ? `${onlyHere.join(", ")}: set here, not for the gateway; write it to .env or restart it`
        : undefined,
    ],
    ...otherValues.map((one) => ["Differs", otherValue(one)] as const),
    ["Its usage", usageProblem ?? undefined],
    ...usageDiffers.map((one) => ["Differs", otherUsage(one, beside, now)] as const),
  ];
  return rows.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
}

/** What the process was started with stays until its end; `.env` it reads again. */
function otherValue({ name, there, here }: GatewayBeside["otherValues"][number]): string {
  const mend = there === "state .env" ? "unset it here, or write it to .env" : "restart it";
  return `${name}: another value for the gateway (${there}) than here (${here}); ${mend}`;
}

function otherUsage({ there, here, why, ...about }: UsageDifference, beside: GatewayBeside, now: number): string {
  const sees = (facts: RestFacts | null): string => (facts ? factsOf(facts, now) : "does not rest");
  return `${nameOf(about, beside)}: ${sees(there)} for the gateway, ${sees(here)} here; ${why}`;
}

/** `anthropic:work · claude-opus-4-5`; the agent where there are several. */
function nameOf(
  { agentId, profileId, model }: Pick<RestSeen, "agentId" | "profileId" | "model">,
  { usage }: GatewayBeside,
): string {
  const agent = (usage?.agents.length ?? 0) > 1 ? `${agentId} · ` : "";
  return `${agent}${profileId} · ${model ?? "all models"}`;
}

function factsOf({ state, reason, until }: RestFacts, now: number): string {
  return `${state} (${reason}), back ${relativeTime(until, now)}`;
}
