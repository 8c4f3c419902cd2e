import type { AgentSnapshot } from "../../auth/snapshot.js";
import { absoluteTime } from "../../chat/render.js";
import { mainAgent } from "../../domain/ids.js";
import { expiringMs } from "../../domain/judge.js";
import type { Profile, ProfileFault } from "../../domain/profile-set.js";
import { shellWord } from "../../domain/shell-word.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";
import { storingVerbs } from "./storing-verbs.js";

const faults: Readonly<Record<ProfileFault, string>> = {
  missing_credential: "holds no credential",
  invalid_expires: "has an expiry that is no time (ms since the epoch)",
  unresolved_ref: "refers to a secret that is not there",
  provider_mismatch: "is stored for another provider than its id and the configuration say",
  mode_mismatch: "is of another type than auth.profiles in the configuration says",
  needs_login: "needs a new login",
};

/** Every stored credential can be used as it stands, and none runs out unnoticed. */
export const profiles: Check = {
  name: "profiles",
  async look({ auth, agents, now }) {
    if (!auth) return configFirst;
    const snapshots = await Promise.all(agents.map(({ id }) => auth.snapshot(id)));
    const own = snapshots.flatMap((snapshot) =>
      [...snapshot.profiles.byId.values()]
        .filter(({ source }) => source.kind !== "main" || !agents.some(({ id }) => id === mainAgent))
        .map((profile) => ({ profile, snapshot })),
    );
    if (own.length === 0) {
      return [
        {
          level: "warning",
          what: "There is no credential at all: no profile is stored and no key is set in the environment.",
          why: "No model can be asked.",
          mend: "modelpin onboard",
        },
      ];
    }
    const found = own.flatMap(({ profile, snapshot }) => judge(profile, snapshot, now));
    // The environment's and main's profiles are every agent's; once is enough.
    return [...new Map(found.map((finding) => [finding.what, finding])).values()];
  },
};

function judge(profile: Profile, snapshot: AgentSnapshot, now: number): Finding[] {
  const isUsed = snapshot.providersInUse.has(profile.provider);
  const level = isUsed ? "error" : "warning";
  const why = isUsed
    ? "A model that is in use is asked through this provider."
    : "No default model or fallback needs this provider at present.";
  if (profile.fault !== undefined) {
    const detail = profile.faultDetail === undefined ? "" : ` (${profile.faultDetail})`;
    return [{ level, what: `${profile.id} ${faults[profile.fault]}${detail}.`, why, mend: renewal(profile, snapshot) }];
  }
  if (profile.refreshable || profile.expires === undefined) return [];
  const left = profile.expires - now;
  const at = absoluteTime(profile.expires);
  if (left <= 0) return [{ level, what: `${profile.id} expired ${at}.`, why, mend: renewal(profile, snapshot) }];
  if (left >= expiringMs) return [];
  return [{ level: "warning", what: `${profile.id} expires ${at}.`, why, mend: renewal(profile, snapshot) }];
}

function renewal({ id, provider, type, fault, source, faultDetail }: Profile, { agent, files }: AgentSnapshot): string {
  if (source.kind === "environment") {
    // A key that the configuration refers to: its variable is what is missing, not the place that names it.
    const variable = source.from === "config" ? faultDetail : source.variable;
    if (variable === undefined) return `${source.variable} in the configuration`;
    return `write ${variable}=… to .env in the state directory`;
  }
  // Which of the two was meant only a person knows, and no verb stores one provider's under another's id.
  if (fault === "provider_mismatch")
    return `$EDITOR ${shellWord((source.kind === "main" ? files[1] : files[0])?.file ?? "")}`;
  const verb = storingVerbs[type];
  const suffix = agent.isDefault || source.kind === "main" ? "" : ` --agent ${agent.id}`;
  return `modelpin models auth ${verb} --provider ${provider} --profile-id ${id}${suffix}`;
}
