import { kindOfCode, withoutRequest } from "../../../src/domain/failure.js";
import { languages } from "../../../src/domain/language.js";
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
  order_of_nobody: {
    data: { provider: "openai", agent: "ops", isDefault: false },
    says: ["openai", "ops", "modelpin models auth order set --provider openai --agent ops <id>"],
  },
  none_usable: {
    data: { model: "openai/gpt-4o", pinned: false, reasons: ["cooldown", "cooldown", "denied"], back },
    says: ["openai/gpt-4o", "2026-11-22 08:44:10 UTC", "/model why", "/model @<"],
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

test.each(languages)(
  "in %s a failure says what helps: an operator's command, patience, or another choice",
  (language) => {
    const hint = (code: string): string | undefined => {
      const failure = withoutRequest(code, "openai");
      const data = { story: failure.story, class: failure.class, advice: undefined, back: undefined };
      const { message, hint } = setbackIn(language, { kind: "turn_failed", data });
      expect(message).not.toMatch(/undefined|\.\.|。。/);
      return hint;
    };
    expect(hint("needs_login")).toContain("modelpin models auth login --provider openai --profile-id <id> · ");
    expect(hint("refresh_failed")).toMatch(/modelpin models auth token <id> · .*\/model why · .*\/model list$/);
    expect(hint("secret_not_found")).toContain("modelpin doctor · ");
    for (const code of ["refresh_slow", "credential_replaced"]) expect(hint(code)).not.toMatch(/\/model|modelpin/);
    expect(hint("profile_gone")).toMatch(/\/model list$/);
  },
);

test.each(languages)(
  "in %s who has paid or mended a key is told how to be believed before the rest is over",
  (language) => {
    const hint = (kind: "billing" | "rate_limit" | "auth", until: number | undefined): string | undefined =>
      setbackIn(language, {
        kind: "turn_failed",
        data: {
          story: { ...story, kind },
          class: kind,
          advice: kind === "billing" ? "top_up" : undefined,
          back: until,
        },
      }).hint;
    expect(hint("billing", back)).toContain("/model @<");
    expect(hint("auth", back)).toContain("/model @<");
    expect(hint("rate_limit", back)).not.toContain("/model @<");
    const rests = setbackIn(language, { kind: "none_usable", data: { ...cases.none_usable.data, pinned: true } });
    const isGone = setbackIn(language, { kind: "none_usable", data: { ...cases.none_usable.data, back: undefined } });
    expect(rests.hint).toContain("/model @<");
    expect(isGone.hint).not.toContain("/model @<");
  },
);

test("a code that nobody has words for is told by itself; one that has words is not", () => {
  expect(withoutRequest("secret_not_found", "OpenAI").summary).toBe(
    "No request could be made with this credential (secret_not_found)",
  );
  for (const code of kindOfCode.keys()) expect(withoutRequest(code, "openai").summary).not.toContain(code);
});
