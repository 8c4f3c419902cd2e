import type { CandidateState } from "../domain/candidate.js";
import type { Line, Span } from "../domain/reply.js";
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
  availability: { cooling(until: number | undefined): Span[]; none: Span[] };
  currentMark: string;
  models: Line;
  howToSwitch: Line;
  page(page: number, pages: number): Line;
  more(hidden: number): Line;
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
  lastRoute: {
    asked(model: Span[], at: number): Line;
    tried(profile: Span[], outcome: string): Line;
    answered(profile: Span[], model: Span[]): Line;
  };
  nothingDecided: Line;
  whyTaken: string;
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
  fresh: { started: Line; noPin: Line; pinKept(model: Span[], profile: Span[]): Line };
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
  },
  currentMark: "current",
  models: [{ strong: "Models" }],
  howToSwitch: ["Switch: ", { code: "/model <name or number>[@<profile>]" }, " · details: ", { code: "/model status" }],
  page: (page, pages) => [
    `Page ${page} of ${pages}`,
    ...(page < pages ? [" · next: ", { code: `/model list ${page + 1}` }] : []),
  ],
  more: (hidden) => [`+${hidden} more: `, { code: "/model list" }],
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
    until === undefined || state === "ready"
      ? [states[state]]
      : [`${states[state]}, `, { time: until, form: "relative" }],
  flags: { next: "next", pinned: "pinned", refreshable: "refreshable", unproven: "unproven" },
  lastGood: (at) => ["last good ", { time: at, form: "relative" }],
  expires: (at) => ["expires ", { time: at, form: "relative" }],
  lastRoute: {
    asked: (model, at) => ["Last turn ", { time: at, form: "relative" }, ": asked for ", ...model],
    tried: (profile, outcome) => ["  tried ", ...profile, `: ${outcome}`],
    answered: (profile, model) => ["  answered by ", ...profile, " with ", ...model],
  },
  nothingDecided: ["No turn has been decided here since the start. Now it would be:"],
  whyTaken: "taken",
  confirm: {
    model: (model) => ["Model: ", ...model],
    profile: (profile, whose) => ["Profile: ", ...profile, whose === "kept" ? " (kept)" : " (pinned)"],
    profileFrom: (profile, source) => ["Profile: ", ...profile, ` (${source})`],
    soft: ["A preference (--soft): others may answer when it cannot."],
    once: ["For the next turn only; the pin beneath is untouched."],
    dropped: (profile) => ["Dropped: the pinned profile ", ...profile],
    defaultApplies: ["Nothing is pinned here now. What applies:"],
    fromNextMessage: ["A turn is running; this holds from the next message."],
    warning: (profile, state) => ["Mind: ", ...profile, " is ", ...state, "."],
    nothingUsable: (provider) => [`Mind: ${provider} has no usable profile now; see `, { code: "/model status" }],
  },
  fresh: {
    started: ["A fresh conversation: what was said before is forgotten."],
    noPin: ["No pin here: the agent's default applies."],
    pinKept: (model, profile) => [
      "The pin stays: ",
      ...model,
      " · ",
      ...profile,
      " · drop it with ",
      { code: "/model default" },
    ],
  },
};
