import { eachLanguage } from "../../domain/language.js";
import type { Words } from "../words.js";
import { burmese } from "./burmese.js";
import { chinese } from "./chinese.js";
import { english } from "./english.js";
import { german } from "./german.js";
import { japanese } from "./japanese.js";
import { spanish } from "./spanish.js";
import { toWords } from "./to-words.js";

/** The words of a language. */
export const wordsIn = eachLanguage<Words>({
  en: () => toWords("en", english()),
  my: () => toWords("my", burmese()),
  de: () => toWords("de", german()),
  es: () => toWords("es", spanish()),
  ja: () => toWords("ja", japanese()),
  "zh-CN": () => toWords("zh-CN", chinese()),
});
