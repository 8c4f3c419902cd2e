import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { quoted } from "../../../../src/config/shown.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { didYouMean, nearNames } from "../../../../src/domain/near-names.js";

export function unknownProfile(typed: string, { agent, profiles }: AgentSnapshot): ModelpinError {
  const ids = [...profiles.byId.keys()];
  // "work" for "anthropic:work" is a slip as well.
  const named = ids.filter((id) => id.endsWith(`:${typed}`)).slice(0, 3);
  const near = named.length > 0 ? named : nearNames(typed, ids);
  return new ModelpinError("unknown_profile", `There is no profile ${quoted(typed)} for the agent ${agent.id}.`, {
    hint: didYouMean(
      near,
      ids.length > 0
        ? `There are: ${ids.slice(0, 10).join(", ")}${ids.length > 10 ? " and more: modelpin models auth list" : "."}`
        : "There is none at all. Store one: modelpin models auth paste-api-key --provider <provider> (or paste-token)",
    ),
  });
}
