import type { Level } from "../domain/access.js";
import type { SecretRef } from "../domain/credential.js";
import type { Principal, ProfileId, ProviderId } from "../domain/ids.js";
import type { Secret } from "../domain/secret.js";

/** What somebody said when they were asked how to set modelpin up, on a terminal or by flags. */
export interface Answers {
  readonly credentials: readonly AnsweredCredential[];
  /** Ref or alias; absent: what is set stays. */
  readonly model?: string;
  readonly fallbacks: readonly string[];
  readonly aliases: readonly { readonly alias: string; readonly ref: string }[];
  readonly channels: readonly AnsweredChannel[];
  readonly access: readonly { readonly level: Level; readonly principal: Principal }[];
}

export interface AnsweredCredential {
  readonly profileId: ProfileId;
  readonly provider: ProviderId;
  readonly kind: "api_key" | "token";
  /** The value, or where it is kept: then only that is stored. */
  readonly secret: Secret | SecretRef;
  /** What is odd about it, for the plan to say. */
  readonly note?: string;
}

export interface AnsweredChannel {
  readonly name: "discord" | "telegram";
  readonly token: Secret | SecretRef;
}
