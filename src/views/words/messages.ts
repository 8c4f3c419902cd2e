import type { StatusProblem } from "../../auth/status/status.js";
import type { EnvironmentSource } from "../../config/environment.js";
import type { CandidateState } from "../../domain/candidate.js";
import type { CredentialType } from "../../domain/credential.js";
import type { FailureClass } from "../../domain/failure-class.js";
import type { Plural } from "../../domain/language.js";
import type { CredentialSource } from "../../domain/select.js";
import type { WinningRule } from "../../domain/winning-rule.js";
import type { Template } from "./template.js";

/** What is told of a candidate beside its state. */
export const flags = ["next", "pinned", "refreshable", "unproven"] as const;
export type Flag = (typeof flags)[number];

/**
 * The phrases of one language. Every language has every key, and in each phrase the placeholders that English has; what
 * people type (`/model list`) is never translated.
 */
export interface Messages {
  readonly noModel: Template;
  readonly noProfile: Template;
  readonly privateProfile: string;
  readonly current: Template;
  readonly fallbackAnswers: Template;
  readonly sources: Readonly<Record<CredentialSource, string>>;
  readonly modelDefault: string;
  readonly pinned: Readonly<Record<"model" | "profile" | "both" | "nothing", Template>>;
  readonly inherited: string;
  readonly strict: string;
  readonly soft: string;
  readonly once: Template;
  readonly danglingPin: Template;
  readonly you: string;
  readonly notInCatalog: string;
  readonly coolingUntil: Template;
  readonly noUsable: string;
  readonly currentMark: string;
  readonly models: Template;
  readonly howToSwitch: Template;
  readonly howToPress: Template;
  readonly page: Template;
  readonly more: Template;
  readonly moreForOperators: Template;
  readonly detailsInDm: Template;
  readonly problems: Readonly<Record<StatusProblem["kind"], string>>;
  readonly agent: Template;
  readonly session: Template;
  readonly defaultModel: Template;
  readonly fallbacks: Template;
  readonly noCandidates: Template;
  readonly states: Readonly<Record<CandidateState, string>>;
  readonly stateUntil: Readonly<Record<"expiring" | "expired" | "cooldown" | "disabled", Template>>;
  readonly flags: Readonly<Record<Flag, string>>;
  readonly betweenFlags: string;
  readonly environments: Readonly<Record<EnvironmentSource | "config", string>>;
  readonly lastGood: Template;
  readonly refreshed: Template;
  readonly expires: Template;
  readonly asked: Template;
  readonly tried: Template;
  readonly answered: Template;
  readonly nothingDecided: Template;
  readonly taken: Template;
  readonly noneTaken: Template;
  readonly rules: Readonly<Record<WinningRule, string>>;
  readonly reasons: Readonly<Record<FailureClass, string>>;
  readonly consents: Readonly<Record<"given" | "needed" | "denied", string>>;
  readonly moveCost: Plural;
  readonly left: Readonly<Record<"requests" | "tokens", Plural>>;
  readonly resets: Template;
  readonly consentAsk: Template;
  /** The `state` of an account that may be tried again at once, and has failed. */
  readonly consentOut: string;
  readonly consentOffer: Template;
  readonly consentOtherwise: Template;
  readonly consentYes: Template;
  readonly consentYesNamed: Template;
  readonly consentOther: string;
  readonly consentGiven: Template;
  readonly consentNotNeeded: Template;
  readonly consentInForce: Template;
  readonly moved: Template;
  readonly movedMetered: Template;
  readonly modelOn: Template;
  readonly anotherAccount: string;
  readonly usualOne: string;
  readonly back: Template;
  readonly usualAccount: string;
  readonly awayFrom: Template;
  readonly confirmModel: Template;
  readonly confirmPinned: Template;
  readonly confirmKept: Template;
  readonly confirmFrom: Template;
  readonly confirmSoft: Template;
  readonly dropped: Template;
  readonly defaultApplies: Template;
  readonly fromNextMessage: Template;
  readonly warning: Template;
  readonly nothingUsable: Template;
  readonly freshStarted: Template;
  readonly freshNoPin: Template;
  readonly freshPinKept: Template;
  readonly credentialTypes: Readonly<Record<CredentialType, string>>;
  readonly chooseModel: string;
  readonly chooseModelPage: Template;
  readonly chooseProfile: Template;
  readonly buttons: Readonly<Record<"models" | "profiles" | "auto" | "default" | "status" | "why", string>>;
}
