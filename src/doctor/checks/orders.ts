import { findOAuthProvider } from "../../auth/oauth/provider.js";
import type { AgentSnapshot } from "../../auth/snapshot.js";
import { variablesOf } from "../../config/provider-variables.js";
import { mainAgent, type ProfileId, type ProviderId } from "../../domain/ids.js";
import { nearNames } from "../../domain/near-names.js";
import { orderOf } from "../../domain/order.js";
import { allOf, type Profile } from "../../domain/profile-set.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";
import { storingVerbs } from "./storing-verbs.js";

/** What was found for one agent; what has the same key is said once for all of them. */
interface Found {
  readonly key: string;
  readonly snapshot: AgentSnapshot;
  readonly say: (all: Agents) => Finding;
}

type Agents = readonly [AgentSnapshot, ...AgentSnapshot[]];

/** Every order names profiles that exist, and every provider in use has one that can be used. */
export const orders: Check = {
  name: "orders",
  async look({ auth, agents, now }) {
    if (!auth) return configFirst;
    const snapshots = await Promise.all(agents.map(({ id }) => auth.snapshot(id)));
    const groups = new Map<string, { readonly all: Agents; readonly say: Found["say"] }>();
    for (const { key, snapshot, say } of snapshots.toReversed().flatMap((one) => judgeAll(one, now))) {
      groups.set(key, { all: [snapshot, ...(groups.get(key)?.all ?? [])], say });
    }
    return [...groups.values()].map(({ all, say }) => say(all));
  },
};

const judgeAll = (snapshot: AgentSnapshot, now: number): Found[] =>
  [...providersOf(snapshot)].flatMap((provider) => judge(snapshot, provider, now));

/** Whose order somebody wrote, and who is in use. */
function providersOf({ config, files, providersInUse }: AgentSnapshot): Set<ProviderId> {
  const stored = files[0]?.document.order.keys() ?? [];
  const named = Object.values(config.auth?.profiles ?? {}).map(({ provider }) => provider.toLowerCase());
  const ordered = Object.keys(config.auth?.order ?? {}).map((provider) => provider.toLowerCase());
  return new Set([...providersInUse, ...stored, ...ordered, ...named]);
}

const canServe = (profile: Profile | undefined, now: number): boolean =>
  profile !== undefined &&
  profile.fault === undefined &&
  (profile.refreshable || profile.expires === undefined || profile.expires > now);

/** `agent main`, `agents main, research`. */
const named = (all: Agents): string =>
  `agent${all.length > 1 ? "s" : ""} ${all.map(({ agent }) => agent.id).join(", ")}`;

/** Where a command has to be given once for all: main's profiles are read by the others. */
function flagFor(all: Agents): string {
  const { agent } = all.find((one) => one.agent.id === mainAgent) ?? all.find((one) => one.agent.isDefault) ?? all[0];
  return agent.isDefault ? "" : ` --agent ${agent.id}`;
}

const levelFor = (all: Agents, provider: ProviderId): "error" | "warning" =>
  all.some(({ providersInUse }) => providersInUse.has(provider)) ? "error" : "warning";

const places = { stored_order: "The stored order", config_order: "auth.order", config_profiles: "auth.profiles" };

function judge(snapshot: AgentSnapshot, provider: ProviderId, now: number): Found[] {
  const { agent, orders: written, profiles, providersInUse } = snapshot;
  const { layer, ids } = orderOf(provider, written, profiles);
  if (layer === undefined) return providersInUse.has(provider) ? [nothing(snapshot, provider)] : [];
  const place = places[layer as keyof typeof places] ?? "The order";
  // A stored order is one agent's own, whatever another's looks like.
  const whose = layer === "stored_order" ? agent.id : "";
  const strangers = ids
    .filter((id) => !profiles.byId.has(id))
    .map((id): Found => {
      const near = nearNames(id, namesOf(snapshot, provider));
      return {
        key: `stranger ${whose} ${place} ${id} ${near}`,
        snapshot,
        say: (all) => ({
          level: levelFor(all, provider),
          what: `${place} of ${provider} (${named(all)}) names ${id}, which does not exist.`,
          why: near.length > 0 ? `It is skipped. There is ${near.join(", ")}.` : "It is skipped.",
          mend: `${withoutStranger(snapshot, provider, id)}, or store its secret: ${storing(all, provider, id)}`,
        }),
      };
    });
  if (ids.some((id) => canServe(profiles.byId.get(id), now))) return strangers;
  return [
    ...strangers,
    {
      key: `unusable ${whose} ${place} ${provider} ${ids}`,
      snapshot,
      say: (all) => ({
        level: levelFor(all, provider),
        what:
          ids.length === 0
            ? `${place} of ${provider} (${named(all)}) is empty.`
            : ids.length === 1
              ? `The one profile that ${provider} (${named(all)}) is tried with cannot be used.`
              : `Of the ${ids.length} profiles that ${provider} (${named(all)}) is tried with none can be used.`,
        why: "An order is complete: a profile that it does not name is used through a pin only.",
        mend: `modelpin models auth list${flagFor(all)}`,
      }),
    },
  ];
}

function nothing(snapshot: AgentSnapshot, provider: ProviderId): Found {
  const { config } = snapshot;
  return {
    key: `nothing ${provider}`,
    snapshot,
    say: (all) => {
      const files = [...new Set(all.flatMap((one) => one.files.map(({ file }) => file)))];
      return {
        level: "error",
        what: `There is no credential for ${provider}, which the ${named(all)} ${all.length > 1 ? "use" : "uses"}.`,
        why: `Neither in ${files.join(" and ")} nor in the environment (${variablesOf(provider).join(", ")}).`,
        mend: `modelpin models auth ${storingVerbs[findOAuthProvider(config, provider) ? "oauth" : "api_key"]} --provider ${provider}${flagFor(all)}`,
      };
    },
  };
}

/** The command that takes an id out of the order that names it. */
function withoutStranger(
  { agent, orders: written, profiles }: AgentSnapshot,
  provider: ProviderId,
  id: ProfileId,
): string {
  const stored = written.stored(provider);
  if (!stored) return `modelpin models auth remove ${id}`;
  const known = stored.filter((one) => profiles.byId.has(one));
  const flags = `--provider ${provider}${agent.isDefault ? "" : ` --agent ${agent.id}`}`;
  return known.length === 0
    ? `modelpin models auth order clear ${flags}`
    : `modelpin models auth order set ${flags} ${known.join(" ")}`;
}

function storing(all: Agents, provider: ProviderId, id: ProfileId): string {
  const mode = all[0].config.auth?.profiles?.[id]?.mode ?? "api_key";
  return `modelpin models auth ${storingVerbs[mode]} --provider ${provider} --profile-id ${id}${flagFor(all)}`;
}

function namesOf({ profiles }: AgentSnapshot, provider: ProviderId): ProfileId[] {
  return allOf(profiles, provider).map(({ id }) => id);
}
