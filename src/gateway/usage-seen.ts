import type { Usages } from "../auth/usages.js";
import { blocksOf } from "../domain/cooldown.js";
import { disablingClasses } from "../domain/cooldown-ladder.js";
import { messageOf } from "../domain/errors.js";
import type { FailureClass } from "../domain/failure-class.js";
import type { AgentId, ProfileId, ProviderId } from "../domain/ids.js";

/** A profile, or one model on it, that rests as one process sees it. */
export interface RestSeen {
  readonly agentId: AgentId;
  readonly provider: ProviderId;
  readonly profileId: ProfileId;
  /** `null`: all its models. */
  readonly model: string | null;
  readonly state: "cooldown" | "disabled";
  readonly reason: FailureClass;
  /** ms since the epoch. */
  readonly until: number;
}

/** What the past of the accounts comes to for one process, what it could not write included. */
export interface UsageSeen {
  /** When, ms since the epoch. */
  readonly at: number;
  readonly agents: readonly AgentId[];
  readonly rests: readonly RestSeen[];
  /** The records of which it knows more than the database, and why it could not write it. */
  readonly unwritten: readonly { readonly agentId: AgentId; readonly provider: ProviderId; readonly why: string }[];
}

/** Which profiles of some agents rest at a moment, as this process knows it. */
export async function usageSeen(
  usages: Pick<Usages, "list">,
  agents: readonly AgentId[],
  at: number,
): Promise<UsageSeen> {
  const rests: RestSeen[] = [];
  const notWritten: UsageSeen["unwritten"][number][] = [];
  for (const agentId of agents) {
    for await (const { provider, usage, unwritten } of usages.list(agentId)) {
      for (const { profileId, model = null, class: reason, until } of blocksOf(usage, at)) {
        const state = disablingClasses.has(reason) ? "disabled" : "cooldown";
        rests.push({ agentId, provider, profileId, model, state, reason, until });
      }
      if (unwritten !== undefined) notWritten.push({ agentId, provider, why: messageOf(unwritten) });
    }
  }
  return { at, agents, rests, unwritten: notWritten };
}
