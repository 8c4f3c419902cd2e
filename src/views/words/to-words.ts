import { type Language, type Plural, pluralIn } from "../../domain/language.js";
import type { Span } from "../../domain/reply.js";
import type { Words } from "../words.js";
import { flags, type Messages } from "./messages.js";
import { fill, plain, type Template } from "./template.js";

const ago = (at: number): Span[] => [{ time: at, form: "relative" }];
const agoIf = (at: number | undefined): Span[] | undefined => (at === undefined ? undefined : ago(at));

/** The words of a language, made of its phrases: the one place that knows which value goes where. */
export function toWords(language: Language, m: Messages): Words {
  const plural = (forms: Plural, count: number): Template => pluralIn(language, forms, count);
  const named = (names: Readonly<Record<string, string>>, name: string): string =>
    (Object.hasOwn(names, name) && names[name]) || name;
  const hasTime = (state: string): state is keyof Messages["stateUntil"] => state in m.stateUntil;
  const who = (model: Span[] | undefined, to: Span[] | undefined, nobody: string): Span[] =>
    model && to ? fill(m.modelOn, { model, to }) : (model ?? to ?? [nobody]);

  return {
    language,
    noModel: fill(m.noModel),
    noProfile: fill(m.noProfile),
    privateProfile: m.privateProfile,
    current: (model, profile) => fill(m.current, { model, profile }),
    fallbackAnswers: (model) => fill(m.fallbackAnswers, { model }),
    source: (source) => m.sources[source],
    modelDefault: m.modelDefault,
    pinned: ({ by, at, strict, what, inherited }) => [
      ...fill(m.pinned[what], { by, at: ago(at) }),
      inherited ? m.inherited : "",
      what === "nothing" ? "" : strict ? m.strict : m.soft,
    ],
    once: fill(m.once),
    danglingPin: fill(m.danglingPin),
    you: m.you,
    notInCatalog: m.notInCatalog,
    availability: {
      cooling: (until) => (until === undefined ? [m.states.cooldown] : fill(m.coolingUntil, { until: ago(until) })),
      none: [m.noUsable],
      coolingShort: m.states.cooldown,
      noneShort: m.noUsable,
    },
    currentMark: m.currentMark,
    models: fill(m.models),
    howToSwitch: fill(m.howToSwitch),
    howToPress: fill(m.howToPress),
    page: (page, pages) => fill(m.page, { page, pages, next: page < pages ? page + 1 : undefined }),
    more: (hidden, type) => fill(m.more, { hidden, type }),
    moreForOperators: (hidden, type) => fill(m.moreForOperators, { hidden, type }),
    detailsInDm: fill(m.detailsInDm),
    problem: (kind) => m.problems[kind],
    agent: (id) => fill(m.agent, { id: [{ code: id }] }),
    session: (key) => fill(m.session, { key: [{ code: key }] }),
    defaultModel: (model) => fill(m.defaultModel, { model }),
    fallbacks: (model) => fill(m.fallbacks, { model }),
    provider: (name, source, endpoint) => [
      { strong: name },
      source === undefined ? "" : ` · ${source}`,
      ...(endpoint === undefined ? [] : [" · ", { code: endpoint }]),
    ],
    noCandidates: fill(m.noCandidates),
    state: (state, until) =>
      until === undefined || !hasTime(state) ? [m.states[state]] : fill(m.stateUntil[state], { until: ago(until) }),
    stateShort: (state) => m.states[state],
    credentialType: (type) => m.credentialTypes[type],
    flags(set) {
      let text = "";
      // By index: of hundreds of lines at a start nothing is made that is not printed.
      for (let at = 0; at < flags.length; at++) {
        const flag = flags[at];
        if (flag !== undefined && set[flag]) text += text === "" ? m.flags[flag] : m.betweenFlags + m.flags[flag];
      }
      return text;
    },
    lastGood: (at) => fill(m.lastGood, { at: ago(at) }),
    refreshed: (at) => fill(m.refreshed, { at: ago(at) }),
    expires: (at) => fill(m.expires, { at: ago(at) }),
    fromVariable: (variable, environment) => [{ code: variable }, ` (${named(m.environments, environment)})`],
    lastRoute: {
      asked: (model, at) => fill(m.asked, { model, at: ago(at) }),
      tried: (profile, outcome) => fill(m.tried, { profile, outcome: named(m.reasons, outcome) }),
      answered: (profile, model) => fill(m.answered, { profile, model }),
    },
    nothingDecided: fill(m.nothingDecided),
    why: {
      taken: (profile, rule, source) => fill(m.taken, { profile, rule: m.rules[rule], source: m.sources[source] }),
      noneTaken: fill(m.noneTaken),
      reason: (reason) => named(m.reasons, reason),
      consent: (consent) => m.consents[consent],
      moveCost: (from, tokens) => fill(plural(m.moveCost, tokens), { from, tokens }),
    },
    limits: {
      left: (kind, remaining, limit) =>
        fill(plural(m.left[kind], limit ?? remaining ?? 0), { remaining: remaining ?? "?", limit }),
      resets: (at) => fill(m.resets, { at: ago(at) }),
    },
    consent: {
      ask: (model, state, back) => fill(m.consentAsk, { model, state, back: agoIf(back) }),
      out: m.consentOut,
      offer: (profile) => fill(m.consentOffer, { profile }),
      otherwise: fill(m.consentOtherwise),
      yes: (profile) => (profile === undefined ? plain(m.consentYes) : plain(m.consentYesNamed, { profile })),
      other: m.consentOther,
      given: (profile) => fill(m.consentGiven, { profile }),
      notNeeded: fill(m.consentNotNeeded),
      inForce: (profile, by, at) => fill(m.consentInForce, { profile, by, at: ago(at) }),
    },
    notice: {
      moved: ({ to, model, from, metered, why, until }) =>
        fill(metered ? m.movedMetered : m.moved, {
          who: who(model, to, m.anotherAccount),
          from: from ?? m.usualOne,
          why,
          until: until === undefined ? undefined : [{ time: until, form: "absolute" }],
        }),
      back: (to, model) => fill(m.back, { who: who(model, to, m.usualAccount) }),
      awayFrom: (usual) => fill(m.awayFrom, { usual }),
    },
    confirm: {
      model: (model) => fill(m.confirmModel, { model }),
      profile: (profile, whose) => fill(whose === "kept" ? m.confirmKept : m.confirmPinned, { profile }),
      profileFrom: (profile, source) => fill(m.confirmFrom, { profile, source }),
      soft: fill(m.confirmSoft),
      dropped: (profile) => fill(m.dropped, { profile }),
      defaultApplies: fill(m.defaultApplies),
      fromNextMessage: fill(m.fromNextMessage),
      warning: (profile, state) => fill(m.warning, { profile, state }),
      nothingUsable: (provider) => fill(m.nothingUsable, { provider }),
    },
    fresh: {
      started: fill(m.freshStarted),
      noPin: fill(m.freshNoPin),
      pinKept: (what) =>
        fill(m.freshPinKept, { what: what.flatMap((part, index) => (index === 0 ? part : [" · ", ...part])) }),
    },
    picker: {
      chooseModel: (page, pages) => (pages > 1 ? plain(m.chooseModelPage, { page, pages }) : m.chooseModel),
      chooseProfile: (model) => plain(m.chooseProfile, { model }),
      ...m.buttons,
    },
  };
}
