import type { Words } from "../words.js";
import { english } from "./english.js";
import { toWords } from "./to-words.js";

/** English for the command line: types and failures keep the codes by which files and `--json` name them. */
export function operatorEnglish(): Words {
  const messages = english();
  const { reasons, credentialTypes } = messages;
  // Into the fresh ones: a copy of so many phrases costs every start of a verb.
  const ours = Object.assign(messages, { reasons: codesOf(reasons), credentialTypes: codesOf(credentialTypes) });
  return toWords("en", ours);
}

function codesOf<K extends string>(words: Readonly<Record<K, string>>): Record<K, string> {
  return Object.fromEntries(Object.keys(words).map((code) => [code, code])) as Record<K, string>;
}
