import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { absoluteTime } from "../../../../src/chat/times.js";
import type { Agent } from "../../../../src/config/agents.js";
import type { CredentialType } from "../../../../src/domain/credential.js";
import type { ProfileId, ProviderId } from "../../../../src/domain/ids.js";
import { triedOrder } from "./tried-order.js";

/** What became of a credential that was pasted or logged in for. */
export interface Stored {
  readonly id: ProfileId;
  readonly provider: ProviderId;
  readonly kind: CredentialType;
  readonly agent: Agent;
  /** ms since the epoch. */
  readonly expires: number | undefined;
  /** How many lines were joined into one. */
  readonly lines: number;
  readonly replaced: boolean;
  /** Whether the old credential rested, which the new one does not. */
  readonly forgotten: boolean;
  readonly storePath: string;
  readonly configPath: string;
  /** What is tried for the provider from now on. */
  readonly order: readonly ProfileId[];
  /** What was tried before, and is not any more. */
  readonly dropped: readonly ProfileId[];
  /** Whether the agent has a default model, so that the profile can be used at all. */
  readonly hasModel: boolean;
}

/** @param before, after what the agent had, and what everybody reads now. */
export function toStored(
  facts: Omit<Stored, "order" | "dropped" | "hasModel">,
  before: AgentSnapshot,
  after: AgentSnapshot,
): Stored {
  const order = triedOrder(facts.provider, after).ids;
  const dropped = triedOrder(facts.provider, before).ids.filter((id) => !order.includes(id));
  return { ...facts, order, dropped, hasModel: after.catalog.primary !== undefined };
}

export function storedJson({
  id,
  provider,
  kind,
  agent,
  expires,
  replaced,
  storePath,
  configPath,
  order,
  dropped,
}: Stored) {
  return {
    profileId: id,
    provider,
    type: kind,
    expires: expires ?? null,
    agentId: agent.id,
    authStorePath: storePath,
    configPath,
    replaced,
    order,
    noLongerTried: dropped,
  };
}

/** What happened, what it changed, and what to do next. */
export function storedText(stored: Stored): string[] {
  const { id, provider, kind, agent, expires, lines, order, dropped } = stored;
  const flag = agent.isDefault ? "" : ` --agent ${agent.id}`;
  const until = expires === undefined ? "" : `, expires ${absoluteTime(expires)}`;
  const isTried = order.includes(id);
  return [
    `${stored.replaced ? "Replaced" : "Stored"} ${id} (${kind}${until}) in ${stored.storePath}`,
    `Named in ${stored.configPath}`,
    ...(stored.forgotten ? ["It may be used at once: what the old one had failed is forgotten."] : []),
    ...(lines > 1 ? [`Its ${lines} lines were joined into one.`] : []),
    isTried
      ? `${provider} is tried in this order: ${order.join(", ")}`
      : `The order of ${provider} for the agent ${agent.id} does not name it: ${order.join(", ")}`,
    ...(dropped.length === 0
      ? []
      : [`Only through a pin from now on, since the configuration does not name them: ${dropped.join(", ")}`]),
    "",
    ...(isTried
      ? []
      : [`Use it:    modelpin models auth order set --provider ${provider}${flag} ${[id, ...order].join(" ")}`]),
    ...(dropped.length === 0
      ? []
      : [
          `Keep them: modelpin models auth order set --provider ${provider}${flag} ${[...order, ...dropped].join(" ")}`,
        ]),
    `See it:    modelpin models status${flag}`,
    ...(stored.replaced
      ? [`Beside it: --profile-id ${provider}:<name> stores another account under a name of its own`]
      : []),
    stored.hasModel ? `Pin it:    /model @${id}` : `Next:      modelpin models set ${provider}/<model>${flag}`,
  ];
}
