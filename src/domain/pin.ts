import {
  type AgentId,
  type Principal,
  type ProfileId,
  type ProviderId,
  providerKey,
  providerOf,
  type SessionKey,
} from "./ids.js";
import { parseModelRef } from "./model-ref.js";

/**
 * What a person chose for a conversation. Written by people only: no failure, fallback or expiry ever makes or
 * changes one.
 */
export interface SessionPin {
  /** Full `provider/model`; absent when only the credential is pinned. */
  readonly model?: string;
  /** Absent when only the model is pinned. */
  readonly profileId?: ProfileId;
  /** The profile was flat when somebody chose it. Such a pin is no consent to a bill, should another credential come to stand under its id. */
  readonly flat?: true;
  /** `true`: a lock, used or the turn fails. `false` (`--soft`): a preference. */
  readonly strict: boolean;
  /** Who chose. */
  readonly by: Principal;
  /** When, ms since the epoch. */
  readonly at: number;
}

/** The durable record of a conversation's choices. */
export interface PinRecord {
  readonly session: SessionKey;
  /** The agent that answered here when the pin was set. */
  readonly agentId: AgentId;
  readonly pin?: SessionPin;
  /** A layer over the pin for the next turn (`--once`), whatever its outcome. */
  readonly once?: SessionPin;
}

/** The providers that a pin can lead to: its model's, and its account's. */
export function providersOfPin({ model, profileId }: SessionPin): readonly ProviderId[] {
  const ref = model === undefined ? undefined : parseModelRef(model);
  const ofModel = ref ? [providerKey(ref.provider)] : [];
  return profileId === undefined ? ofModel : [...ofModel, providerOf(profileId)];
}
