import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Agent } from "../config/agents.js";
import type { Location } from "../config/locate.js";
import { mainAgent } from "../domain/ids.js";

/** The agents' directories with their agents: those of the configuration, main's, and what else lies beside them. */
export async function agentDirectories(
  { stateDir }: Location,
  agents: readonly Agent[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const { id, agentDir } of agents) found.set(agentDir, [...(found.get(agentDir) ?? []), id]);
  // Read through by the others even where no agent has that name.
  const main = join(stateDir, "agents", mainAgent, "agent");
  if (!agents.some(({ id }) => id === mainAgent)) found.set(main, [...(found.get(main) ?? []), mainAgent]);
  for (const name of await namesIn(join(stateDir, "agents"))) {
    const directory = join(stateDir, "agents", name, "agent");
    if (!found.has(directory) && (await namesIn(directory)).length > 0) found.set(directory, []);
  }
  return found;
}

/** What cannot be listed holds nothing for us; the check of modes says why it cannot. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}
