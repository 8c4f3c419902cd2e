import type { VariableSeen } from "../../../src/config/variables-seen.js";
import { isModelpinError } from "../../../src/domain/errors.js";
import type { GatewayStatus } from "../../../src/gateway/answers.js";
import { askGateway } from "../../../src/gateway/ask-gateway.js";

/** The running gateway beside this command line: its own view, and where the two differ. */
export interface GatewayBeside
  extends Pick<GatewayStatus, "pid" | "startedAt" | "configPath" | "channels" | "awaited" | "troubles" | "variables"> {
  /** Variables that the gateway sees and this command line does not. */
  readonly onlyThere: readonly string[];
  readonly onlyHere: readonly string[];
}

/** What the gateway says of itself, laid beside what is seen here. */
export function compareGateway(status: GatewayStatus, seenHere: readonly VariableSeen[]): GatewayBeside {
  // One of an earlier version says nothing of troubles.
  const { pid, startedAt, configPath, channels, awaited, troubles = [], variables } = status;
  const here = new Set(seenHere.map(({ name }) => name));
  const there = new Set(variables.map(({ name }) => name));
  return {
    pid,
    startedAt,
    configPath,
    channels,
    awaited,
    troubles,
    variables,
    onlyThere: [...there].filter((name) => !here.has(name)),
    onlyHere: [...here].filter((name) => !there.has(name)),
  };
}

/** The gateway's view for a verb that has another purpose: none where no gateway runs; why, where one is silent. */
export async function gatewayBeside(
  stateDir: string,
  seenHere: () => readonly VariableSeen[],
): Promise<GatewayBeside | { readonly silent: string } | undefined> {
  try {
    const answer = await askGateway(stateDir, { ask: "status" });
    return answer && compareGateway(answer.value as GatewayStatus, seenHere());
  } catch (error) {
    if (isModelpinError(error)) return { silent: error.message };
    throw error;
  }
}

/** What is the matter with the gateway and why the two differ, one line each, with what to do. */
export function differences(
  { troubles, onlyThere, onlyHere, configPath }: GatewayBeside,
  configHere: string,
): (readonly [string, string])[] {
  return [
    ...troubles.map(({ channel, why }) => ["Trouble", `${channel}: ${why}`] as const),
    ...(configPath === configHere ? [] : [["Elsewhere", `the gateway runs on ${configPath}`] as const]),
    ...(onlyThere.length > 0
      ? [["Not here", `${onlyThere.join(", ")}: set for the gateway, not in this shell`] as const]
      : []),
    ...(onlyHere.length > 0
      ? [
          [
            "Not there",
            `${onlyHere.join(", ")}: set here, not for the gateway; write it to .env or restart it`,
          ] as const,
        ]
      : []),
  ];
}
