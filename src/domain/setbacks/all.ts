import type { Language, Translated } from "../language.js";
import type { Sentences, SetbackKind, Setbacks, SetbackWords } from "../setback-words.js";
import { burmese } from "./burmese.js";
import { chinese } from "./chinese.js";
import { english } from "./english.js";
import { german } from "./german.js";
import { japanese } from "./japanese.js";
import { spanish } from "./spanish.js";

const byLanguage: Translated<SetbackWords> = {
  en: english,
  my: burmese,
  de: german,
  es: spanish,
  ja: japanese,
  "zh-CN": chinese,
};

/** What a setback says in another language than its own `message`, which is English for logs. */
export function setbackIn<K extends SetbackKind>(
  language: Language,
  { kind, data }: { readonly kind: K; readonly data: Setbacks[K] },
): Sentences {
  return byLanguage[language][kind](data);
}
