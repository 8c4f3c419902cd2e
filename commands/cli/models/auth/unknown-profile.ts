import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { quoted } from "../../../../src/config/shown.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { nearNames } from "../../../../src/domain/near-names.js";

export function unknownProfile(typed: string, { agent, profiles }: AgentSnapshot): ModelpinError {
  const near = nearNames(typed, [...profiles.byId.keys()]);
  return new ModelpinError("unknown_profile", `The agent ${agent.id} has no profile ${quoted(typed)}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See them all: modelpin models auth list",
  });
}
