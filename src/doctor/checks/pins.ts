import type { AgentId, ProfileId } from "../../domain/ids.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";

/** Keys of the environment: the gateway's may hold what this process's does not. */
const ofEnvironment = /:env(-\d+)?$/;

/** Every account that somebody pinned is there. What cannot be understood at all is the database check's to tell. */
export const pins: Check = {
  name: "pins",
  async look({ auth, agents }) {
    if (!auth) return configFirst;
    const pinned = new Map<AgentId, Map<ProfileId, number>>(agents.map(({ id }) => [id, new Map()]));
    for await (const { agentId, pin, once } of auth.pins.list(() => undefined)) {
      const counts = pinned.get(agentId);
      const ids = new Set([pin?.profileId, once?.profileId]);
      for (const id of ids) if (id !== undefined) counts?.set(id, (counts.get(id) ?? 0) + 1);
    }
    const findings: Finding[] = [];
    for (const [agentId, counts] of pinned) {
      const { profiles, files } = await auth.snapshot(agentId);
      // While a file cannot be read, what stands in it is not gone.
      if (files.some(({ problem }) => problem !== undefined)) continue;
      for (const [id, count] of counts) {
        if (!profiles.byId.has(id) && !ofEnvironment.test(id)) findings.push(dangling(agentId, id, count));
      }
    }
    return findings;
  },
};

function dangling(agentId: AgentId, id: ProfileId, count: number): Finding {
  const who = count === 1 ? "1 conversation is" : `${count} conversations are`;
  return {
    level: "warning",
    what: `${who} pinned to ${id} of the agent ${agentId}, which does not exist.`,
    why: "A pin is a lock: nobody is asked there until somebody chooses again. Stored again, the profile is used again.",
    mend: `modelpin models pins clear --profile ${id} --agent ${agentId}`,
  };
}
