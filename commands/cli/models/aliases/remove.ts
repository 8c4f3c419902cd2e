import type { Config } from "../../../../src/config/config.js";
import { quoted } from "../../../../src/config/shown.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { didYouMean, nearNames } from "../../../../src/domain/near-names.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";
import type { Section } from "../section.js";
import { refuseInUse, sameAlias } from "./in-use.js";

function unknownAlias({ catalog, agent, path }: Section, config: Config, alias: string): ModelpinError {
  const message = `There is no alias ${quoted(alias)} here. Nothing was changed.`;
  if (path[1] === "list" && catalog.byAlias(alias)) {
    return new ModelpinError(
      "unknown_alias",
      `The agent ${agent.id} has ${quoted(alias)} from agents.defaults. Nothing was changed.`,
      {
        hint: `It goes for all agents: modelpin models aliases remove ${alias}`,
      },
    );
  }
  const owner = config.agents?.list?.find(({ models = {} }) =>
    Object.values(models).some((entry) => sameAlias(alias, entry.alias)),
  );
  const near = nearNames(
    alias,
    catalog.entries.flatMap((entry) => entry.alias ?? []),
  );
  const hint = owner
    ? `It is the agent's own: modelpin models aliases remove ${alias} --agent ${owner.id}`
    : didYouMean(near, "See all: modelpin models aliases list");
  return new ModelpinError("unknown_alias", message, { hint });
}

export default verb({
  examples: ["models aliases remove opus", "models aliases remove kimi --agent research"],
  says: "Takes a short name away. The model stays in the catalogue. Refused while a default or a fallback is written as it.",
  flags: { ...agentFlag, ...jsonFlag },
  words: { usage: "<alias>", min: 1, max: 1 },
  async run(call) {
    const [{ editModels }, { placeName }] = await Promise.all([import("../edit-models.js"), import("../section.js")]);
    const [alias = ""] = call.words;
    const { told, file, after } = await editModels(call, (section, config) => {
      const found = Object.entries(section.models).find(([, entry]) => sameAlias(alias, entry.alias));
      if (!found) throw unknownAlias(section, config, alias);
      const [ref, entry] = found;
      refuseInUse(config, section, entry.alias ?? alias, ref);
      return {
        edits: [{ path: [...section.path, "models", ref, "alias"], value: undefined }],
        told: { ref, alias: entry.alias ?? alias },
      };
    });
    return {
      json: { agentId: after.agent.id, configPath: file, changed: true, alias: told.alias, ref: told.ref },
      text: [`${told.alias} is no longer an alias of ${told.ref} (${placeName(after)}).`],
    };
  },
});
