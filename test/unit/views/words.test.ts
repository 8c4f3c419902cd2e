import { languages } from "../../../src/domain/language.js";
import type { Line } from "../../../src/domain/reply.js";
import { wordsIn } from "../../../src/views/words/all.js";
import { burmese } from "../../../src/views/words/burmese.js";
import { chinese } from "../../../src/views/words/chinese.js";
import { english as englishWords } from "../../../src/views/words/english.js";
import { german } from "../../../src/views/words/german.js";
import { japanese } from "../../../src/views/words/japanese.js";
import { spanish } from "../../../src/views/words/spanish.js";
import { fill, placeholders } from "../../../src/views/words/template.js";

const english = englishWords();
const tables = {
  burmese: burmese(),
  chinese: chinese(),
  german: german(),
  japanese: japanese(),
  spanish: spanish(),
};

function phrases(table: object, path = ""): [path: string, phrase: string][] {
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value]] : phrases(value, `${path}${key}.`),
  );
}
const codes = (phrase: string): string[] => [...phrase.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
/** What people type is the same in every language, but for the names in angle brackets. */
const typed = (phrase: string): string[] => codes(phrase).map((code) => code.replace(/<[^>]*>/g, "<>"));

test.each(Object.entries(tables))(
  "%s says the same things: each phrase has English's values and commands",
  (_, table) => {
    const theirs = new Map(phrases(table));
    for (const [path, phrase] of phrases(english)) {
      const theirPhrase = theirs.get(path);
      // A language with one plural form has no singular of its own.
      if (theirPhrase === undefined && path.endsWith(".one")) continue;
      expect([path, placeholders(theirPhrase ?? "").sort()]).toEqual([path, placeholders(phrase).sort()]);
      expect([path, typed(theirPhrase ?? "")]).toEqual([path, typed(phrase)]);
      expect(theirPhrase?.trim()).not.toBe("");
    }
  },
);

/** One word per thing and language, as the stem that all its forms share. */
const glossary = {
  model: { burmese: "မော်ဒယ်", chinese: "模型", german: "modell", japanese: "モデル", spanish: "modelo" },
  profile: { burmese: "ပရိုဖိုင်", chinese: "配置", german: "profil", japanese: "プロファイル", spanish: "perfil" },
  account: { burmese: "အကောင့်", chinese: "账号", german: "kont", japanese: "アカウント", spanish: "cuenta" },
  pinned: { burmese: "ပင်", chinese: "固定", german: "festgelegt", japanese: "固定", spanish: "fijado" },
  default: { burmese: "မူရင်း", chinese: "默认", german: "standard", japanese: "既定", spanish: "por defecto" },
  agent: { burmese: "အေးဂျင့်", chinese: "智能体", german: "agent", japanese: "エージェント", spanish: "agente" },
  conversation: {
    burmese: "စကားဝိုင်း",
    chinese: "对话",
    german: "unterhaltung",
    japanese: "会話",
    spanish: "conversación",
  },
  provider: { burmese: "ပံ့ပိုးသူ", chinese: "提供商", german: "anbieter", japanese: "プロバイダー", spanish: "proveedor" },
  consent: { burmese: "သဘောတူ", chinese: "同意", german: "zustimm", japanese: "同意", spanish: "permiso" },
} as const;

test.each(Object.entries(tables))("%s calls each thing by one word everywhere", (language, table) => {
  const theirs = new Map(phrases(table));
  for (const [path, phrase] of phrases(english)) {
    const said = theirs.get(path)?.toLowerCase();
    const plain = phrase.replace(/`[^`]*`|\{\w+\}|\/model \w+/g, "");
    // In Chinese a file of profiles would be a configuration file: it is called by what it holds.
    const terms = Object.entries(glossary).filter(([term]) => term !== "profile" || !plain.includes("profile file"));
    for (const [term, words] of terms) {
      if (said === undefined || !new RegExp(`\\b${term}s?\\b`, "i").test(plain)) continue;
      expect([path, said]).toEqual([path, expect.stringContaining(words[language as keyof typeof words])]);
    }
  }
});

test.each(languages)("no phrase in %s leaves a placeholder or a sign of the template behind", (language) => {
  const words = wordsIn(language);
  const profile: Line = [{ code: "anthropic:work" }];
  const model: Line = [{ strong: "opus" }];
  const said = [
    words.current([...model], [...profile]),
    words.pinned({ by: ["x"], at: 0, strict: true, what: "both", inherited: true }),
    words.page(1, 3),
    words.page(3, 3),
    words.state("cooldown", 5),
    words.state("cooldown", undefined),
    words.notice.moved({ to: undefined, model: [...model], from: undefined, metered: true, why: ["y"], until: 7 }),
    words.consent.ask([...model], ["z"], undefined),
    words.why.moveCost([...profile], 1),
    words.limits.left("tokens", undefined, 9),
    words.howToSwitch,
    [words.picker.chooseModel(2, 9), words.picker.chooseProfile("opus")],
  ];
  for (const line of said) {
    const text = line.map((span) => (typeof span === "string" ? span : "strong" in span ? span.strong : "")).join("");
    expect(text).not.toMatch(/[{}`*]|\[\[|\]\]|undefined/);
  }
});

test("an optional part is there with its value and gone without; code may hold one; strong is strong", () => {
  const template = "*A* {b}[[ of {c}]] `d {b}`";
  expect(fill(template, { b: 1, c: 2 })).toEqual([{ strong: "A" }, " ", "1", " of ", "2", " ", { code: "d 1" }]);
  expect(fill(template, { b: 1 })).toEqual([{ strong: "A" }, " ", "1", " ", { code: "d 1" }]);
});
