import { join } from "node:path";
import type { CatalogSource } from "../domain/catalog.js";
import { ModelpinError } from "../domain/errors.js";
import { type AgentId, mainAgent, type ProviderId, providerKey } from "../domain/ids.js";
import { formatModelRef, modelKey, parseModelRef } from "../domain/model-ref.js";
import { didYouMean, nearNames } from "../domain/near-names.js";
import type { AgentConfig, Config, ModelConfig, ModelsConfig } from "./config.js";
import { expandPath, type Location } from "./locate.js";

/** One agent with everything that the defaults add to it; what `createCatalog` is made from. */
export interface Agent extends CatalogSource {
  readonly id: AgentId;
  /** Whether it answers where no binding says otherwise. */
  readonly isDefault: boolean;
  /** Where its auth-profiles.json is. Absolute. */
  readonly agentDir: string;
}

/** Ref and alias of one entry, in the order in which people wrote them. */
type Model = Agent["models"][number];

/**
 * The agents of a configuration, never none: without a list there is `main`. Exactly one is the default: the one with
 * `default: true`, else the first.
 *
 * - `models`: the defaults' first, then the agent's own, then `models.providers.<p>.models`. For one ref the agent's own
 *   entry wins; an alias that the agent gives to another ref is no longer the default's.
 * - `model`: an agent's own replaces the default model **and its fallbacks**; `"ref"` alone means no fallbacks.
 * - `allow`: an agent's own `modelPolicy` replaces the common one.
 */
export function agentsOf(config: Config, place: Pick<Location, "stateDir" | "home">): readonly Agent[] {
  const list: readonly AgentConfig[] = config.agents?.list?.length ? config.agents.list : [{ id: mainAgent }];
  const chosen = list.find((agent) => agent.default === true) ?? list[0];
  const common = config.agents?.defaults?.models ?? {};
  const ofProviders = providerModels(config);
  // Agents without models of their own share one list: catalogues are large, agents are many.
  const shared = mergeModels(common, {}, ofProviders);
  return list.map((agent) => {
    const models = agent.models ? mergeModels(common, agent.models, ofProviders) : shared;
    return toAgent(config, agent, models, agent === chosen, place);
  });
}

/** The agent that answers where nothing else is said. */
export function defaultAgentOf(agents: readonly Agent[]): Agent {
  const agent = agents.find(({ isDefault }) => isDefault) ?? agents[0];
  if (agent) return agent;
  throw new TypeError("agentsOf() never gives an empty list");
}

/** Main. Where no agent has that name, the others read its profiles all the same, from where its files would be. */
export function mainAgentOf(agents: readonly Agent[], place: Pick<Location, "stateDir" | "home">): Agent {
  return agents.find(({ id }) => id === mainAgent) ?? defaultAgentOf(agentsOf({}, place));
}

/**
 * The agent a person named, or the default one.
 * @throws {ModelpinError} `unknown_agent`, with the nearest names.
 */
export function agentOf(agents: readonly Agent[], id?: AgentId): Agent {
  if (id === undefined) return defaultAgentOf(agents);
  const agent = agents.find((one) => one.id === id);
  if (agent) return agent;
  const names = agents.map((one) => one.id);
  throw new ModelpinError("unknown_agent", `There is no agent "${id}".`, {
    hint: didYouMean(nearNames(id, names), `There are: ${names.join(", ")}.`),
  });
}

/** `model` as it may be written, in one form. */
export function toModelChoice(model: ModelConfig | undefined): { primary?: string; fallbacks: readonly string[] } {
  if (model === undefined) return { fallbacks: [] };
  return typeof model === "string"
    ? { primary: model, fallbacks: [] }
    : { primary: model.primary, fallbacks: model.fallbacks ?? [] };
}

function toAgent(
  config: Config,
  agent: AgentConfig,
  models: readonly Model[],
  isDefault: boolean,
  place: Pick<Location, "stateDir" | "home">,
): Agent {
  const defaults = config.agents?.defaults;
  const allow = (agent.modelPolicy ?? defaults?.modelPolicy)?.allow;
  return {
    id: agent.id,
    isDefault,
    ...toModelChoice(agent.model ?? defaults?.model),
    models,
    ...(allow === undefined ? {} : { allow }),
    agentDir:
      agent.agentDir === undefined
        ? join(place.stateDir, "agents", agent.id, "agent")
        : expandPath(agent.agentDir, place.home, place.stateDir),
  };
}

function providerModels(config: Config): string[] {
  const providers: [ProviderId, { models?: string[] | undefined }][] = Object.entries(config.models?.providers ?? {});
  return providers.flatMap(([provider, { models = [] }]) =>
    models.map((model) => formatModelRef({ provider: providerKey(provider), model })),
  );
}

function keyOf(ref: string): string {
  const parsed = parseModelRef(ref);
  return parsed ? modelKey(parsed) : ref;
}

function mergeModels(defaults: ModelsConfig, own: ModelsConfig, ofProviders: readonly string[]): readonly Model[] {
  const ownAliases = new Set(Object.values(own).map(({ alias }) => alias?.toLowerCase()));
  const merged = new Map<string, Model>();
  for (const [ref, { alias }] of Object.entries(defaults)) {
    const keeps = alias !== undefined && !ownAliases.has(alias.toLowerCase());
    merged.set(keyOf(ref), { ref, ...(keeps ? { alias } : {}) });
  }
  for (const [ref, { alias }] of Object.entries(own)) {
    const kept = alias ?? merged.get(keyOf(ref))?.alias;
    merged.set(keyOf(ref), { ref, ...(kept === undefined ? {} : { alias: kept }) });
  }
  for (const ref of ofProviders) if (!merged.has(keyOf(ref))) merged.set(keyOf(ref), { ref });
  return [...merged.values()];
}
