import { phrasesIn } from "../../../src/chat/phrases/all.js";
import { relativeTime } from "../../../src/chat/times.js";
import { languages, pluralIn, toLanguage } from "../../../src/domain/language.js";
import { Refusal, type RefusalCode, type Refusals } from "../../../src/domain/refusal.js";
import { refusalIn } from "../../../src/domain/refusals/all.js";

test.each([
  ["en-GB", "en"],
  ["de", "de"],
  ["de-AT", "de"],
  ["es-419", "es"],
  ["zh-CN", "zh-CN"],
  ["zh-hans", "zh-CN"],
  ["zh", "zh-CN"],
  ["zh-TW", "en"],
  ["zh-Hant-HK", "en"],
  ["my", "my"],
  ["fr", "en"],
  [undefined, "en"],
  ["", "en"],
])("%s is spoken to in %s", (stated, spoken) => {
  expect(toLanguage(stated)).toBe(spoken);
  expect(toLanguage(stated, "auto")).toBe(spoken);
  expect(toLanguage(stated, "ja")).toBe("ja");
});

const samples: { readonly [C in RefusalCode]: Refusals[C] } = {
  unknown_model: { typed: "anthropic/opsu", near: ["opus", "o1"] },
  ambiguous_model: { typed: "k2", choices: ["a/k2", "b/k2"], more: 3 },
  model_not_allowed: { model: "a/b" },
  missing_profile: { usable: ["anthropic:work"] },
  unknown_profile: { typed: "wrok", provider: "anthropic", usable: ["anthropic:work"] },
  foreign_profile: { profileId: "x:y", profileProvider: "x", provider: "anthropic", usable: ["anthropic:work"] },
  unknown_flag: { flag: "--onec", near: ["--once"] },
  extra_word: { word: "please" },
  flag_without_choice: { flag: "--soft", word: "@auto" },
  page_out_of_range: { page: "9", pages: 3 },
  no_default_model: { agent: "main" },
  may_not_switch: { principal: "telegram:1" },
  may_not_chat: { principal: "telegram:1" },
};
/** What people type or recognise: commands, names, flags, counts. */
const facts = (text: string): string[] => [...text.matchAll(/[\w./:@-]*[a-z][\w./:@-]*|\d+/gi)].map(([word]) => word);

test.each(languages.filter((language) => language !== "en"))(
  "every refusal in %s holds every fact of the English one: names, numbers, commands",
  (language) => {
    for (const [code, data] of Object.entries(samples)) {
      const refusal = new Refusal(code as RefusalCode, data as Refusals[RefusalCode]);
      const theirs = refusalIn(language, refusal);
      const said = `${theirs.message} ${theirs.hint ?? ""}`;
      const values = JSON.stringify(Object.values(data));
      const english = `${refusal.message} ${refusal.hint ?? ""}`;
      const commands = facts(english).filter(
        (word) => values.includes(`"${word}"`) || /^(\/model|--|modelpin)/.test(word),
      );
      expect([code, commands.filter((word) => !said.includes(word))]).toEqual([code, []]);
      expect(said).not.toBe(english);
    }
  },
);

test("durations are said in the person's language", () => {
  const now = Date.parse("2026-11-22T08:44:00Z");
  const said = languages.map((language) => relativeTime(now + 12 * 60_000, now, language));
  expect(said).toEqual(["in 12 min", "၁၂ မိနစ်အတွင်း", "in 12 Min.", "dentro de 12 min", "12 分後", "12分钟后"]);
  expect(new Set(languages.map((language) => phrasesIn(language).notListed)).size).toBe(languages.length);
  expect([1, 2].map((count) => pluralIn("de", phrasesIn("de").linesLeftOut, count))).toEqual([
    "({count} weitere Zeile passt nicht in eine Nachricht.)",
    "({count} weitere Zeilen passen nicht in eine Nachricht.)",
  ]);
});
