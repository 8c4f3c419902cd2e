import { isDeepStrictEqual } from "node:util";
import type { Credential } from "../../domain/credential.js";
import { mainAgent, type ProfileId, providerOf, sameProvider } from "../../domain/ids.js";
import { isObject } from "../../domain/json.js";
import { misfitWords } from "../../domain/misfit-words.js";
import { credentialFields } from "../../domain/profile-entry.js";
import { Secret } from "../../domain/secret.js";
import type { PlannedProfile } from "../plan.js";
import { objectAt } from "./json.js";
import type { Left } from "./left.js";
import { toAgentId } from "./map-agents.js";
import { isReference } from "./map-models.js";
import type { Source, SourceAgent } from "./source.js";

/** The credentials of a source, each once. */
export interface MappedProfiles {
  readonly profiles: readonly (PlannedProfile & { readonly from: string })[];
  readonly left: readonly Left[];
}

/**
 * Which credential goes where. What another agent holds a copy of stays main's alone, because it is read through; and a
 * refresh token, which works once, is never in two places: two copies of it end with both of them logged out.
 */
export function mapProfiles({ agents, config }: Source): MappedProfiles {
  const profiles: (PlannedProfile & { from: string })[] = [];
  const left: Left[] = [];
  const logins: { refresh: Secret; id: ProfileId; agentId: string }[] = [];
  const main = agents.find(({ id }) => id === mainAgent);
  for (const agent of agents) {
    const agentId = toAgentId(agent.id);
    for (const { path, expected } of agent.document.problems) {
      left.push({ from: `${agent.file}: ${path}`, why: misfitWords(expected) });
    }
    const misspelt = new Set(agent.document.problems.map(({ profileId }) => profileId));
    for (const [profileId, credential] of agent.document.profiles) {
      if (misspelt.has(profileId)) continue;
      const from = `${profileId} of ${agent.id}`;
      const refresh = credential.type === "oauth" ? credential.refresh : undefined;
      const twin = refresh && logins.find((login) => login.refresh.equals(refresh));
      if (agentId === undefined) left.push({ from, why: "an agent cannot have this id here" });
      else if (!sameProvider(providerOf(profileId), credential.provider)) {
        left.push({ from, why: `an id begins with its provider here; store it as ${credential.provider}:<name>` });
      } else if (agent !== main && isSame(main?.document.profiles.get(profileId), credential)) {
        left.push({ from, why: `the same as main's, which ${agent.id} reads through` });
      } else if (twin) {
        left.push({
          from,
          why: `the same login as ${twin.id} of ${twin.agentId}; a refresh token works once, so it is not copied. Log in again: modelpin models auth login --provider ${credential.provider} --profile-id ${profileId} --agent ${agentId}`,
        });
      } else {
        if (refresh) logins.push({ refresh, id: profileId, agentId: agent.id });
        profiles.push({ from, agentId, profileId, credential, otherFields: otherFieldsOf(agent, profileId) });
      }
    }
  }
  const inConfig = keysInConfig(
    config,
    profiles.map(({ profileId }) => profileId),
  );
  return { profiles: [...profiles, ...inConfig], left };
}

/** Keys in plain text under `models.providers`: no secret stands in a configuration here, so they become profiles. */
function keysInConfig(config: Source["config"], taken: readonly ProfileId[]): (PlannedProfile & { from: string })[] {
  return Object.entries(objectAt(config, "models", "providers")).flatMap(([name, provider]) => {
    const apiKey = isObject(provider) ? provider.apiKey : undefined;
    const profileId = `${name.toLowerCase()}:default`;
    if (typeof apiKey !== "string" || apiKey.trim() === "" || isReference(apiKey) || taken.includes(profileId))
      return [];
    const credential: Credential = { type: "api_key", provider: name.toLowerCase(), key: new Secret(apiKey.trim()) };
    return [{ from: `models.providers.${name}.apiKey`, agentId: mainAgent, profileId, credential }];
  });
}

function otherFieldsOf({ entries }: SourceAgent, id: ProfileId): Record<string, unknown> {
  return Object.fromEntries(Object.entries(objectAt(entries, id)).filter(([field]) => !credentialFields.has(field)));
}

/** Whether two credentials are one, secrets compared without showing them. */
export function isSame(a: Credential | undefined, b: Credential): boolean {
  if (a === undefined) return false;
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...fields].every((field) => {
    const [x, y] = [a, b].map((one) => (one as unknown as Record<string, unknown>)[field]);
    return x instanceof Secret ? y instanceof Secret && x.equals(y) : isDeepStrictEqual(x, y);
  });
}
