import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Agent, mainAgentOf } from "../config/agents.js";
import type { Location } from "../config/locate.js";

/** The agents' directories with their agents: those of the configuration, main's, and what else lies beside them. */
export async function agentDirectories(
  location: Location,
  agents: readonly Agent[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const all = new Set([...agents, mainAgentOf(agents, location)]);
  for (const { id, agentDir } of all) found.set(agentDir, [...(found.get(agentDir) ?? []), id]);
  const beside = join(location.stateDir, "agents");
  for (const name of await namesIn(beside)) {
    const directory = join(beside, name, "agent");
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
