import { ModelpinError } from "./errors.js";
import type { ProfileId, ProviderId } from "./ids.js";

/** What modelpin refuses to a person in a conversation, and the data that its sentence needs. */
export interface Refusals {
  unknown_model: { typed: string; near: readonly string[] };
  ambiguous_model: { typed: string; choices: readonly string[]; more: number };
  model_not_allowed: { model: string };
  missing_profile: { usable: readonly ProfileId[] };
  unknown_profile: { typed: string; provider: ProviderId; usable: readonly ProfileId[] };
  foreign_profile: {
    profileId: ProfileId;
    profileProvider: ProviderId;
    provider: ProviderId;
    usable: readonly ProfileId[];
  };
  unknown_flag: { flag: string; near: readonly string[] };
  extra_word: { word: string };
  flag_without_choice: { flag: string; word: string };
  page_out_of_range: { page: string; pages: number };
  no_default_model: { agent: string };
  may_not_switch: { principal: string };
  may_not_chat: { principal: string };
}
export type RefusalCode = keyof Refusals;

type Sentence<C extends RefusalCode> = (data: Refusals[C]) => { message: string; hint?: string };
export type RefusalWords = { readonly [C in RefusalCode]: Sentence<C> };

/** What somebody typed, quoted and short enough for a sentence. */
export const quote = (typed: string): string => {
  const characters = [...typed];
  return characters.length > 60 ? `"${characters.slice(0, 60).join("")}…"` : `"${typed}"`;
};
export const list = (names: readonly string[]): string => names.join(", ");
const usableHint = (usable: readonly ProfileId[]): string =>
  usable.length > 0 ? `You may use: ${list(usable)}.` : "There is no profile that you may use for it.";
export const flags = "--once, --soft";

/** Whoever writes a full ref may want a model that the catalogue only lacks. */
export const orAdded = (hint: string, typed: string, adds: string): string =>
  typed.includes("/") ? `${hint} · ${adds}modelpin models aliases add <name> <provider/model>` : hint;

/** The English sentences; other languages give the same table. */
export const englishRefusals: RefusalWords = {
  unknown_model: ({ typed, near }) => ({
    message: `There is no model ${quote(typed)}. Nothing was changed.`,
    hint: orAdded(
      near.length > 0 ? `Did you mean ${near.join(" or ")}? See all with /model list` : "See all with /model list",
      typed,
      "An operator adds it: ",
    ),
  }),
  ambiguous_model: ({ typed, choices, more }) => ({
    message: `${quote(typed)} is ambiguous. Nothing was changed.`,
    hint: `Say which: ${list(choices)}${more > 0 ? ` (+${more} more)` : ""}`,
  }),
  model_not_allowed: ({ model }) => ({
    message: `${model} is not allowed here. Nothing was changed.`,
    hint: "See what is allowed with /model list · An operator allows more with modelPolicy.allow",
  }),
  missing_profile: ({ usable }) => ({
    message: 'No profile is named after the "@". Nothing was changed.',
    hint: `${usableHint(usable)} @auto drops the pinned profile.`,
  }),
  unknown_profile: ({ typed, provider, usable }) => ({
    message: `There is no profile ${quote(typed)} for ${provider}. Nothing was changed.`,
    hint: usableHint(usable),
  }),
  foreign_profile: ({ profileId, profileProvider, provider, usable }) => ({
    message: `${profileId} is a profile of ${profileProvider}, not of ${provider}. Nothing was changed.`,
    hint: usableHint(usable),
  }),
  unknown_flag: ({ flag, near }) => ({
    message: `Unknown flag ${quote(flag)}. Nothing was changed.`,
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}? Known: ${flags}` : `Known: ${flags}`,
  }),
  extra_word: ({ word }) => ({
    message: `I did not expect ${quote(word)}. Nothing was changed.`,
    hint: `One target and flags: /model <model>[@<profile>] [${flags}]`,
  }),
  flag_without_choice: ({ flag, word }) => ({
    message: `${flag} does not go with ${word}. Nothing was changed.`,
    hint: `${flag} needs a choice, for example /model opus ${flag}`,
  }),
  page_out_of_range: ({ page, pages }) => ({
    message: `There is no page ${quote(page)}.`,
    hint: pages > 1 ? `Pages run from 1 to ${pages}: /model list 1` : "There is one page: /model list",
  }),
  no_default_model: ({ agent }) => ({
    message: `No model is set for the agent ${agent}.`,
    hint: "Choose one here with /model list, or set a default: modelpin models set <provider/model>",
  }),
  may_not_switch: ({ principal }) => ({
    message: `You may look, but not switch. Nothing was changed.`,
    hint: `An operator can allow it: modelpin access add ${principal} --level switch`,
  }),
  may_not_chat: ({ principal }) => ({
    message: "You may look, but not talk to a model here. Nothing was changed.",
    hint: `An operator can allow it: modelpin access add ${principal} --level chat`,
  }),
};

/** A refusal: a {@link ModelpinError} whose data can be said in any language. */
export class Refusal<C extends RefusalCode = RefusalCode> extends ModelpinError {
  override readonly name = "Refusal";
  override readonly code: C;
  readonly data: Refusals[C];

  constructor(code: C, data: Refusals[C]) {
    const { message, hint } = englishRefusals[code](data);
    super(code, message, { hint });
    this.code = code;
    this.data = data;
  }
}
