import * as z from "zod/mini";
import { principal as principalSchema } from "../../../src/config/schema/words.js";
import { quoted } from "../../../src/config/shown.js";
import { type AccessLists, type Level, levelOf, levels, terminalPerson } from "../../../src/domain/access.js";
import type { Principal } from "../../../src/domain/ids.js";
import { didYouMean, nearNames } from "../../../src/domain/near-names.js";
import { UsageError } from "../exit.js";

/** @throws {UsageError} `invalid_principal`, with the form that may be meant. */
export function parsePrincipal(typed: string): Principal {
  const { success, error } = z.safeParse(principalSchema(), typed);
  if (success) return typed;
  const meant = /^\d+$/.test(typed)
    ? `Did you mean discord:${typed} or telegram:${typed}?`
    : /^@|^(discord|telegram):@?[a-z_]/i.test(typed) && !typed.startsWith("telegram:chat")
      ? "Names can change hands, so only ids are taken: the refusal that the bot sent says the exact principal."
      : `Expected ${error.issues[0]?.message ?? "a principal"}.`;
  throw new UsageError("invalid_principal", `${quoted(typed)} is not a principal.`, { hint: meant });
}

/** @throws {UsageError} `unknown_level` */
export function parseLevel(typed: string): Level {
  const level = levels.find((one) => one === typed.toLowerCase());
  if (level) return level;
  throw new UsageError("unknown_level", `There is no level ${quoted(typed)}.`, {
    hint: didYouMean(nearNames(typed, levels), `There are: ${levels.join(", ")}.`),
  });
}

const meanings: Readonly<Record<Level, string>> = {
  view: "see /model",
  chat: "see /model and get answers",
  switch: "see /model, get answers and choose models and profiles",
  admin: "do everything",
};

/** What somebody may do by these lists, as a sentence. */
export function effectText(lists: AccessLists, principal: Principal): string {
  if (principal === terminalPerson.id) return "The terminal may do everything, listed or not: it is its owner's.";
  const level = levelOf(lists, { id: principal, principals: [principal] });
  const who = principal === "*" ? "Everybody who reaches the bot" : principal;
  return level === undefined ? `${who} may do nothing.` : `${who} may ${meanings[level]}.`;
}

export function accessJson(lists: AccessLists): Record<Level, readonly Principal[]> {
  return Object.fromEntries(levels.map((level) => [level, lists[level] ?? []])) as Record<Level, readonly Principal[]>;
}
