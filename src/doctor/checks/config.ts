import { findEndpoint } from "../../config/endpoints.js";
import { ConfigError } from "../../config/problem.js";
import { pathText } from "../../config/shown.js";
import { parseModelRef } from "../../domain/model-ref.js";
import { shellWord } from "../../domain/shell-word.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";

const inForce = "Until it is mended no verb can use it; a gateway that runs goes on with the last valid one.";

/** The configuration parses, holds known keys, makes sense as a whole, names a model for every agent, and allows only what leads somewhere. */
export const config: Check = {
  name: "config",
  async look({ config, configProblem, configExists, location: { configFile }, agents }) {
    if (configProblem instanceof ConfigError) {
      return configProblem.problems.map(
        ({ line, column, path, message }): Finding => ({
          level: "error",
          what: `${configFile}${line === undefined ? "" : `:${line}:${column}`}: ${path.length === 0 ? message : `${pathText(path)}: ${message}`}`,
          why: inForce,
          mend: `$EDITOR ${shellWord(configFile)}`,
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
    const modelless = agents
      .filter(({ primary }) => primary === undefined)
      .map(
        ({ id, isDefault }): Finding => ({
          level: "warning",
          what: `No model is set for the agent ${id}.`,
          why: "Its conversations get an answer only where somebody has pinned a model.",
          mend: `modelpin models set <provider/model>${isDefault ? "" : ` --agent ${id}`}`,
        }),
      );
    const allowed = new Set(agents.flatMap(({ allow = [] }) => allow.map((one) => parseModelRef(one)?.provider)));
    const nowhere = [...allowed]
      .filter((provider) => provider !== undefined && findEndpoint(config, provider) === undefined)
      .map(
        (provider): Finding => ({
          level: "warning",
          what: `modelPolicy.allow names the provider ${provider}, which is not built in and has no models.providers.${provider}.baseUrl.`,
          why: "Its models can be chosen in a conversation, which then gets no answer.",
          mend: `$EDITOR ${shellWord(configFile)}`,
        }),
      );
    return [...modelless, ...nowhere];
  },
};
