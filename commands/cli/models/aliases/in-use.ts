import { toModelChoice } from "../../../../src/config/agents.js";
import type { Config } from "../../../../src/config/config.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import type { Section } from "../section.js";

export const sameAlias = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

/**
 * A default or a fallback that is written as an alias would mean nothing without it.
 * @throws {ModelpinError} `alias_in_use`
 */
export function refuseInUse(config: Config, section: Section, alias: string, ref: string): void {
  const { defaults, list = [] } = config.agents ?? {};
  const isOwn = section.path[1] === "list";
  const places = [
    ...(isOwn ? [] : [{ name: "agents.defaults.model", flag: "", ...toModelChoice(defaults?.model) }]),
    ...list
      .filter(({ id }) => !isOwn || id === section.agent.id)
      .map(({ id, model }) => ({
        name: `the model of the agent ${id}`,
        flag: ` --agent ${id}`,
        ...toModelChoice(model),
      })),
  ];
  for (const { name, flag, primary, fallbacks } of places) {
    const isPrimary = sameAlias(alias, primary);
    if (!isPrimary && !fallbacks.some((text) => sameAlias(alias, text))) continue;
    throw new ModelpinError(
      "alias_in_use",
      `${isPrimary ? name : `A fallback of ${name}`} is written as "${alias}". Nothing was changed.`,
      {
        hint: isPrimary
          ? `Write it as the ref first: modelpin models set ${ref}${flag}`
          : `Write it as the ref first: modelpin models fallbacks remove ${alias}${flag} && modelpin models fallbacks add ${ref}${flag}`,
      },
    );
  }
}
