import { otherValues, variablesSeen } from "../../config/variables-seen.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";

/** The running gateway hears its channels, and sees the same credentials in its environment as this process. */
export const gateway: Check = {
  name: "gateway",
  async look({ askGateway, environment, config }) {
    const view = await askGateway();
    if (!view) return { skipped: "none is running here" };
    if (view.silence) {
      const why = "Whether it hears its channels, and which credentials it sees, cannot be said.";
      return [{ level: "warning", ...view.silence, why }];
    }
    const theirs = new Map(view.variables.map(({ name, source }) => [name, source]));
    const own = new Map<string, string>(variablesSeen(environment, config).map(({ name, source }) => [name, source]));
    const names = [...new Set([...own.keys(), ...theirs.keys()])].toSorted();
    const deaf = view.troubles.map(
      ({ channel, why }): Finding => ({
        level: "warning",
        what: `The gateway (process ${view.pid}) hears nothing on ${channel}.`,
        why,
        mend: "modelpin doctor --online",
      }),
    );
    const differing = names.flatMap((name): Finding[] => {
      const ours = own.get(name);
      const their = theirs.get(name);
      if ((ours === undefined) === (their === undefined)) return [];
      const onlyHere = their === undefined;
      return [
        {
          level: "note",
          what: onlyHere
            ? `${name} is set here (${ours}) and not for the gateway (process ${view.pid}).`
            : `${name} is set for the gateway (process ${view.pid}, ${their}) and not here.`,
          why: onlyHere
            ? "What this command line shows as available the gateway may not have; its environment is read at its start."
            : "The gateway may use a credential that this command line does not show.",
          mend: `write it to .env in the state directory${onlyHere ? ", or restart the gateway" : ""}`,
        },
      ];
    });
    const exchanged = (view.values ? otherValues(environment, view.values) : []).map(
      ({ name, source }): Finding => ({
        level: "warning",
        what: `${name} has another value here (${source}) than for the gateway (process ${view.pid}, ${theirs.get(name)}).`,
        why: "One of the two is not the account that you think of; a process keeps the environment of its start.",
        mend: "restart the gateway where the value here is the right one",
      }),
    );
    return [...deaf, ...differing, ...exchanged];
  },
};
