import { absoluteTime } from "../../../src/chat/render.js";
import type { Location } from "../../../src/config/locate.js";
import { type VariableSeen, variablesSeen } from "../../../src/config/variables-seen.js";
import type { GatewayStatus } from "../../../src/gateway/answers.js";
import { askGateway } from "../../../src/gateway/ask-gateway.js";
import { exit } from "../exit.js";
import type { Io } from "../io.js";
import { locationOf } from "../open.js";
import { printable } from "../say.js";
import { jsonFlag, verb } from "../verb.js";
import { compareGateway, differences, type GatewayBeside } from "./compare-gateway.js";

export default verb({
  examples: ["gateway status", "gateway status --json"],
  says: `Asks the gateway that runs on this state directory: since when, on which channels, which of them hear nothing and
why, and which variables with credentials it sees where this command line does not, or the other way round. Ends with 1
when none runs. Bounded to a second.`,
  flags: jsonFlag,
  async run({ io, config }) {
    const location = locationOf(io, config);
    const answer = await askGateway(location.stateDir, { ask: "status" });
    if (!answer) {
      return {
        exit: exit.failed,
        json: { running: false, stateDir: location.stateDir },
        text: [printable(`No gateway runs on ${location.stateDir}.`)],
        notes: ["Start it: modelpin gateway"],
      };
    }
    const beside = compareGateway(answer.value as GatewayStatus, await seenHere(io, location));
    return {
      json: { running: true, stateDir: location.stateDir, ...beside },
      text: rows(beside, location.configFile).map(([name, text]) => printable(`${name.padEnd(11)}${text}`)),
    };
  },
});

/** A configuration that cannot be used refers to nothing; that is not what is asked here. */
async function seenHere(io: Io, location: Location): Promise<readonly VariableSeen[]> {
  const { openEnvironment } = await import("../../../src/config/open-environment.js");
  const { openConfig } = await import("../../../src/config/load.js");
  const { config } = await openConfig(location).catch(() => ({ config: {} }));
  const { view } = await openEnvironment({ env: io.env, stateDir: location.stateDir, config });
  return variablesSeen(view, config);
}

const list = (items: readonly string[]): string => (items.length === 0 ? "none" : items.join(", "));

function rows(beside: GatewayBeside, configHere: string): (readonly [string, string])[] {
  const { pid, startedAt, configPath, channels, awaited, variables } = beside;
  return [
    ["Gateway", `runs as process ${pid} since ${absoluteTime(startedAt)}`],
    ["Config", configPath],
    ["Channels", list(channels)],
    ...(awaited.length > 0 ? [["Awaited", `${list(awaited)} (cannot be reached just now; tried again)`] as const] : []),
    ["Variables", list(variables.map(({ name, source }) => `${name} (${source})`))],
    ...differences(beside, configHere),
  ];
}
