import { type ConfigEdit, openConfigWriter } from "../../../src/auth/open-config.js";
import type { Config } from "../../../src/config/config.js";
import type { Catalog } from "../../../src/domain/catalog.js";
import type { Call, FlagSpecs } from "../verb.js";
import { type Section, sectionOf } from "./section.js";

/** What an edit of the models comes to: the edits, and what its verb has to say about them. */
export interface ModelsPlan<T> {
  readonly edits: readonly ConfigEdit[];
  readonly told: T;
}

export interface ModelsEdited<T> {
  readonly told: T;
  /** Whether anything was written. */
  readonly changed: boolean;
  readonly file: string;
  /** What the operator should know besides. */
  readonly notes: readonly string[];
  /** As the agent sees the models now. */
  readonly after: Section;
}

/**
 * Decides on the configuration as it stands at the moment of writing, and writes under compare-and-swap: two processes
 * that edit at once lose nothing, and an invalid result is refused before anything is written.
 */
export async function editModels<T>(
  call: Pick<Call<FlagSpecs>, "flags" | "open" | "agent">,
  plan: (section: Section, config: Config) => ModelsPlan<T>,
): Promise<ModelsEdited<T>> {
  const auth = await call.open({ configMayBeAbsent: true });
  await call.agent(auth);
  const { location } = auth.sources;
  const agentId = typeof call.flags.agent === "string" ? call.flags.agent : undefined;
  const writer = openConfigWriter(location);
  try {
    let last: ModelsPlan<T> | undefined;
    const config = await writer.edit((before) => {
      last = plan(sectionOf(before, location, agentId), before);
      return last.edits;
    });
    const { edits, told } = last as ModelsPlan<T>;
    const unmoved = agentId === undefined && edits.some(({ path }) => path[2] === "model") ? unmovedAgents(config) : [];
    return {
      told,
      changed: edits.length > 0,
      file: writer.file,
      notes: unmoved.map((id) => `The agent ${id} has a model of its own, which stays: see models list --agent ${id}`),
      after: sectionOf(config, location, agentId),
    };
  } finally {
    await writer.close();
  }
}

/** Agents that keep what they have, because they have a model of their own. */
function unmovedAgents(config: Config): readonly string[] {
  return (config.agents?.list ?? []).filter(({ model }) => model !== undefined).map(({ id }) => id);
}

/** The short name where a model has one. */
export function aliasNote(catalog: Catalog, ref: Parameters<Catalog["byRef"]>[0]): string {
  const alias = catalog.byRef(ref)?.alias;
  return alias === undefined ? "" : ` (${alias})`;
}
