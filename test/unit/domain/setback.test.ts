import { languages } from "../../../src/domain/language.js";
import { Setback } from "../../../src/domain/setback.js";
import type { SetbackKind, Setbacks } from "../../../src/domain/setback-words.js";
import { setbackIn } from "../../../src/domain/setbacks/all.js";

const back = Date.UTC(2026, 10, 22, 8, 44, 10);
const story = { kind: "rate_limit", provider: "anthropic", evidence: "HTTP 429" } as const;
const cases: { readonly [K in SetbackKind]: { readonly data: Setbacks[K]; readonly says: readonly string[] } } = {
  no_model: { data: { agent: "ops", isDefault: false }, says: ["ops", "/model list", "--agent ops"] },
  model_gone: { data: { model: "openai/gpt-4o" }, says: ["openai/gpt-4o", "/model list", "/model default"] },
  no_credentials: {
    data: { provider: "openai", agent: "ops" },
    says: ["ops", "paste-api-key --provider openai", "paste-token --provider openai"],
  },
  none_usable: {
    data: { model: "openai/gpt-4o", pinned: false, reasons: ["cooldown", "cooldown", "denied"], back },
    says: ["openai/gpt-4o", "2026-11-22 08:44:10 UTC", "/model why"],
  },
  needs_consent: { data: { flat: "cooldown", back }, says: ["2026-11-22 08:44:10 UTC", "/model consent"] },
  turn_failed: {
    data: { story, class: "rate_limit", advice: "use_api_key", back },
    says: ["anthropic", "(HTTP 429)", "2026-11-22 08:44:10 UTC", "/model why", "API"],
  },
  answer_cut: { data: { story }, says: ["anthropic", "(HTTP 429)"] },
  answer_too_long: { data: { characters: 200_000 }, says: ["200000"] },
  consent_denied: { data: {}, says: ["/model @", "auth.crossBilling"] },
  telegram_admin_unknown: { data: {}, says: ["Telegram"] },
};
const kinds = Object.keys(cases) as SetbackKind[];
const inWords = (language: (typeof languages)[number], kind: SetbackKind): string => {
  const { message, hint } = setbackIn(language, { kind, data: cases[kind].data });
  return `${message}\n${hint ?? ""}`;
};

test.each(languages)("in %s every setback tells the same facts and commands, in words of its own", (language) => {
  for (const kind of kinds) {
    for (const fact of cases[kind].says) expect(inWords(language, kind)).toContain(fact);
    expect(inWords(language, kind)).not.toMatch(/undefined|null|\[object/);
    if (language !== "en") expect(inWords(language, kind)).not.toBe(inWords("en", kind));
  }
});

test("a reason is said once, however many profiles have it", () => {
  expect(setbackIn("de", { kind: "none_usable", data: cases.none_usable.data }).message).toMatch(
    /^Kein Profil für openai\/gpt-4o ist verwendbar: gerade pausiert; nach Verbrauch/,
  );
});

test("what English says in more detail than a story holds is said in English alone", () => {
  const login = { kind: "login_over", provider: "openai", evidence: "", inEnglish: "A login is over (x)" } as const;
  const error = new Setback("turn_failed", { story: login, class: "auth", advice: undefined, back: undefined });
  expect(error.message).toBe("A login is over (x).");
  expect(setbackIn("es", error).message).toBe("Una sesión en openai terminó: se negó a renovarla.");
});
