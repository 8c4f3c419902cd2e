import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { openEnvFile } from "../../auth/open-env-file.js";
import { openProfiles } from "../../auth/open-profiles.js";
import type { Config } from "../../config/config.js";
import type { Location } from "../../config/locate.js";
import { pathText } from "../../config/shown.js";
import { providerKey } from "../../domain/ids.js";
import type { AuthProfileDocument } from "../../domain/profile-document.js";
import { Secret } from "../../domain/secret.js";
import { agentDirOf } from "../agent-dir.js";
import { type ConfigItem, settle } from "../config-items.js";
import type { Plan, PlannedOrder, PlannedProfile } from "../plan.js";
import type { Left, Mapped } from "./left.js";
import { mapAccess } from "./map-access.js";
import { mapAgents, mapBindings, toAgentId } from "./map-agents.js";
import { mapAuth, mapEnvironment } from "./map-auth.js";
import { mapDefaults, mapProviders, mapSecretSources } from "./map-models.js";
import { isSame, mapProfiles } from "./map-profiles.js";
import { mapVariables } from "./map-variables.js";
import type { Source } from "./source.js";

/** One thing that is taken over: where it stands there, and where it will stand here. */
export interface Taken {
  readonly from: string;
  readonly to: string;
}

/** What an import would do. Its words hold no secret. */
export interface ImportPlan {
  readonly plan: Plan;
  readonly taken: readonly Taken[];
  /** Already here as it is there. */
  readonly present: readonly Taken[];
  /** Here is something else, which stays. */
  readonly kept: readonly Taken[];
  readonly left: readonly Left[];
  /** What to know before both programs run. */
  readonly warnings: readonly string[];
}

/** Sections that become something, or are named one by one; the others are named together. */
const known = ["agents", "bindings", "auth", "models", "secrets", "env", "channels", "commands", "$schema", "meta"];

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
  const envFile = openEnvFile(location.stateDir);
  const set = await envFile.read().finally(() => envFile.close());

  const profiles: PlannedProfile[] = [];
  const orders: PlannedOrder[] = [];
  const taken: Taken[] = settled.taken.map(toTaken);
  const present: Taken[] = settled.present.map(toTaken);
  const kept: Taken[] = settled.kept.map(toTaken);
  const left: Left[] = [
    ...source.left,
    ...mapped.flatMap((section) => section.left),
    ...settled.refused.map(({ item, why }) => ({ from: item.from, why })),
    ...credentials.left,
    ...keys.left,
    ...othersOf(source),
  ];
  /** What is not here yet is taken; what is here stays, whether it is the same or not. */
  const take = (line: Taken, here: "absent" | "same" | "other", act: () => void): void => {
    if (here === "absent") act();
    ({ absent: taken, same: present, other: kept })[here].push(line);
  };
  const compared = <T>(before: T | undefined, isSameAs: (before: T) => boolean) =>
    before === undefined ? "absent" : isSameAs(before) ? "same" : "other";

  for (const { from, ...planned } of credentials.profiles) {
    const { agentId, profileId, credential } = planned;
    const document = here.get(agentId);
    if (!document) {
      left.push({ from, why: `there is no agent ${agentId} here` });
      continue;
    }
    const state = compared(document.profiles.get(profileId), (before) => isSame(before, credential));
    take({ from, to: `${profileId} of ${agentId}` }, state, () => profiles.push(planned));
  }
  for (const { id, document } of source.agents) {
    const agentId = toAgentId(id) ?? id;
    const own = here.get(agentId);
    for (const [provider, ids] of own ? document.order : []) {
      const line = { from: `order of ${provider} of ${id}`, to: `stored order of ${provider} of ${agentId}` };
      const state = compared(own?.order.get(providerKey(provider)), (before) => isDeepStrictEqual(before, ids));
      take(line, state, () => orders.push({ agentId, provider, ids }));
    }
  }
  const variables = new Map<string, Secret>();
  for (const { from, name, secret } of keys.variables) {
    const state = compared(set[name], (before) => secret.equals(new Secret(before)));
    take({ from, to: `${join(location.stateDir, ".env")}: ${name}` }, state, () => variables.set(name, secret));
  }
  return {
    plan: { config: settled.taken, profiles, orders, variables },
    taken,
    present,
    kept,
    left,
    warnings: warningsOf(profiles),
  };
}

const toTaken = ({ from, path, value, isMember }: ConfigItem): Taken => ({
  from,
  to: isMember && typeof value === "string" ? `${pathText(path)}: ${value}` : pathText(path),
});

async function readHere(
  config: Config,
  location: Location,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, AuthProfileDocument>> {
  const found = new Map<string, AuthProfileDocument>();
  for (const agentId of new Set(agentIds)) {
    const directory = agentDirOf(config, location, agentId);
    if (directory === undefined) continue;
    const { profiles, close } = openProfiles(directory);
    const { document, problem } = await profiles.read().finally(close);
    if (problem) throw problem;
    found.set(agentId, document);
  }
  return found;
}

/** What has no counterpart: the bots' tokens by name, every other section in one line. */
function othersOf({ config }: Source): Left[] {
  const channels = (config.channels ?? {}) as Record<string, unknown>;
  const bots = ["discord", "telegram"]
    .filter((name) => channels[name] !== undefined)
    .map((name) => ({
      from: `channels.${name}`,
      why: `two programs cannot be one bot at the same time; when the other has stopped: modelpin onboard`,
    }));
  const elsewhere = Object.keys(channels).filter((name) => name !== "discord" && name !== "telegram");
  const rest = [
    ...Object.keys(config).filter((key) => !known.includes(key)),
    ...elsewhere.map((name) => `channels.${name}`),
  ];
  return rest.length === 0 ? bots : [...bots, { from: rest.join(", "), why: "there is nothing like it here" }];
}

function warningsOf(profiles: readonly PlannedProfile[]): string[] {
  const logins = profiles.filter(({ credential }) => credential.type === "oauth" && credential.refresh !== undefined);
  if (logins.length === 0) return [];
  return [
    `${logins.map(({ profileId }) => profileId).join(", ")}: a refresh token works once. As soon as either program refreshes this login, the other one is logged out: stop the other, or log in here anew with modelpin models auth login.`,
  ];
}
