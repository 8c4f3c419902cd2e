import type { Candidate } from "../../domain/candidate.js";
import { providerKey } from "../../domain/ids.js";
import { formatModelRef, type ModelRef } from "../../domain/model-ref.js";
import { limitsAt } from "../../domain/rate-limits.js";
import type { DecisionInput } from "../../domain/select.js";
import { usageOf } from "../../domain/usage-document.js";
import type { AgentSnapshot } from "../snapshot.js";
import type { CandidateStatus, ModelName } from "./status.js";
import type { Visibility } from "./visibility.js";

/** A model with its short name, as views call it. */
export function nameModel({ catalog }: AgentSnapshot, ref: ModelRef): ModelName {
  const entry = catalog.byRef(ref);
  return {
    ref: formatModelRef(entry?.ref ?? ref),
    ...(entry?.alias === undefined ? {} : { alias: entry.alias }),
    inCatalog: entry !== undefined,
  };
}

/** What a view of a candidate needs to know of who reads it. */
export type Naming = Pick<Visibility, "isPrivate" | "sees" | "name">;

/** For the machine's owner: nothing is hidden but secrets, which are not here. */
export const ownersNaming: Naming = { isPrivate: true, sees: () => true, name: (id) => ({ kind: "named", id }) };

/** What is known of a candidate's account beside the decision. */
export type AccountFacts = Pick<CandidateStatus, "displayName" | "email" | "limits" | "refreshedAt">;

export function toCandidateStatus(
  candidate: Candidate,
  visibility: Naming,
  { displayName, email, limits, refreshedAt }: AccountFacts = {},
): CandidateStatus {
  const { profileId } = candidate;
  const isSeen = visibility.sees(profileId);
  // Both may name a person.
  const isTold = isSeen && visibility.isPrivate;
  return {
    profile: visibility.name(profileId),
    provider: candidate.provider,
    model: formatModelRef(candidate.model),
    type: candidate.type,
    state: candidate.state,
    reason: candidate.reason,
    until: candidate.until,
    next: candidate.next,
    pinned: candidate.pinned,
    lastGood: candidate.lastGood,
    billing: candidate.billing,
    source: candidate.source,
    expires: candidate.expires,
    refreshable: candidate.refreshable,
    unproven: candidate.unproven,
    lastResortAt: candidate.lastResortAt,
    spent: candidate.spent,
    consent: candidate.consent,
    displayName: isTold ? displayName : undefined,
    email: isTold && email !== undefined && !profileId.includes(email) ? email : undefined,
    refreshedAt: isSeen ? refreshedAt : undefined,
    limits: isSeen ? limits : undefined,
  };
}

/** Allowances stand under the account that the answer came through, never under another one. */
export function accountFacts(
  { profileId, provider }: Pick<Candidate, "profileId" | "provider">,
  snapshot: Pick<AgentSnapshot, "profiles" | "lastRefresh">,
  { usage, now }: Pick<DecisionInput, "usage" | "now">,
): AccountFacts {
  const profile = snapshot.profiles.byId.get(profileId);
  const limits = usageOf(usage(providerKey(provider)), profileId)?.limits;
  return {
    displayName: profile?.displayName,
    email: profile?.email,
    limits: limits && limitsAt(limits, now),
    refreshedAt: snapshot.lastRefresh(profileId),
  };
}
