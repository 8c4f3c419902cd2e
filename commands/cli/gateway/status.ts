import type { Location } from "../../../src/config/locate.js";
import type { GatewayStatus } from "../../../src/gateway/answers.js";
import { askGateway } from "../../../src/gateway/ask-gateway.js";
import { exit } from "../exit.js";
import { locationOf } from "../open.js";
import { oneLine } from "../plain.js";
import { printable } from "../say.js";
import { type Call, jsonFlag, verb } from "../verb.js";
import { compareGateway, type Here } from "./compare-gateway.js";
import { wholeRows } from "./rows.js";

export default verb({
  examples: ["gateway status", "gateway status --json"],
  says: `Asks the gateway that runs on this state directory: since when, on which channels, which of them hear nothing and
why, which variables with credentials it sees, and which accounts rest for it. Where this command line sees it otherwise,
that is said with the reason. Ends with 1 when none runs. Bounded to a second.`,
  flags: jsonFlag,
  async run({ io, config, open }) {
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
    const beside = await compareGateway(answer.value as GatewayStatus, await seenHere({ io, open }, location));
    return {
      json: { running: true, stateDir: location.stateDir, ...beside },
      text: wholeRows(beside, location.configFile, io.now()).map(([name, text]) =>
        oneLine(`${name.padEnd(11)}${text}`),
      ),
    };
  },
});

/** Of a configuration that cannot be used the variables can be compared all the same. */
async function seenHere({ io, open }: Pick<Call, "io" | "open">, { stateDir }: Location): Promise<Here> {
  try {
    const { sources, usages } = await open({ configMayBeAbsent: true });
    return { stateDir, environment: sources.environment(), config: sources.config().config, usages };
  } catch (error) {
    const { openEnvironment } = await import("../../../src/config/open-environment.js");
    const { view: environment } = await openEnvironment({ env: io.env, stateDir });
    const list = () => {
      throw error;
    };
    return { stateDir, environment, config: {}, usages: { list } };
  }
}
