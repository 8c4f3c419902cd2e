import { isAgentId, mainAgent } from "../../domain/ids.js";
import { nearNames } from "../../domain/near-names.js";
import type { BindingConfig, Config } from "../config.js";
import type { UnplacedProblem } from "../issues.js";
import type { ConfigPath } from "../problem.js";
import { pathText, quoted } from "../shown.js";
import { invalid } from "./invalid.js";

const peerIds = {
  discord: { pattern: /^\d+$/, words: "a Discord id: digits in quotes" },
  telegram: { pattern: /^-?\d+(:\d+)?$/, words: 'a Telegram chat, "<chatId>" or "<chatId>:<topicId>"' },
  terminal: { pattern: /^\S+$/, words: "the terminal conversation's name" },
};

/** Agent ids are unique, one default at most, bindings lead to known agents and real places, the language exists. */
export function checkAgents(config: Config): UnplacedProblem[] {
  const list = config.agents?.list ?? [];
  const problems: UnplacedProblem[] = [];
  const firstAt = new Map<string, number>();
  let defaultAt: number | undefined;
  for (const [index, agent] of list.entries()) {
    const path = ["agents", "list", index];
    const before = firstAt.get(agent.id);
    if (before === undefined) firstAt.set(agent.id, index);
    else
      problems.push(
        invalid([...path, "id"], `the agent ${quoted(agent.id)} is also ${pathText(["agents", "list", before])}`),
      );
    if (agent.default !== true) continue;
    if (defaultAt === undefined) defaultAt = index;
    else
      problems.push(
        invalid(
          [...path, "default"],
          `only one agent may be the default; ${pathText(["agents", "list", defaultAt])} is`,
        ),
      );
  }
  const known = list.length > 0 ? [...firstAt.keys()] : [mainAgent];
  for (const [index, binding] of (config.bindings ?? []).entries())
    problems.push(...checkBinding(binding, ["bindings", index], known));
  if (config.language !== undefined && !isLanguage(config.language)) {
    problems.push(
      invalid(
        ["language"],
        `expected "auto" or a language tag such as "de" or "zh-Hans", found ${quoted(config.language)}`,
      ),
    );
  }
  return problems;
}

function checkBinding(
  { agentId, match }: BindingConfig,
  path: ConfigPath,
  known: readonly string[],
): UnplacedProblem[] {
  const problems: UnplacedProblem[] = [];
  if (!known.includes(agentId)) {
    const [near] = nearNames(agentId, known, 1);
    const advice = near ? `did you mean "${near}"?` : `there are: ${known.join(", ")}`;
    problems.push(
      invalid(
        [...path, "agentId"],
        `there is no agent ${isAgentId(agentId) ? `"${agentId}"` : quoted(agentId)}; ${advice}`,
      ),
    );
  }
  if (match.guildId !== undefined && match.channel !== "discord") {
    problems.push(invalid([...path, "match", "guildId"], `only Discord has guilds, and this matches ${match.channel}`));
  } else if (match.guildId !== undefined && !/^\d+$/.test(match.guildId)) {
    problems.push(
      invalid([...path, "match", "guildId"], `expected a Discord id: digits in quotes, found ${quoted(match.guildId)}`),
    );
  }
  const { pattern, words } = peerIds[match.channel];
  if (match.peer !== undefined && !pattern.test(match.peer.id)) {
    problems.push(invalid([...path, "match", "peer", "id"], `expected ${words}, found ${quoted(match.peer.id)}`));
  }
  return problems;
}

function isLanguage(tag: string): boolean {
  if (tag === "auto") return true;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
