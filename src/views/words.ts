import type { CandidateState } from "../domain/candidate.js";
import type { CredentialType } from "../domain/credential.js";
import type { FailureClass } from "../domain/failure-class.js";
import type { Line, Span } from "../domain/reply.js";
import type { WinningRule } from "../domain/rule.js";
import type { CredentialSource } from "../domain/select.js";

/** Every phrase that a view says, once. Placeholders are spans, so that platforms give times and code their own form. */
export interface Words {
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
  more(hidden: number): Line;
  moreCandidates(hidden: number): Line;
  detailsInDm: Line;
  unreadable: Line;
  agent(id: string): Line;
  session(key: string): Line;
  defaultModel(model: Span[]): Line;
  fallbacks(models: readonly Span[][]): Line;
  provider(name: string, source: string | undefined, endpoint: string | undefined): Line;
  noCandidates: Line;
  state(state: CandidateState, until: number | undefined): Span[];
  flags: { next: string; pinned: string; refreshable: string; unproven: string };
  lastGood(at: number): Span[];
  expires(at: number): Span[];
  fromVariable(variable: string, environment: string): Span[];
  lastRoute: {
    asked(model: Span[], at: number): Line;
    tried(profile: Span[], outcome: string): Line;
    answered(profile: Span[], model: Span[]): Line;
  };
  nothingDecided: Line;
  why: {
    /** Who won, by which rule, from which layer. */
    taken(profile: Span[], rule: WinningRule, source: CredentialSource): Line;
    noneTaken: Line;
    /** What a failure class means, in a few words. */
    reason(failureClass: FailureClass): string;
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
    once: Line;
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

const sources: Readonly<Record<CredentialSource, string>> = {
  once: "for the next turn only",
  pin: "pinned here",
  inherited: "pinned in the surrounding conversation",
  stored_order: "agent order",
  config_order: "config order",
  config_profiles: "profiles named in the config",
  all_profiles: "all stored profiles",
  environment: "environment",
  none: "no profile",
};

const pinnedWhat = {
  model: "Model pinned",
  profile: "Profile pinned",
  both: "Pinned",
  nothing: "Set to the agent's own choice",
};

const states: Readonly<Record<CandidateState, string>> = {
  ready: "ready",
  expiring: "expiring",
  probing: "will be tried again",
  cooldown: "cooling down",
  disabled: "disabled",
  expired: "expired",
  needs_login: "needs login",
  missing_credential: "no credential",
  invalid_expires: "unusable expiry",
  unresolved_ref: "secret not found",
  provider_mismatch: "belongs to another provider",
  mode_mismatch: "other type than configured",
  unknown_profile: "does not exist",
  not_permitted: "not for you",
  needs_consent: "needs consent",
};

const rules: Readonly<Record<WinningRule, string>> = {
  pinned: "it is pinned",
  only_one: "it is the only one",
  first_in_order: "it is the first of the order",
  next_in_order: "those before it cannot be used",
  kept_for_cache: "this conversation used it last, so the provider has it cached",
  rested_longest: "by kind (oauth, token, api_key), then whichever rested longest",
  fallback: "no profile of the model asked for can be used; this is a fallback",
  last_resort: "nobody else can be used, and its failure may have passed",
};

const reasons: Readonly<Record<FailureClass, string>> = {
  rate_limit: "limit reached",
  overloaded: "provider overloaded",
  timeout: "no answer in time",
  server_error: "error at the provider",
  billing: "payment needed",
  auth: "credential not accepted",
  auth_permanent: "credential not allowed",
  model_not_found: "model not offered",
  request: "request refused",
  context_overflow: "conversation too long",
  aborted: "stopped",
  unknown: "failed",
};

const credentialTypes: Readonly<Record<CredentialType, string>> = {
  api_key: "API key",
  token: "token",
  oauth: "login",
};

/** How a state and its time go together: "expired 3 d ago", "cooling down, back in 12 min". Others have no time. */
const stateTimes: Readonly<Partial<Record<CandidateState, string>>> = {
  expiring: " ",
  expired: " ",
  cooldown: ", back ",
  disabled: ", back ",
};

const join = (parts: readonly Span[][], between: string): Span[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));

export const english: Words = {
  noModel: ["No model is set."],
  noProfile: ["No profile is usable just now."],
  privateProfile: "a private profile",
  current: (model, profile) => [{ strong: "Now:" }, " ", ...model, " · ", ...profile],
  fallbackAnswers: (model) => ["Its profiles are not usable; the fallback ", ...model, " answers."],
  source: (source) => sources[source],
  modelDefault: "default model",
  pinned: ({ by, at, strict, what, inherited }) => [
    `${pinnedWhat[what]} by `,
    ...by,
    " ",
    { time: at, form: "relative" },
    inherited ? " in the surrounding conversation" : "",
    what === "nothing" ? "" : strict ? " · strict" : " · soft",
  ],
  once: ["For the next turn only; the pin beneath is untouched."],
  danglingPin: ["What is pinned does not exist any more. Choose again, or /model default"],
  you: "you",
  notInCatalog: "not in the catalogue",
  availability: {
    cooling: (until) => (until === undefined ? ["cooling down"] : ["back ", { time: until, form: "relative" }]),
    none: ["no usable profile"],
    coolingShort: "cooling down",
    noneShort: "no usable profile",
  },
  currentMark: "current",
  models: [{ strong: "Models" }],
  howToSwitch: [
    "Switch: ",
    { code: "/model <name>[@<profile>]" },
    " or ",
    { code: "/model <number>" },
    " · details: ",
    { code: "/model status" },
  ],
  page: (page, pages) => [
    `Page ${page} of ${pages}`,
    ...(page < pages ? [" · next: ", { code: `/model list ${page + 1}` }] : []),
  ],
  more: (hidden) => [`+${hidden} more: `, { code: "/model list" }],
  moreCandidates: (hidden) => [`+${hidden} more; an operator sees all: `, { code: "modelpin models explain" }],
  detailsInDm: ["Details in a DM with me."],
  unreadable: [
    "The profile file cannot be read just now; what was known before applies. An operator sees the details.",
  ],
  agent: (id) => ["Agent: ", { code: id }],
  session: (key) => ["Conversation: ", { code: key }],
  defaultModel: (model) => ["Default: ", ...model],
  fallbacks: (models) => ["Fallbacks: ", ...join(models, ", ")],
  provider: (name, source, endpoint) => [
    { strong: name },
    source === undefined ? "" : ` · ${source}`,
    ...(endpoint === undefined ? [] : [" · ", { code: endpoint }]),
  ],
  noCandidates: ["  no profile"],
  state: (state, until) =>
    until === undefined || !(state in stateTimes)
      ? [states[state]]
      : [`${states[state]}${stateTimes[state]}`, { time: until, form: "relative" }],
  flags: { next: "next", pinned: "pinned", refreshable: "refreshable", unproven: "unproven" },
  lastGood: (at) => ["last good ", { time: at, form: "relative" }],
  expires: (at) => ["expires ", { time: at, form: "relative" }],
  fromVariable: (variable, environment) => [{ code: variable }, ` (${environment})`],
  lastRoute: {
    asked: (model, at) => ["Last turn ", { time: at, form: "relative" }, ": asked for ", ...model],
    tried: (profile, outcome) => ["  tried ", ...profile, `: ${outcome}`],
    answered: (profile, model) => ["  answered by ", ...profile, " with ", ...model],
  },
  nothingDecided: ["No turn has been decided here since the start. Now it would be:"],
  why: {
    taken: (profile, rule, source) => [{ strong: "Taken:" }, " ", ...profile, ` · ${rules[rule]} · ${sources[source]}`],
    noneTaken: [{ strong: "Taken:" }, " none; no candidate can be used."],
    reason: (failureClass) => reasons[failureClass],
    consent: (consent) =>
      ({ given: "consented", needed: "asks before it is paid", denied: "metered, and that is not allowed here" })[
        consent
      ],
    moveCost: (from, tokens) => ["  moved from ", ...from, `: ${tokens} tokens were read past the cache`],
  },
  limits: {
    left: (kind, remaining, limit) => [`${remaining ?? "?"}${limit === undefined ? "" : ` of ${limit}`} ${kind} left`],
    resets: (at) => [", full ", { time: at, form: "relative" }],
  },
  consent: {
    ask: (model, state, back) => [
      "The flat-rate account for ",
      ...model,
      " is ",
      ...state,
      ...(back === undefined ? [] : [" (back ", { time: back, form: "relative" } as const, ")"]),
      ". Going on would use a metered one, so nothing was sent.",
    ],
    offer: (profile) => [
      "To go on",
      ...(profile ? [" with ", ...profile] : []),
      " until it is back: ",
      { code: "/model consent" },
    ],
    otherwise: ["Or choose: ", { code: "/model list" }, " · why: ", { code: "/model why" }],
    yes: (profile) => (profile === undefined ? "Go on, metered" : `Go on with ${profile} (metered)`),
    other: "Choose another",
    given: (profile) => ["Consent noted: ", ...profile, " answers here until the flat-rate account is back."],
    notNeeded: ["Nothing needs consent here just now."],
    inForce: (profile, by, at) => [
      "Consent: ",
      ...profile,
      " may answer in a flat-rate account's place, said ",
      ...by,
      " ",
      { time: at, form: "relative" },
    ],
  },
  notice: {
    moved: ({ to, model, from, metered, why, until }) => [
      ...(model ?? to ?? ["Another account"]),
      ...(model && to ? [" on ", ...to] : []),
      metered ? " (metered) answers for now: " : " answers for now: ",
      ...(from ?? ["the usual one"]),
      " · ",
      ...why,
      ...(until === undefined ? [] : [", until ", { time: until, form: "absolute" } as const]),
      ".",
    ],
    back: (to, model) => [
      "Back: ",
      ...(model ?? to ?? ["the usual account"]),
      ...(model && to ? [" on ", ...to] : []),
      " answers again.",
    ],
    awayFrom: (usual) => ["Usually answered by ", ...usual, ", which is out just now."],
  },
  confirm: {
    model: (model) => ["Model: ", ...model],
    profile: (profile, whose) => ["Profile: ", ...profile, whose === "kept" ? " (kept)" : " (pinned)"],
    profileFrom: (profile, source) => ["Profile: ", ...profile, ` (${source})`],
    soft: ["A preference (--soft): others may answer when it cannot."],
    once: ["For the next turn only; the pin beneath is untouched."],
    dropped: (profile) => ["Dropped: the pinned profile ", ...profile],
    defaultApplies: ["Nothing is pinned here now. What applies:"],
    fromNextMessage: ["A turn is running; this holds from the next message."],
    warning: (profile, state) => ["Mind: ", ...profile, " · ", ...state],
    nothingUsable: (provider) => [`Mind: ${provider} has no usable profile now; see `, { code: "/model status" }],
  },
  fresh: {
    started: ["A fresh conversation: what was said before is forgotten."],
    noPin: ["No pin here: the agent's default applies."],
    pinKept: (what) => ["The pin stays: ", ...join(what, " · "), " · drop it with ", { code: "/model default" }],
  },
  stateShort: (state) => states[state],
  credentialType: (type) => credentialTypes[type],
  picker: {
    chooseModel: (page, pages) => (pages > 1 ? `Choose a model · page ${page} of ${pages}` : "Choose a model"),
    chooseProfile: (model) => `Choose an account for ${model}`,
    models: "Models",
    profiles: "Accounts",
    auto: "Any account",
    default: "Default",
    status: "Status",
    why: "Why?",
  },
  howToPress: ["Press one, or type ", { code: "/model <name>[@<profile>]" }],
};
