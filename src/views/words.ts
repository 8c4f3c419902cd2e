import type { StatusProblem } from "../auth/status/status.js";
import type { CandidateState } from "../domain/candidate.js";
import type { CredentialType } from "../domain/credential.js";
import type { Language } from "../domain/language.js";
import type { Line, Span } from "../domain/reply.js";
import type { CredentialSource } from "../domain/select.js";
import type { WinningRule } from "../domain/winning-rule.js";
import type { Flag } from "./words/messages.js";

/** Every phrase that a view says, once. Placeholders are spans, so that platforms give times and code their own form. */
export interface Words {
  readonly language: Language;
  noModel: Line;
  noProfile: Line;
  privateProfile: string;
  current(model: Span[], profile: Span[]): Line;
  fallbackAnswers(model: Span[]): Line;
  source(source: CredentialSource): string;
  modelDefault: string;
  pinned(pin: {
    by: Span[];
    at: number;
    strict: boolean;
    what: "model" | "profile" | "both" | "nothing";
    inherited: boolean;
  }): Line;
  once: Line;
  danglingPin: Line;
  you: string;
  notInCatalog: string;
  availability: { cooling(until: number | undefined): Span[]; none: Span[]; coolingShort: string; noneShort: string };
  currentMark: string;
  models: Line;
  howToSwitch: Line;
  page(page: number, pages: number): Line;
  /** At the end of a shortened list: what to type to see the rest, here or on the bot's machine. */
  more(hidden: number, type: string): Line;
  moreForOperators(hidden: number, type: string): Line;
  detailsInDm: Line;
  problem(kind: StatusProblem["kind"]): string;
  agent(id: string): Line;
  session(key: string): Line;
  defaultModel(model: Span[]): Line;
  /** The first one. */
  fallbacks(model: Span[]): Line;
  provider(name: string, source: string | undefined, endpoint: string | undefined): Line;
  noCandidates: Line;
  state(state: CandidateState, until: number | undefined): Span[];
  /** Empty where none is set. */
  flags(set: Readonly<Record<Flag, boolean>>): string;
  lastGood(at: number): Span[];
  refreshed(at: number): Span[];
  expires(at: number): Span[];
  /** An environment variable, and which environment holds it. */
  fromVariable(variable: string, environment: string): Span[];
  lastRoute: {
    asked(model: Span[], at: number): Line;
    /** `outcome`: a failure class. */
    tried(profile: Span[], outcome: string): Line;
    answered(profile: Span[], model: Span[]): Line;
  };
  nothingDecided: Line;
  why: {
    /** Who won, by which rule, from which layer. */
    taken(profile: Span[], rule: WinningRule, source: CredentialSource): Line;
    noneTaken: Line;
    /** What a failure class means, in a few words; any other reason is a name and says itself. */
    reason(reason: string): string;
    /** Of a metered candidate that would stand in for a flat one. */
    consent(consent: "given" | "needed" | "denied"): string;
    /** A move to another profile had so many tokens of the conversation read anew, past the provider's cache. */
    moveCost(from: Span[], uncachedTokens: number): Line;
  };
  /** What a provider's last answer left over. */
  limits: {
    left(kind: "requests" | "tokens", remaining: number | undefined, limit: number | undefined): Span[];
    resets(at: number): Span[];
  };
  consent: {
    /** Before a metered account answers. `state`: of the flat one; `back`: when it is back. */
    ask(model: Span[], state: Span[], back: number | undefined): Line;
    /** The `state` of an account that may be tried again at once, and has failed. */
    out: string;
    /** What pressing or typing does; the profile is named where its name may be read. */
    offer(profile: Span[] | undefined): Line;
    /** How to choose something else for good. */
    otherwise: Line;
    /** On the buttons. */
    yes(profile: string | undefined): string;
    other: string;
    given(profile: Span[]): Line;
    notNeeded: Line;
    /** In the full view: what is in force. */
    inForce(profile: Span[], by: Span[], at: number): Line;
  };
  notice: {
    /** Who answers now in whose place. Nobody is named where others read along. */
    moved(move: {
      to: Span[] | undefined;
      model: Span[] | undefined;
      from: Span[] | undefined;
      metered: boolean;
      why: Span[];
      until: number | undefined;
    }): Line;
    back(to: Span[] | undefined, model: Span[] | undefined): Line;
    /** In the full view: whose return is awaited. */
    awayFrom(usual: Span[]): Line;
  };
  confirm: {
    model(model: Span[]): Line;
    profile(profile: Span[], whose: "new" | "kept"): Line;
    profileFrom(profile: Span[], source: string): Line;
    soft: Line;
    dropped(profile: Span[]): Line;
    defaultApplies: Line;
    fromNextMessage: Line;
    warning(profile: Span[], state: Span[]): Line;
    nothingUsable(provider: string): Line;
  };
  fresh: { started: Line; noPin: Line; pinKept(what: readonly Span[][]): Line };
  stateShort(state: CandidateState): string;
  credentialType(type: CredentialType): string;
  /** What stands on menus and buttons. */
  picker: {
    chooseModel(page: number, pages: number): string;
    chooseProfile(model: string): string;
    models: string;
    profiles: string;
    auto: string;
    default: string;
    status: string;
    why: string;
  };
  /** How to switch where there is something to press. */
  howToPress: Line;
}
