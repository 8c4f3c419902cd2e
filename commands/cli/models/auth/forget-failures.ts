import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { Agent } from "../../../../src/config/agents.js";
import { afterReplacement } from "../../../../src/domain/cooldown.js";
import { isModelpinError } from "../../../../src/domain/errors.js";
import { mainAgent, type ProfileId, type ProviderId } from "../../../../src/domain/ids.js";
import { usageOf } from "../../../../src/domain/usage-document.js";

interface Replaced {
  readonly id: ProfileId;
  readonly provider: ProviderId;
  /** Whose file holds it. */
  readonly agent: Agent;
}

/**
 * What a replaced credential had done says nothing of the new one: it is unproven, and every agent that reads the
 * profile may use it at once.
 * @returns whether it had failed at anything. That it could not be forgotten is no failure: a rest ends by itself.
 */
export async function forgetFailures(auth: ModelAuth, { id, provider, agent }: Replaced): Promise<boolean> {
  let forgotten = false;
  try {
    for (const agentId of await readersOf(auth, agent, id)) {
      await auth.usages.change(agentId, provider, (before) => {
        forgotten ||= Object.keys(usageOf(before, id)?.windows ?? {}).length > 0;
        return afterReplacement(before, id);
      });
    }
  } catch (error) {
    if (!isModelpinError(error)) throw error;
  }
  return forgotten;
}

/** Main's profiles are read by every agent that has none of this name. */
async function readersOf(auth: ModelAuth, home: Agent, id: ProfileId): Promise<Agent["id"][]> {
  const readers = [home.id];
  if (home.id !== mainAgent) return readers;
  for (const other of auth.config().agents) {
    if (other.id === home.id) continue;
    const { document } = await auth.sources.profiles(other).read();
    if (!document.profiles.has(id)) readers.push(other.id);
  }
  return readers;
}
