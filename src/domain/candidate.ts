import type { CredentialType } from "./credential.js";
import type { FailureClass } from "./failure-class.js";
import type { ProfileId, ProviderId } from "./ids.js";
import { type ModelRef, modelKey } from "./model-ref.js";
import type { Billing, ProfileSource } from "./profile-set.js";

export const usableStates = ["ready", "expiring", "probing"] as const;
export const unusableStates = [
  "cooldown",
  "disabled",
  "expired",
  "needs_login",
  "missing_credential",
  "invalid_expires",
  "unresolved_ref",
  "provider_mismatch",
  "mode_mismatch",
  "unknown_profile",
  "not_permitted",
  "needs_consent",
] as const;
export type CandidateState = (typeof usableStates)[number] | (typeof unusableStates)[number];

/** A profile considered for a turn, with its state and the reason for it. It cannot hold a secret. */
export interface Candidate {
  readonly profileId: ProfileId;
  readonly provider: ProviderId;
  /** The model it was considered for; fallbacks bring candidates of other models. */
  readonly model: ModelRef;
  /** Absent for an id that does not exist. */
  readonly type?: CredentialType;
  readonly state: CandidateState;
  /** What made it so: a failure class, or what to mend. */
  readonly reason?: FailureClass | (string & {});
  /** When the state ends or changes by itself, ms since the epoch. */
  readonly until?: number;
  /** The one that the next turn takes. */
  readonly next: boolean;
  /** A person chose it for this conversation. */
  readonly pinned: boolean;
  /** When a request through it last succeeded, ms since the epoch. */
  readonly lastGood?: number;
  readonly billing?: Billing;
  readonly source?: ProfileSource;
  /** When its credential ends, ms since the epoch. */
  readonly expires?: number;
  /** A login that is renewed when it is due. */
  readonly refreshable: boolean;
  /** No request has succeeded through it yet. */
  readonly unproven: boolean;
  /** May be tried although it is cooling when nothing else is usable, from this time on. */
  readonly lastResortAt?: number;
  /** This very turn has tried it in vain: it is not chosen again, whatever its state. */
  readonly spent?: true;
  /** Of a metered one: the flat profiles before it that are out, in whose place it would be paid. */
  readonly standsInFor?: readonly ProfileId[];
  /** Whether somebody (or the configuration) let it stand in. */
  readonly consent?: "given" | "needed";
}

export function isUsable(candidate: Pick<Candidate, "state">): boolean {
  return candidate.state === "ready" || candidate.state === "expiring" || candidate.state === "probing";
}

/** Names a profile for a model, among the candidates of a turn. */
export function candidateKey({ profileId, model }: Pick<Candidate, "profileId" | "model">): string {
  return `${profileId} ${modelKey(model)}`;
}

/** Whether a turn may choose it: usable, and not tried by this very turn. */
export function isChoosable(candidate: Pick<Candidate, "state" | "spent">): boolean {
  return isUsable(candidate) && candidate.spent !== true;
}

/** What no window tells of (a login that could not be renewed) is told by how a turn failed with it. */
export function asFailed(
  candidate: Candidate,
  tried: readonly (Pick<Candidate, "profileId" | "model"> & { readonly outcome: FailureClass })[],
): Candidate {
  if (!isUsable(candidate)) return candidate;
  const failed = tried.find((one) => candidateKey(one) === candidateKey(candidate));
  return failed ? { ...candidate, reason: failed.outcome } : candidate;
}
