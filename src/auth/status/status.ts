import type { Candidate } from "../../domain/candidate.js";
import type { ApiKind } from "../../domain/credential.js";
import type { AgentId, Principal, ProfileId, ProviderId, SessionKey } from "../../domain/ids.js";
import type { OrderLayer } from "../../domain/order.js";
import type { Billing } from "../../domain/profile-set.js";
import type { RateLimits } from "../../domain/rate-limits.js";
import type { CredentialSource, ModelSource } from "../../domain/select.js";
import type { WinningRule } from "../../domain/winning-rule.js";
import type { TokenCount } from "../turn/call-report.js";

/**
 * Everything that a view may know of a conversation. Plain data without a place for a secret; all views, `--json` and
 * the confirmation are made from it. Times are ms since the epoch.
 */
export interface ModelStatus {
  readonly agentId: AgentId;
  readonly session: SessionKey;
  /** What the next turn uses: by the same decision that the router makes. */
  readonly current: CurrentModel;
  /** The pin in force, for this conversation or inherited. */
  readonly pin?: PinStatus;
  /** A layer for the next turn alone. */
  readonly once?: PinStatus;
  readonly default?: ModelName;
  readonly fallbacks: readonly ModelName[];
  /** In the order in which people see them: current first. */
  readonly models: readonly ModelLine[];
  /** Those that the current model, the default, the fallbacks or a pin need. */
  readonly providers: readonly ProviderStatus[];
  readonly lastRoute?: RouteStatus;
  /** What people consented to here; absent when there is nothing. */
  readonly consents?: readonly ConsentStatus[];
  /** Who would answer here if they could, while somebody else does. */
  readonly movedFrom?: ProfileName;
  /** What is broken and concerns this agent: files, the configuration. Operators see where. */
  readonly problems: readonly StatusProblem[];
}

export interface ModelName {
  /** Full `provider/model`. */
  readonly ref: string;
  readonly alias?: string;
  readonly inCatalog: boolean;
}

export interface CurrentModel {
  /** Absent when no model is set at all. */
  readonly model?: ModelName;
  readonly modelSource: ModelSource;
  /** Absent when no candidate is usable. */
  readonly profile?: ProfileName;
  readonly source: CredentialSource;
  /** The model of the choice where a fallback would answer. */
  readonly fallback?: ModelName;
  readonly candidate?: CandidateStatus;
}

/** A profile as the viewer may see it. */
export type ProfileName =
  | { readonly kind: "named"; readonly id: ProfileId }
  /** One that the viewer may not know of. */
  | { readonly kind: "private" };

export interface PinStatus {
  readonly model?: ModelName;
  readonly profile?: ProfileName;
  readonly strict: boolean;
  /** The principal; who that is in words is the platform's to say. */
  readonly by: Principal;
  readonly at: number;
  readonly inheritedFrom?: SessionKey;
  /** The pinned profile or model is not there any more. */
  readonly dangling: boolean;
}

export interface ModelLine extends ModelName {
  readonly provider: ProviderId;
  readonly availability: Availability;
  readonly current: boolean;
}

/** Whether some candidate of the model could be used now. */
export type Availability =
  | { readonly kind: "ready" }
  | { readonly kind: "cooling"; readonly until?: number }
  | { readonly kind: "none" };

export interface CandidateStatus extends Omit<Candidate, "profileId" | "model" | "standsInFor"> {
  readonly profile: ProfileName;
  readonly model: string;
  readonly email?: string;
  /** How its owner calls the account. */
  readonly displayName?: string;
  /** When the login was last refreshed. */
  readonly refreshedAt?: number;
  /** What the provider's last answer to this very account left over. */
  readonly limits?: RateLimits;
}

/** A consent as the viewer may see it. */
export interface ConsentStatus {
  readonly profile: ProfileName;
  readonly by: Principal;
  readonly at: number;
}

/** The last decision of a conversation; before its first turn, what it would be now. */
export interface WhyStatus {
  readonly status: ModelStatus;
  /** The candidates in the order in which they were tried. */
  readonly trace: readonly CandidateStatus[];
  /** Who was taken; absent when nobody could be. */
  readonly taken?: ProfileName;
  /** Why. */
  readonly rule?: WinningRule;
  /** The layer that it came from. */
  readonly source: CredentialSource;
}

export interface ProviderStatus {
  readonly provider: ProviderId;
  /** Only what the configuration states. */
  readonly endpoint?: { readonly baseUrl?: string; readonly api?: ApiKind };
  readonly orderLayer?: OrderLayer;
  readonly candidates: readonly CandidateStatus[];
}

/** What became of the last turn here. */
export interface RouteStatus {
  readonly at: number;
  readonly asked: ModelName;
  readonly tried: readonly { readonly profile: ProfileName; readonly model: string; readonly outcome: string }[];
  readonly answeredBy?: { readonly profile: ProfileName; readonly model: ModelName; readonly billing?: Billing };
  /** As the provider counted them. */
  readonly tokens?: TokenCount;
  /** Who answered the turn before, where that was somebody else. */
  readonly movedFrom?: ProfileName;
}

export interface StatusProblem {
  readonly code: string;
  /** What is broken, for views to say in any language. */
  readonly kind: "config" | "file" | "profile";
  /** For whoever runs the bot: may name files. */
  readonly detail: string;
}
