import type { Language, Translated } from "../language.js";
import { englishRefusals, type Refusal, type RefusalCode, type RefusalWords } from "../refusal.js";
import { burmese } from "./burmese.js";
import { chinese } from "./chinese.js";
import { german } from "./german.js";
import { japanese } from "./japanese.js";
import { spanish } from "./spanish.js";

const byLanguage: Translated<RefusalWords> = {
  en: englishRefusals,
  my: burmese,
  de: german,
  es: spanish,
  ja: japanese,
  "zh-CN": chinese,
};

/** What a refusal says in another language than its own `message`, which is English for logs. */
export function refusalIn<C extends RefusalCode>(
  language: Language,
  { code, data }: Refusal<C>,
): { readonly message: string; readonly hint?: string } {
  return byLanguage[language][code](data);
}
