import type { Credential } from "../domain/credential.js";
import type { AgentId, ProfileId, ProviderId } from "../domain/ids.js";
import type { Secret } from "../domain/secret.js";
import type { ConfigItem } from "./config-items.js";

/** Everything that is about to be written, made by `onboard` or `import` and carried out by `applyPlan`. */
export interface Plan {
  readonly config: readonly ConfigItem[];
  readonly profiles: readonly PlannedProfile[];
  readonly orders: readonly PlannedOrder[];
  /** For `.env` in the state directory. */
  readonly variables: ReadonlyMap<string, Secret>;
}

export interface PlannedProfile {
  readonly agentId: AgentId;
  readonly profileId: ProfileId;
  readonly credential: Credential;
  /** What else stood beside it in the file that it comes from. */
  readonly otherFields?: Readonly<Record<string, unknown>>;
}

/** An agent's stored order. */
export interface PlannedOrder {
  readonly agentId: AgentId;
  readonly provider: ProviderId;
  readonly ids: readonly ProfileId[];
}
