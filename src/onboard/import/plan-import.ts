import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Config } from "../../config/config.js";
import type { Location } from "../../config/locate.js";
import { pathText } from "../../config/shown.js";
import { providerKey } from "../../domain/ids.js";
import { Secret } from "../../domain/secret.js";
import { type ConfigItem, settle } from "../config-items.js";
import type { Plan, PlannedOrder, PlannedProfile } from "../plan.js";
import type { Left, Mapped } from "./left.js";
import { leftRest } from "./left-rest.js";
import { mapAccess } from "./map-access.js";
import { mapAgents, mapBindings, toAgentId } from "./map-agents.js";
import { mapAuth, mapEnvironment } from "./map-auth.js";
import { mapDefaults, mapProviders, mapSecretSources } from "./map-models.js";
import { isSame, mapProfiles } from "./map-profiles.js";
import { mapVariables } from "./map-variables.js";
import { readHere } from "./read-here.js";
import type { Source } from "./source.js";
import { createTally, type Taken, type Tally } from "./tally.js";

/** What an import would do. Its words hold no secret. */
export interface ImportPlan extends Tally {
  readonly plan: Plan;
  readonly left: readonly Left[];
  /** What to know before both programs run. */
  readonly warnings: readonly string[];
}

/** Sections in the order in which one may refer to another. */
const sections: readonly ((config: Source["config"]) => Mapped)[] = [
  mapSecretSources,
  mapProviders,
  mapDefaults,
  mapAgents,
  mapBindings,
  mapAuth,
  mapAccess,
  mapEnvironment,
];

/** Decides what a source becomes here, given what stands here already. Reads profiles, writes nothing. */
export async function planImport(source: Source, current: Config, location: Location): Promise<ImportPlan> {
  const mapped = sections.map((section) => section(source.config));
  const settled = settle(
    current,
    mapped.flatMap(({ items }) => items),
  );
  const credentials = mapProfiles(source);
  const here = await readHere(settled.after, location, [
    ...credentials.profiles.map(({ agentId }) => agentId),
    ...source.agents.map(({ id }) => toAgentId(id) ?? id),
  ]);
  const keys = mapVariables(source);

  const profiles: PlannedProfile[] = [];
  const orders: PlannedOrder[] = [];
  const variables = new Map<string, Secret>();
  const left: Left[] = [
    ...source.left,
    ...mapped.flatMap((section) => section.left),
    ...settled.refused.map(({ item, why }) => ({ from: item.from, why })),
    ...credentials.left,
    ...keys.left,
    ...leftRest(source),
  ];
  const { takes, ...tally } = createTally({
    taken: settled.taken.map(toTaken),
    present: settled.present.map(toTaken),
    kept: settled.kept.map(toTaken),
  });

  for (const { from, ...planned } of credentials.profiles) {
    const { agentId, profileId, credential } = planned;
    const document = here.profiles.get(agentId);
    if (!document) {
      left.push({ from, why: `there is no agent ${agentId} here` });
      continue;
    }
    const line = { from, to: `${profileId} of ${agentId}` };
    if (takes(line, document.profiles.get(profileId), (before) => isSame(before, credential))) profiles.push(planned);
  }
  for (const { id, document } of source.agents) {
    const agentId = toAgentId(id) ?? id;
    const own = here.profiles.get(agentId);
    for (const [provider, ids] of own ? document.order : []) {
      const line = { from: `order of ${provider} of ${id}`, to: `stored order of ${provider} of ${agentId}` };
      const before = own?.order.get(providerKey(provider));
      if (takes(line, before, (one) => isDeepStrictEqual(one, ids))) orders.push({ agentId, provider, ids });
    }
  }
  for (const { from, name, secret } of keys.variables) {
    const line = { from, to: `${join(location.stateDir, ".env")}: ${name}` };
    if (takes(line, here.variables[name], (before) => secret.equals(new Secret(before)))) variables.set(name, secret);
  }
  return {
    plan: { config: settled.taken, profiles, orders, variables },
    ...tally,
    left,
    warnings: warningsOf(profiles),
  };
}

const toTaken = ({ from, path, value, isMember }: ConfigItem): Taken => ({
  from,
  to: isMember && typeof value === "string" ? `${pathText(path)}: ${value}` : pathText(path),
});

function warningsOf(profiles: readonly PlannedProfile[]): string[] {
  const logins = profiles.filter(({ credential }) => credential.type === "oauth" && credential.refresh !== undefined);
  if (logins.length === 0) return [];
  return [
    `${logins.map(({ profileId }) => profileId).join(", ")}: a refresh token works once. As soon as either program refreshes this login, the other one is logged out: stop the other, or log in here anew with modelpin models auth login.`,
  ];
}
