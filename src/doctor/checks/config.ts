import { ConfigError } from "../../config/problem.js";
import { pathText } from "../../config/shown.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";

const inForce = "Until it is mended no verb can use it; a gateway that runs goes on with the last valid one.";

/** The configuration parses, holds known keys, makes sense as a whole, and names a model for every agent. */
export const config: Check = {
  name: "config",
  async look({ configProblem, configExists, location: { configFile }, agents }) {
    if (configProblem instanceof ConfigError) {
      return configProblem.problems.map(
        ({ line, column, path, message }): Finding => ({
          level: "error",
          what: `${configFile}${line === undefined ? "" : `:${line}:${column}`}: ${path.length === 0 ? message : `${pathText(path)}: ${message}`}`,
          why: inForce,
          mend: `$EDITOR ${configFile}`,
        }),
      );
    }
    if (configProblem) {
      const mend = configProblem.hint;
      return [{ level: "error", what: configProblem.message, why: inForce, ...(mend === undefined ? {} : { mend }) }];
    }
    if (!configExists) {
      return [
        {
          level: "warning",
          what: `There is no configuration at ${configFile} yet.`,
          why: "Without one there are no models to choose from and no channels to answer on.",
          mend: "modelpin onboard",
        },
      ];
    }
    return agents
      .filter(({ primary }) => primary === undefined)
      .map(({ id, isDefault }) => ({
        level: "warning",
        what: `No model is set for the agent ${id}.`,
        why: "Its conversations get an answer only where somebody has pinned a model.",
        mend: `modelpin models set <provider/model>${isDefault ? "" : ` --agent ${id}`}`,
      }));
  },
};
