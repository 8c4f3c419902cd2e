import { agentsOf, mainAgentOf } from "../config/agents.js";
import type { Config } from "../config/config.js";
import type { Location } from "../config/locate.js";
import { type AgentId, mainAgent } from "../domain/ids.js";

/** Where an agent's profiles are; main's also where no agent has that name, since the others read them through. */
export function agentDirOf(config: Config, location: Location, agentId: AgentId): string | undefined {
  const agents = agentsOf(config, location);
  if (agentId === mainAgent) return mainAgentOf(agents, location).agentDir;
  return agents.find(({ id }) => id === agentId)?.agentDir;
}
