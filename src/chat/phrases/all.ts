import { eachLanguage } from "../../domain/language.js";
import type { Phrases } from "../phrases.js";
import { burmese } from "./burmese.js";
import { chinese } from "./chinese.js";
import { english } from "./english.js";
import { german } from "./german.js";
import { japanese } from "./japanese.js";
import { spanish } from "./spanish.js";

export const phrasesIn = eachLanguage<Phrases>({
  en: english,
  my: burmese,
  de: german,
  es: spanish,
  ja: japanese,
  "zh-CN": chinese,
});
