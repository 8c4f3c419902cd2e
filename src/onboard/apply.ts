import { openConfigWriter } from "../auth/open-config.js";
import { openEnvFile } from "../auth/open-env-file.js";
import { openProfiles } from "../auth/open-profiles.js";
import type { ProfileEdit } from "../auth/profile-edit.js";
import type { Location } from "../config/locate.js";
import type { AgentId } from "../domain/ids.js";
import { agentDirOf } from "./agent-dir.js";
import { toConfigChange } from "./config-items.js";
import { withVariables } from "./env-text.js";
import type { Plan } from "./plan.js";

/**
 * Carries a plan out. Everything is checked before the first byte is written; each file is then replaced whole, under
 * compare-and-swap. What the plan holds already is left alone, so that it may be carried out again after a failure:
 * secrets first, the configuration that makes them count last.
 *
 * @throws {ModelpinError} `config_invalid`, `config_edit_failed`, `profiles_unreadable`, `store_unwritable`.
 */
export async function applyPlan(plan: Plan, location: Location): Promise<void> {
  const writer = openConfigWriter(location);
  try {
    const change = toConfigChange(plan.config);
    const after = await writer.preview(change);
    if (plan.variables.size > 0) {
      const file = openEnvFile(location.stateDir);
      await file.edit((text) => withVariables(text, plan.variables)).finally(() => file.close());
    }
    for (const [agentId, edits] of editsOf(plan)) {
      const directory = agentDirOf(after, location, agentId);
      if (directory === undefined) continue;
      const { profiles, close } = openProfiles(directory);
      await profiles.edit(...edits).finally(close);
    }
    await writer.edit(change);
  } finally {
    await writer.close();
  }
}

function editsOf({ profiles, orders }: Plan): ReadonlyMap<AgentId, readonly ProfileEdit[]> {
  const edits = new Map<AgentId, ProfileEdit[]>();
  const add = (agentId: AgentId, edit: ProfileEdit): void => {
    edits.set(agentId, [...(edits.get(agentId) ?? []), edit]);
  };
  for (const { agentId, profileId, credential, otherFields } of profiles) {
    add(agentId, { kind: "put", profileId, credential, ...(otherFields === undefined ? {} : { otherFields }) });
  }
  for (const { agentId, provider, ids } of orders) add(agentId, { kind: "order", provider, ids });
  return edits;
}
