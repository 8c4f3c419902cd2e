import type { Usages } from "../../../src/auth/usages.js";
import type { Config } from "../../../src/config/config.js";
import type { EnvironmentSource, EnvironmentView } from "../../../src/config/environment.js";
import { otherValues, variablesSeen } from "../../../src/config/variables-seen.js";
import { messageOf } from "../../../src/domain/errors.js";
import type { GatewayStatus } from "../../../src/gateway/answers.js";
import { type UsageSeen, usageSeen } from "../../../src/gateway/usage-seen.js";
import { compareUsage, type UsageDifference } from "./compare-usage.js";

/** What this command line sees itself. */
export interface Here {
  readonly stateDir: string;
  readonly environment: EnvironmentView;
  readonly config: Config;
  readonly usages: Pick<Usages, "list">;
}

/** The running gateway beside this command line: its own view, and where the two differ. */
export interface GatewayBeside
  extends Pick<GatewayStatus, "pid" | "startedAt" | "configPath" | "channels" | "awaited" | "troubles" | "variables"> {
  /** Variables that the gateway sees and this command line does not. */
  readonly onlyThere: readonly string[];
  readonly onlyHere: readonly string[];
  /** Those that both see, each with another value, and where each found it. */
  readonly otherValues: readonly { readonly name: string; readonly there: EnvironmentSource; readonly here: string }[];
  /** Which accounts rest for the gateway; `null` where it does not tell. */
  readonly usage: UsageSeen | null;
  readonly usageDiffers: readonly UsageDifference[];
  /** Why the two cannot be compared. */
  readonly usageProblem: string | null;
}

/** What the gateway says of itself, laid beside what is seen here. */
export async function compareGateway(status: GatewayStatus, here: Here): Promise<GatewayBeside> {
  // One of an earlier version says nothing of troubles and values.
  const { pid, startedAt, configPath, channels, awaited, troubles = [], variables, values } = status;
  const ours = new Set(variablesSeen(here.environment, here.config).map(({ name }) => name));
  const theirs = new Map(variables.map(({ name, source }) => [name, source]));
  return {
    pid,
    startedAt,
    configPath,
    channels,
    awaited,
    troubles,
    variables,
    onlyThere: [...theirs.keys()].filter((name) => !ours.has(name)),
    onlyHere: [...ours].filter((name) => !theirs.has(name)),
    otherValues: (values ? otherValues(here.environment, values) : []).flatMap(({ name, source }) => {
      const there = theirs.get(name);
      return there ? [{ name, there, here: source }] : [];
    }),
    ...(await besideUsage(status, here)),
  };
}

async function besideUsage(
  { usage, stateDir }: GatewayStatus,
  here: Here,
): Promise<Pick<GatewayBeside, "usage" | "usageDiffers" | "usageProblem">> {
  const none = { usage: null, usageDiffers: [] };
  if (!usage) return { ...none, usageProblem: "not told: the gateway is of an earlier version; restart it" };
  if ("problem" in usage) return { ...none, usageProblem: `the gateway cannot read it: ${usage.problem}` };
  try {
    const ours = await usageSeen(here.usages, usage.agents, usage.at);
    const elsewhere = stateDir === here.stateDir ? undefined : stateDir;
    return { usage, usageDiffers: compareUsage(usage, ours, elsewhere), usageProblem: null };
  } catch (error) {
    return { usage, usageDiffers: [], usageProblem: `cannot be compared: ${messageOf(error)}` };
  }
}
