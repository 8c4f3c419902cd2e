import type { Candidate } from "../../domain/candidate.js";
import { providerKey } from "../../domain/ids.js";
import { formatModelRef, type ModelRef } from "../../domain/model-ref.js";
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
  const { profileId, model, standsInFor: _, ...rest } = candidate;
  // Both may name a person.
  const isTold = visibility.isPrivate && visibility.sees(profileId);
  return {
    ...rest,
    profile: visibility.name(profileId),
    model: formatModelRef(model),
    ...(isTold && displayName !== undefined ? { displayName } : {}),
    ...(isTold && email !== undefined && !profileId.includes(email) ? { email } : {}),
    ...(refreshedAt !== undefined && visibility.sees(profileId) ? { refreshedAt } : {}),
    ...(limits && visibility.sees(profileId) ? { limits } : {}),
  };
}

/** Allowances stand under the account that the answer came through, never under another one. */
export function accountFacts(
  { profileId, provider }: Pick<Candidate, "profileId" | "provider">,
  snapshot: Pick<AgentSnapshot, "profiles" | "lastRefresh">,
  usage: DecisionInput["usage"],
): AccountFacts {
  const { displayName, email } = snapshot.profiles.byId.get(profileId) ?? {};
  const refreshedAt = snapshot.lastRefresh(profileId);
  const limits = usageOf(usage(providerKey(provider)), profileId)?.limits;
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(email === undefined ? {} : { email }),
    ...(limits ? { limits } : {}),
    ...(refreshedAt === undefined ? {} : { refreshedAt }),
  };
}
