import { toModelChoice } from "../../../../src/config/agents.js";
import type { Config } from "../../../../src/config/config.js";
import { quoted } from "../../../../src/config/shown.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { nearNames } from "../../../../src/domain/near-names.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";
import type { Section } from "../section.js";

const sameAlias = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

/** Where a default or a fallback is written as this alias: without it nobody could tell which model is meant. */
function usesOf(config: Config, section: Section, alias: string): readonly string[] {
  const { defaults, list = [] } = config.agents ?? {};
  const isOwn = section.path[1] === "list";
  const places = [
    ...(isOwn ? [] : [{ name: "agents.defaults.model", ...toModelChoice(defaults?.model) }]),
    ...list
      .filter(({ id }) => !isOwn || id === section.agent.id)
      .map(({ id, model }) => ({ name: `the model of the agent ${id}`, ...toModelChoice(model) })),
  ];
  return places
    .filter(({ primary, fallbacks }) => sameAlias(alias, primary) || fallbacks.some((text) => sameAlias(alias, text)))
    .map(({ name }) => name);
}

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
    : near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : "See all: modelpin models aliases list";
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
      const uses = usesOf(config, section, alias);
      if (uses.length > 0) {
        throw new ModelpinError(
          "alias_in_use",
          `${uses.join(" and ")} is written as "${entry.alias}". Nothing was changed.`,
          {
            hint: `Write it as the ref first, for example: modelpin models set ${ref}`,
          },
        );
      }
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
