import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { ConfigChange } from "../../../../src/auth/open-config.js";
import type { Profiles } from "../../../../src/auth/profiles.js";
import { type Agent, mainAgentOf } from "../../../../src/config/agents.js";
import type { Config } from "../../../../src/config/config.js";
import type { ConfigPath } from "../../../../src/config/problem.js";
import type { CredentialType } from "../../../../src/domain/credential.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import {
  type AgentId,
  mainAgent,
  type ProfileId,
  type ProviderId,
  providerOf,
  type SessionKey,
} from "../../../../src/domain/ids.js";
import type { PinRecord } from "../../../../src/domain/pin.js";
import type { ProfileSource } from "../../../../src/domain/profile-set.js";
import { usageOf } from "../../../../src/domain/usage-document.js";
import { meantOf } from "../pins/filter.js";
import { unknownProfile } from "./unknown-profile.js";

/** An agent's stored order that names the profile. */
export interface NamingOrder {
  readonly agentId: AgentId;
  readonly provider: ProviderId;
  readonly profiles: Profiles;
  readonly ids: readonly ProfileId[];
}

/** Everything that hangs on a profile. */
export interface Removal {
  readonly id: ProfileId;
  readonly provider: ProviderId;
  /** Absent for an entry that cannot be used as it is written, and for one whose secret is gone already. */
  readonly type?: CredentialType;
  /** The agent in whose file it is. */
  readonly agent: Agent;
  readonly profiles: Profiles;
  readonly isStored: boolean;
  readonly orders: readonly NamingOrder[];
  /** Places in the configuration. */
  readonly config: readonly ConfigPath[];
  /** Agents for which something was counted. */
  readonly counted: readonly AgentId[];
  readonly pins: readonly PinRecord[];
  /** Conversations that consented to being billed to it: a new profile of this id must ask again. */
  readonly consents: readonly SessionKey[];
  /** What could not be looked through, as sentences. */
  readonly unread: readonly string[];
}

/** Takes the profile out of the configuration: what is known of it, and its place in the orders. */
export function unnamingProfile(id: ProfileId): ConfigChange {
  return (config) =>
    placesOf(config, id).map((path) => {
      const [section = "", key = "", provider = ""] = path;
      const isWhole = key === "order" && config.auth?.order?.[provider]?.every((other) => other === id);
      // An empty order would shut out whatever is added next.
      return { path: isWhole ? [section, key, provider] : path, value: undefined };
    });
}

/** Places of one list last to first, so that taking one out moves none of the others. */
function placesOf({ auth }: Config, id: ProfileId): ConfigPath[] {
  const orders = Object.entries(auth?.order ?? {}).flatMap(([provider, ids]) =>
    ids.flatMap((other, index) => (other === id ? [["auth", "order", provider, index]] : [])).reverse(),
  );
  return [...orders, ...(auth?.profiles?.[id] ? [["auth", "profiles", id]] : [])];
}

/**
 * Looks for everything that hangs on a profile. What an earlier removal left over counts: it can be ended.
 * @throws {ModelpinError} `unknown_profile`, `profile_of_environment`, `profile_of_main`, `profiles_unreadable`
 */
export async function findRemoval(auth: ModelAuth, agent: Agent, id: ProfileId): Promise<Removal> {
  const { config } = auth.config();
  const snapshot = await auth.snapshot(agent.id);
  const found = snapshot.credential(id);
  const home = homeOf(auth, agent, id, snapshot.profiles.byId.get(id)?.source);
  const profiles = auth.sources.profiles(home);
  const { document, problem } = await profiles.read();
  if (problem) throw problem;
  const provider = found?.credential.provider ?? providerOf(id);
  const inFiles = await searchFiles(auth, home, id);
  const inRecords = await searchRecords(auth, inFiles.affected, provider, id);
  const removal: Removal = {
    id,
    provider,
    ...(found ? { type: found.credential.type } : {}),
    agent: home,
    profiles,
    isStored: document.profiles.has(id) || document.problems.some((one) => one.profileId === id),
    orders: inFiles.orders,
    // As long as another agent has such a profile, what the configuration says of it is still true.
    config: inFiles.isElsewhere ? [] : placesOf(config, id),
    counted: inRecords.counted,
    pins: inRecords.pins,
    consents: inRecords.consents,
    unread: [...inFiles.unread, ...inRecords.unread],
  };
  if (isNowhere(removal)) throw unknownProfile(id, snapshot);
  return removal;
}

function isNowhere({ isStored, orders, config, counted, pins, consents }: Removal): boolean {
  return !isStored && [orders, config, counted, pins, consents].every(({ length }) => length === 0);
}

/** The agent whose file it is in. Without a configured main, nobody else could take out what main's file holds. */
function homeOf(auth: ModelAuth, agent: Agent, id: ProfileId, source: ProfileSource | undefined): Agent {
  if (source?.kind === "environment") {
    throw new ModelpinError(
      "profile_of_environment",
      `${id} is not stored: it is ${source.variable} (${source.from}).`,
      {
        hint:
          source.from === "config"
            ? "Take that key out of the configuration."
            : "Take that variable out where it is set.",
      },
    );
  }
  if (source?.kind !== "main") return agent;
  const { agents } = auth.config();
  const main = mainAgentOf(agents, auth.sources.location);
  if (agents.includes(main)) {
    throw new ModelpinError("profile_of_main", `${id} is in main's file; the agent ${agent.id} only reads it there.`, {
      hint: `It goes for every agent that reads it: modelpin models auth remove ${id} --agent ${mainAgent}`,
    });
  }
  return main;
}

interface InFiles {
  readonly orders: readonly NamingOrder[];
  /** The agents that lose the profile with it: those that have none of that id of their own. */
  readonly affected: readonly AgentId[];
  /** Another agent has such a profile in its own file. */
  readonly isElsewhere: boolean;
  readonly unread: readonly string[];
}

async function searchFiles(auth: ModelAuth, home: Agent, id: ProfileId): Promise<InFiles> {
  const { agents } = auth.config();
  const unread: string[] = [];
  const orders: NamingOrder[] = [];
  const affected: AgentId[] = [];
  let isElsewhere = false;
  for (const other of [...agents.filter((one) => one.id !== home.id), home]) {
    const theirs = auth.sources.profiles(other);
    const state = await theirs.read();
    if (state.problem) unread.push(`${state.problem.message} Whether its order names ${id} cannot be seen.`);
    const isHome = other.id === home.id;
    const ownsOne = !isHome && state.document.profiles.has(id);
    if (ownsOne) isElsewhere = true;
    // Only main's profiles are read by other agents.
    if (ownsOne || (!isHome && home.id !== mainAgent)) continue;
    affected.push(other.id);
    for (const [name, ids] of state.document.order) {
      if (ids.includes(id)) orders.push({ agentId: other.id, provider: name, profiles: theirs, ids });
    }
  }
  return { orders, affected, isElsewhere, unread };
}

async function searchRecords(auth: ModelAuth, affected: readonly AgentId[], provider: ProviderId, id: ProfileId) {
  const unread: string[] = [];
  const counted: AgentId[] = [];
  for (const agentId of affected) {
    if (usageOf(await auth.usages.read(agentId, provider), id)) counted.push(agentId);
  }
  const pins: PinRecord[] = [];
  for await (const record of auth.pins.list((session) => unread.push(`The choice of ${session} cannot be read.`))) {
    const part = affected.includes(record.agentId) ? meantOf({ profile: id }, record) : undefined;
    if (part) pins.push(part);
  }
  const consents: SessionKey[] = [];
  for await (const record of auth.consents.list()) {
    if (record.consents.some(({ profileId }) => profileId === id)) consents.push(record.session);
  }
  return { counted, pins, consents, unread };
}
