import type { CandidateState, usableStates } from "./candidate.js";
import type { FailureAdvice, FailureClass, FailureKind, FailureStory } from "./failure-class.js";

/** Why a profile cannot be used: its state, or that the configuration forbids a metered one to stand in. */
export type WhyNot = CandidateState | "denied";
type Told = Exclude<WhyNot, (typeof usableStates)[number] | "not_permitted">;
export type WhyNotWords = Readonly<Record<Told, string>>;
export type FailureWords = Readonly<Record<FailureKind, (provider: string) => string>>;

/** What keeps a turn from its answer, and the data that its sentence needs. Times are ms since the epoch. */
export interface Setbacks {
  no_model: { agent: string; isDefault: boolean };
  model_gone: { model: string };
  no_credentials: { provider: string; agent: string };
  /** A person wrote the order, and nobody in it is there. */
  order_of_nobody: { provider: string; agent: string; isDefault: boolean };
  none_usable: { model: string; pinned: boolean; reasons: readonly WhyNot[]; back: number | undefined };
  needs_consent: { flat: WhyNot | undefined; back: number | undefined };
  turn_failed: {
    story: FailureStory;
    class: FailureClass;
    advice: FailureAdvice | undefined;
    back: number | undefined;
  };
  /** Without a story the connection broke. */
  answer_cut: { story: FailureStory | undefined };
  answer_too_long: { characters: number };
  consent_denied: Record<never, never>;
  telegram_admin_unknown: Record<never, never>;
}
export type SetbackKind = keyof Setbacks;

export interface Sentences {
  readonly message: string;
  readonly hint?: string;
}
/** One language's sentences: a missing one is a type error. */
export type SetbackWords = { readonly [K in SetbackKind]: (data: Setbacks[K]) => Sentences };

/** `2026-11-22 08:44:10 UTC`, for messages that no platform writes the time of. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The word for a state, or what else to say of one that usually does not stand in the way. */
export function whyNot(words: WhyNotWords, state: WhyNot | undefined, otherwise: string | undefined = state): string {
  return (words as Readonly<Partial<Record<WhyNot, string>>>)[state ?? "ready"] ?? otherwise ?? "";
}

/** Each reason once, in the order of the candidates. */
export function whyNone(words: WhyNotWords, reasons: readonly WhyNot[], between = "; "): string {
  return [...new Set(reasons.map((reason) => whyNot(words, reason)))].join(between);
}

/** A failure in one language, with the status and the codes that it rests on, without a full stop. */
export function tellFailure(words: FailureWords, { kind, provider, evidence }: FailureStory): string {
  return `${words[kind](provider)}${evidence === "" ? "" : ` (${evidence})`}`;
}

/** A hint, and where somebody comes back at all how not to wait for it. */
export const orSooner = (hint: string, sooner: string, back: number | undefined): string =>
  back === undefined ? hint : `${hint} · ${sooner}`;

/** What to do after a failed turn, in one language. */
export interface FailureHints {
  /** Where nothing else helps. */
  readonly only: Readonly<
    Record<"aborted" | "context_overflow" | "request" | "login_renewing" | "credential_replaced", string>
  >;
  /** Before whatever helps always; `command`: what an operator types. */
  readonly first: Readonly<Record<"login_over" | "login_not_renewed" | "no_request", (command: string) => string>>;
  readonly useKey: string;
  readonly back: (time: string) => string;
  /** A rest ends when a person says so: who pins a resting account is believed. */
  readonly sooner: string;
  readonly always: string;
}

/** What ends when a person has paid or mended a credential, and seldom by itself. */
const mendedByHand: ReadonlySet<FailureClass> = new Set(["billing", "auth", "auth_permanent"]);

export function hintAfterFailure(
  { only, first, useKey, back: backAt, sooner, always }: FailureHints,
  { story: { kind, provider }, class: failureClass, advice, back }: Setbacks["turn_failed"],
): string {
  const alone = (only as Readonly<Partial<Record<FailureKind, string>>>)[kind in only ? kind : failureClass];
  if (alone !== undefined) return alone;
  const before = (first as Readonly<Partial<Record<FailureKind, (command: string) => string>>>)[kind];
  const isMendedByHand =
    before === undefined && advice !== "use_api_key" && back !== undefined && mendedByHand.has(failureClass);
  return [
    before?.(commandFor(kind, provider)),
    advice === "use_api_key" ? useKey : undefined,
    back === undefined ? undefined : backAt(utc(back)),
    always,
    isMendedByHand ? sooner : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

/** A room may read along, so the account is not named. */
function commandFor(kind: FailureKind, provider: string): string {
  if (kind === "login_over") return `modelpin models auth login --provider ${provider} --profile-id <id>`;
  return kind === "login_not_renewed" ? "modelpin models auth token <id>" : "modelpin doctor";
}

/** What an operator types to add a credential. */
export const addKey = (provider: string): string => `modelpin models auth paste-api-key --provider ${provider}`;
export const addToken = (provider: string): string => `modelpin models auth paste-token --provider ${provider}`;
export const setModel = ({ agent, isDefault }: Setbacks["no_model"]): string =>
  `modelpin models set <provider/model>${isDefault ? "" : ` --agent ${agent}`}`;
export const setOrder = ({ provider, agent, isDefault }: Setbacks["order_of_nobody"]): string =>
  `modelpin models auth order set --provider ${provider}${isDefault ? "" : ` --agent ${agent}`} <id>`;
