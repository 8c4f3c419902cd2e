import type { Translated } from "../../domain/language.js";
import type { Phrases } from "../phrases.js";
import { english } from "./english.js";

export const phrasesByLanguage: Translated<Phrases> = {
  en: english,
  my: english,
  de: english,
  es: english,
  ja: english,
  "zh-CN": english,
};
