import { isDeepStrictEqual } from "node:util";
import type { ConfigEdit } from "../../../src/auth/open-config.js";
import { type Agent, agentOf, agentsOf, toModelChoice } from "../../../src/config/agents.js";
import type { Config, ModelConfig, ModelsConfig } from "../../../src/config/config.js";
import type { Location } from "../../../src/config/locate.js";
import type { ConfigPath } from "../../../src/config/problem.js";
import { type Catalog, createCatalog } from "../../../src/domain/catalog.js";
import type { AgentId } from "../../../src/domain/ids.js";
import { type ModelRef, modelKey, parseModelRef } from "../../../src/domain/model-ref.js";

/** Where models are written: the common defaults, or one agent's own entry. */
export interface Section {
  /** `agents.defaults`, or the agent's place in `agents.list`. */
  readonly path: ConfigPath;
  /** The agent whose view counts: the one named, else the default one. */
  readonly agent: Agent;
  readonly catalog: Catalog;
  /** What stands in this very section. */
  readonly model?: ModelConfig;
  readonly models: ModelsConfig;
  /** What applies, inherited or not: refs or aliases as they are written. */
  readonly choice: { readonly primary?: string; readonly fallbacks: readonly string[] };
  /** Made where the agent has no entry yet. */
  readonly missingEntry?: ConfigEdit;
}

/**
 * The part of the configuration that an edit concerns. Without an agent it is `agents.defaults`, seen as the default
 * agent sees it; with one, that agent's entry of `agents.list`.
 *
 * @throws {ModelpinError} `unknown_agent`
 */
export function sectionOf(config: Config, location: Location, agentId: AgentId | undefined): Section {
  const agents = agentsOf(config, location);
  const agent = agentOf(agents, agentId);
  const { defaults, list = [] } = config.agents ?? {};
  if (agentId === undefined) {
    const catalog = createCatalog({ ...agent, ...toModelChoice(defaults?.model) });
    return {
      path: ["agents", "defaults"],
      agent,
      catalog,
      ...(defaults?.model === undefined ? {} : { model: defaults.model }),
      models: defaults?.models ?? {},
      choice: toModelChoice(defaults?.model),
    };
  }
  const index = list.findIndex(({ id }) => id === agentId);
  const own = list[index];
  const path = ["agents", "list", Math.max(index, 0)];
  return {
    path,
    agent,
    catalog: createCatalog(agent),
    ...(own?.model === undefined ? {} : { model: own.model }),
    models: own?.models ?? {},
    choice: toModelChoice(own?.model ?? defaults?.model),
    // Without a list there is one agent, main: naming it gives it an entry of its own.
    ...(own === undefined ? { missingEntry: { path: ["agents", "list"], value: [{ id: agentId }] } } : {}),
  };
}

/** The edits that make `choice` what applies here, touching as little as can be. */
export function choiceEdits(section: Section, choice: { primary: string; fallbacks: readonly string[] }): ConfigEdit[] {
  const { path, model, missingEntry } = section;
  const before = missingEntry ? [missingEntry] : [];
  const at = [...path, "model"];
  if (typeof model === "object") {
    const written = model.fallbacks ?? [];
    return [
      ...before,
      ...(model.primary === choice.primary ? [] : [{ path: [...at, "primary"], value: choice.primary }]),
      ...fallbackEdits([...at, "fallbacks"], written, choice.fallbacks),
    ];
  }
  const value = choice.fallbacks.length === 0 ? choice.primary : { ...choice };
  return [...before, { path: at, value }];
}

function fallbackEdits(path: ConfigPath, before: readonly string[], after: readonly string[]): ConfigEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  return [{ path, value: after.length === 0 ? undefined : [...after] }];
}

/** Takes a model into the catalogue of the section, unless the agent has it already. */
export function catalogueEdits({ path, agent }: Section, ref: ModelRef, written: string): ConfigEdit[] {
  const has = agent.models.some((entry) => {
    const known = parseModelRef(entry.ref);
    return known !== undefined && modelKey(known) === modelKey(ref);
  });
  return has ? [] : [{ path: [...path, "models", written], value: {} }];
}

/** How people call the place. */
export function placeName({ path, agent }: Section): string {
  return path[1] === "defaults" ? "agents.defaults" : `agent ${agent.id}`;
}
