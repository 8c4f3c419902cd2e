import type { AgentSnapshot } from "../../auth/snapshot.js";
import { variablesOf } from "../../config/provider-variables.js";
import type { ProfileId, ProviderId } from "../../domain/ids.js";
import { nearNames } from "../../domain/near-names.js";
import { orderOf } from "../../domain/order.js";
import type { Profile } from "../../domain/profile-set.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";

/** Every order names profiles that exist, and every provider in use has one that can be used. */
export const orders: Check = {
  name: "orders",
  async look({ auth, agents, now }) {
    if (!auth) return configFirst;
    const snapshots = await Promise.all(agents.map(({ id }) => auth.snapshot(id)));
    const found = snapshots.flatMap((snapshot) =>
      [...providersOf(snapshot)].flatMap((provider) => judge(snapshot, provider, now)),
    );
    return [...new Map(found.map((finding) => [`${finding.what}`, finding])).values()];
  },
};

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

function judge(snapshot: AgentSnapshot, provider: ProviderId, now: number): Finding[] {
  const { agent, orders: written, profiles, providersInUse } = snapshot;
  const { layer, ids } = orderOf(provider, written, profiles);
  const isUsed = providersInUse.has(provider);
  const forAgent = agent.isDefault ? "" : ` --agent ${agent.id}`;
  if (ids.length === 0 && layer === undefined) {
    if (!isUsed) return [];
    return [
      {
        level: "error",
        what: `There is no credential for ${provider}, which the agent ${agent.id} uses.`,
        why: `Neither in ${snapshot.files.map(({ file }) => file).join(" and ")} nor in the environment (${variablesOf(provider).join(", ")}).`,
        mend: `modelpin models auth paste-api-key --provider ${provider}${forAgent}`,
      },
    ];
  }
  const place = { stored_order: "stored order", config_order: "auth.order", config_profiles: "auth.profiles" }[
    layer as string
  ];
  const unknown = ids.filter((id) => !profiles.byId.has(id));
  const strangers = unknown.map((id): Finding => {
    const near = nearNames(id, namesOf(snapshot, provider));
    return {
      level: isUsed ? "error" : "warning",
      what: `${place ?? "The order"} of ${provider} (agent ${agent.id}) names ${id}, which does not exist.`,
      why: near.length > 0 ? `It is skipped. There is ${near.join(", ")}.` : "It is skipped.",
      mend:
        layer === "stored_order"
          ? `modelpin models auth order set --provider ${provider}${forAgent} ${ids.filter((one) => one !== id).join(" ")}`.trimEnd()
          : `modelpin models auth remove ${id}`,
    };
  });
  if (ids.some((id) => canServe(profiles.byId.get(id), now))) return strangers;
  return [
    ...strangers,
    {
      level: isUsed ? "error" : "warning",
      what:
        ids.length === 0
          ? `The ${place} of ${provider} (agent ${agent.id}) is empty.`
          : `Of the ${ids.length} profiles that ${provider} (agent ${agent.id}) is tried with none can be used.`,
      why: "An order is complete: a profile that it does not name is used through a pin only.",
      mend: `modelpin models auth list${forAgent}`,
    },
  ];
}

function namesOf({ profiles }: AgentSnapshot, provider: ProviderId): ProfileId[] {
  return [...profiles.stored(provider), ...profiles.fromEnvironment(provider)].map(({ id }) => id);
}
