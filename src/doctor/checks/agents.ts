import type { BindingConfig } from "../../config/config.js";
import { pathText } from "../../config/shown.js";
import { upgradedGroup } from "../../domain/group-upgrade.js";
import { shellWord } from "../../domain/shell-word.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";

/** Every agent has a directory of its own and is reached by something; every binding can decide something. */
export const agents: Check = {
  name: "agents",
  async look({ config, configProblem, agents: all, profileFiles, location, auth }) {
    if (configProblem) return configFirst;
    const bindings = config.bindings ?? [];
    const shared = profileFiles
      .filter(({ agents: owners }) => owners.length > 1)
      .map(
        ({ directory, agents: owners }): Finding => ({
          level: "error",
          what: `The agents ${owners.join(" and ")} share the directory ${directory}.`,
          why: "What is stored for one, orders above all, is then in force for the other as well.",
          mend: `$EDITOR ${shellWord(location.configFile)}`,
        }),
      );
    const unreached = all
      .filter(({ id, isDefault }) => !isDefault && bindings.every(({ agentId }) => agentId !== id))
      .map(
        ({ id }): Finding => ({
          level: "note",
          what: `Nothing leads to the agent ${id}: no binding names it and it is not the default.`,
          why: "It answers nowhere.",
          mend: `$EDITOR ${shellWord(location.configFile)}`,
        }),
      );
    const ownerless = profileFiles
      .filter(({ agents: owners }) => owners.length === 0)
      .map(
        ({ directory, document }): Finding => ({
          level: "note",
          what: `${directory} belongs to no agent of the configuration (${document.profiles.size} profiles).`,
          why: "Its credentials are used by nobody and still lie on this disk.",
          mend: `ls -l ${shellWord(directory)}`,
        }),
      );
    const outdated = auth ? upgraded(bindings, auth.pins.keyOf, location.configFile) : [];
    return [...shared, ...repeated(bindings, location.configFile), ...outdated, ...unreached, ...ownerless];
  },
};

function repeated(bindings: readonly BindingConfig[], file: string): Finding[] {
  const first = new Map<string, number>();
  return bindings.flatMap(({ match }, index) => {
    const { channel, guildId, peer } = match;
    const key = JSON.stringify([channel, guildId, peer?.kind, peer?.id]);
    const before = first.get(key);
    first.set(key, before ?? index);
    if (before === undefined) return [];
    return [
      {
        level: "warning",
        what: `${pathText(["bindings", index])} matches what ${pathText(["bindings", before])} matches already.`,
        why: "The first one decides; this one never does.",
        mend: `$EDITOR ${shellWord(file)}`,
      },
    ];
  });
}

/** Bindings that name a Telegram group by the id that it had before it became a supergroup. */
function upgraded(bindings: readonly BindingConfig[], keyOf: (session: string) => string, file: string): Finding[] {
  return bindings.flatMap((binding, index): Finding[] => {
    const id = upgradedGroup(binding, keyOf);
    if (id === undefined) return [];
    return [
      {
        level: "note",
        what: `${pathText(["bindings", index, "match", "peer", "id"])} names a group that became a supergroup: it is "${id}" now.`,
        why: "It goes on applying there, by a record in the state directory. Another state directory does not know of it.",
        mend: `$EDITOR ${shellWord(file)}`,
      },
    ];
  });
}
