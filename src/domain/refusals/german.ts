import type { ProfileId } from "../ids.js";
import { flags, list, orAdded, quote, type RefusalWords } from "../refusal.js";

const usable = (names: readonly ProfileId[]): string =>
  names.length > 0 ? `Du darfst verwenden: ${list(names)}.` : "Es gibt dafür kein Profil, das du verwenden darfst.";

export const german: RefusalWords = {
  unknown_model: ({ typed, near }) => ({
    message: `Ein Modell ${quote(typed)} gibt es nicht. Nichts wurde geändert.`,
    hint: orAdded(
      near.length > 0 ? `Meintest du ${near.join(" oder ")}? Alle mit /model list` : "Alle mit /model list",
      typed,
      "Wer den Bot betreibt, nimmt es auf: ",
    ),
  }),
  ambiguous_model: ({ typed, choices, more }) => ({
    message: `${quote(typed)} ist mehrdeutig. Nichts wurde geändert.`,
    hint: `Sag welches: ${list(choices)}${more > 0 ? ` (+${more} weitere)` : ""}`,
  }),
  model_not_allowed: ({ model }) => ({
    message: `${model} ist hier nicht erlaubt. Nichts wurde geändert.`,
    hint: "Was erlaubt ist, zeigt /model list · Wer den Bot betreibt, erlaubt mehr mit modelPolicy.allow",
  }),
  missing_profile: ({ usable: names }) => ({
    message: "Nach dem „@“ steht kein Profil. Nichts wurde geändert.",
    hint: `${usable(names)} @auto hebt das festgelegte Profil auf.`,
  }),
  unknown_profile: ({ typed, provider, usable: names }) => ({
    message: `Ein Profil ${quote(typed)} gibt es für ${provider} nicht. Nichts wurde geändert.`,
    hint: usable(names),
  }),
  foreign_profile: ({ profileId, profileProvider, provider, usable: names }) => ({
    message: `${profileId} ist ein Profil von ${profileProvider}, nicht von ${provider}. Nichts wurde geändert.`,
    hint: usable(names),
  }),
  unknown_flag: ({ flag, near }) => ({
    message: `Unbekannte Option ${quote(flag)}. Nichts wurde geändert.`,
    hint: near.length > 0 ? `Meintest du ${near.join(" oder ")}? Bekannt: ${flags}` : `Bekannt: ${flags}`,
  }),
  extra_word: ({ word }) => ({
    message: `${quote(word)} habe ich nicht erwartet. Nichts wurde geändert.`,
    hint: `Ein Ziel und Optionen: /model <Modell>[@<Profil>] [${flags}]`,
  }),
  flag_without_choice: ({ flag, word }) => ({
    message: `${flag} passt nicht zu ${word}. Nichts wurde geändert.`,
    hint: `${flag} braucht eine Wahl, zum Beispiel /model opus ${flag}`,
  }),
  page_out_of_range: ({ page, pages }) => ({
    message: `Es gibt keine Seite ${quote(page)}.`,
    hint: pages > 1 ? `Es gibt die Seiten 1 bis ${pages}: /model list 1` : "Es gibt eine Seite: /model list",
  }),
  no_default_model: ({ agent }) => ({
    message: `Für den Agenten ${agent} ist kein Modell eingestellt.`,
    hint: "Hier eines wählen mit /model list, oder einen Standard setzen: modelpin models set <provider/model>",
  }),
  may_not_switch: ({ principal }) => ({
    message: "Du darfst ansehen, aber nicht wechseln. Nichts wurde geändert.",
    hint: `Wer den Bot betreibt, erlaubt es so: modelpin access add ${principal} --level switch`,
  }),
  may_not_chat: ({ principal }) => ({
    message: "Du darfst ansehen, aber hier nicht mit einem Modell reden. Nichts wurde geändert.",
    hint: `Wer den Bot betreibt, erlaubt es so: modelpin access add ${principal} --level chat`,
  }),
};
