/** The languages that modelpin speaks, by BCP 47 tag: English, Burmese, German, Spanish, Japanese, simplified Chinese. */
export const languages = ["en", "my", "de", "es", "ja", "zh-CN"] as const;
export type Language = (typeof languages)[number];

/** The same phrase in each language: a missing one is a type error. */
export type Translated<T> = Readonly<Record<Language, T>>;

/**
 * Gives each language's own, made when it is first asked for: a process speaks one or two of the six.
 *
 * @example const phrasesIn = eachLanguage<Phrases>({ en: english, my: burmese, … });
 */
export function eachLanguage<T>(make: Translated<() => T>): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    let own = made.get(language);
    if (own === undefined) {
      own = make[language]();
      made.set(language, own);
    }
    return own;
  };
}

/** One phrase per plural form that the language has. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** Making one costs more than asking it; there are as many as languages. */
const pluralRules = new Map<Language, Intl.PluralRules>();

/** The phrase for so many. */
export function pluralIn(language: Language, forms: Plural, count: number): string {
  let rules = pluralRules.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    pluralRules.set(language, rules);
  }
  return forms[rules.select(count)] ?? forms.other;
}

/**
 * The language to speak to somebody: the one that the configuration fixes, else the person's own as their platform
 * states it, else English. Traditional Chinese is not simplified Chinese.
 *
 * @example toLanguage("es-419"); // "es"
 */
export function toLanguage(stated: string | undefined, fixed: string = "auto"): Language {
  const tag = (fixed === "auto" ? (stated ?? "") : fixed).toLowerCase().replaceAll("_", "-");
  const [primary, ...rest] = tag.split("-");
  if (primary === "zh") return rest.some((part) => ["tw", "hk", "mo", "hant"].includes(part)) ? "en" : "zh-CN";
  return languages.find((language) => language === primary) ?? "en";
}
