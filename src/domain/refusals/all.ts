import type { Language, Translated } from "../language.js";
import { englishRefusals, type Refusal, type RefusalCode, type RefusalWords } from "../refusal.js";

const byLanguage: Translated<RefusalWords> = {
  en: englishRefusals,
  my: englishRefusals,
  de: englishRefusals,
  es: englishRefusals,
  ja: englishRefusals,
  "zh-CN": englishRefusals,
};

/** What a refusal says in another language than its own `message`, which is English for logs. */
export function refusalIn<C extends RefusalCode>(
  language: Language,
  { code, data }: Refusal<C>,
): { readonly message: string; readonly hint?: string } {
  return byLanguage[language][code](data);
}
