import { nearNames } from "./near-names.js";
import { Refusal } from "./refusal.js";

/** What somebody means by what follows `/model`. Nothing is looked up yet. */
export type ModelTarget =
  | { readonly kind: "list"; readonly page?: string }
  | { readonly kind: "status" }
  | { readonly kind: "why" }
  | { readonly kind: "help" }
  /** Lets a metered profile answer while the flat ones before it are out; without a name, the one that was asked about. */
  | { readonly kind: "consent"; readonly profile?: string }
  | ({ readonly kind: "default" } & Flags)
  | ({ readonly kind: "entry"; readonly number: number } & Profile & Flags)
  | ({ readonly kind: "choose"; readonly model?: string } & Profile & Flags);

interface Profile {
  readonly profile?: string | typeof auto;
}

interface Flags {
  /** A layer over the pin for the next turn. */
  readonly once: boolean;
  /** A preference instead of a lock. */
  readonly soft: boolean;
}

/** Stands for "no pinned profile" in place of a profile. */
export const auto = Symbol("auto");

/** Words that mean something after `/model`; no alias may take one, nor be made of digits only. */
export const reservedWords = ["list", "status", "why", "default", "reset", "auto", "consent", "help"] as const;

export function isReservedWord(word: string): boolean {
  return (reservedWords as readonly string[]).includes(word.toLowerCase()) || /^\d+$/.test(word);
}

/** Whether a ref, alias or bare id is known; what the split at `@` asks. */
export type IsKnown = (model: string) => boolean;

const versionDate = /^\d{8}(?=@|$)/;
const quantisation = /^(?:i?q\d+(?:_[a-z0-9]+)*|\d+bit)(?=@|$)/i;

/** The rule for strangers: first `@` after the last `/`, over an 8-digit date and then over a quantisation. */
function strangersSplit(target: string): number {
  let at = target.indexOf("@", target.lastIndexOf("/") + 1);
  for (const suffix of [versionDate, quantisation]) {
    if (at > 0 && suffix.test(target.slice(at + 1))) at = target.indexOf("@", at + 1);
  }
  return at;
}

interface Split {
  readonly model?: string;
  readonly profile?: string;
}

/**
 * Splits `model@profile`, where either side may hold `@`.
 *
 * The longest known model that is followed by `@` or by the end wins; only if none is known, the rule for strangers.
 * An empty profile comes back as the empty string, an absent side as nothing; the model is never empty.
 *
 * @example splitTarget("vertex/claude-opus@20250514@work", isKnown); // { model: "vertex/claude-opus@20250514", profile: "work" }
 */
export function splitTarget(target: string, isKnown: IsKnown): Split {
  if (isKnown(target)) return { model: target };
  for (let at = target.lastIndexOf("@"); at > 0; at = target.lastIndexOf("@", at - 1)) {
    const model = target.slice(0, at);
    if (isKnown(model)) return { model, profile: target.slice(at + 1) };
  }
  if (target.startsWith("@")) return { profile: target.slice(1) };
  const at = strangersSplit(target);
  return at < 0 ? { model: target } : { model: target.slice(0, at), profile: target.slice(at + 1) };
}

const flagWords = ["--once", "--soft"] as const;

function parseFlag(word: string): (typeof flagWords)[number] {
  // Phones turn two hyphens into one dash.
  const flag = word.toLowerCase().replace(/^[–—]/u, "--");
  const known = flagWords.find((candidate) => candidate === flag);
  if (known) return known;
  throw new Refusal("unknown_flag", { flag: word, near: nearNames(flag, flagWords) });
}

function withoutFlags<T extends ModelTarget>(target: T, word: string, flags: ReadonlySet<string>): T {
  const [flag] = flags;
  if (flag !== undefined) throw new Refusal("flag_without_choice", { flag, word });
  return target;
}

/** What stands behind an `@`; nothing at all is refused where it is known what could stand there. */
function parseProfile(profile: string | undefined): string | typeof auto | undefined {
  return profile?.toLowerCase() === "auto" ? auto : profile;
}

/** `2` and `2@home`: an entry of the list last shown. */
function parseEntry(word: string, flags: Flags, isKnown: IsKnown): ModelTarget | undefined {
  const [, number, profile] = /^(\d+)(?:@(.*))?$/s.exec(word) ?? [];
  if (number === undefined || (profile !== undefined && isKnown(word))) return undefined;
  const credential = parseProfile(profile);
  return {
    kind: "entry",
    number: Number(number),
    ...(credential === undefined ? {} : { profile: credential }),
    ...flags,
  };
}

function parseChoice(word: string, flags: Flags, isKnown: IsKnown): ModelTarget {
  // The word `auto` is reserved, also where some provider calls a model so.
  const { model, profile }: Split = /^@auto$/i.test(word) ? { profile: "auto" } : splitTarget(word, isKnown);
  const credential = parseProfile(profile);
  if (flags.soft && model === undefined && credential === auto) {
    throw new Refusal("flag_without_choice", { flag: "--soft", word: "@auto" });
  }
  return {
    kind: "choose",
    ...(model === undefined ? {} : { model }),
    ...(credential === undefined ? {} : { profile: credential }),
    ...flags,
  };
}

/**
 * Reads what follows `/model`: one target and flags in any order. Words and flags ignore case.
 *
 * @throws {Refusal} `unknown_flag`, `extra_word`, `flag_without_choice`.
 */
export function parseModelTarget(argument: string, isKnown: IsKnown): ModelTarget {
  const words: string[] = [];
  const given = new Set<string>();
  for (const word of argument.split(/\s+/u).filter((part) => part !== "")) {
    if (/^(?:-|[–—])/u.test(word)) given.add(parseFlag(word));
    else words.push(word);
  }
  const [word = "list", next, ...rest] = words;
  const name = word.toLowerCase();
  const detail = name === "list" || name === "consent" ? next : undefined;
  const extra = detail === undefined ? next : rest[0];
  if (extra !== undefined) throw new Refusal("extra_word", { word: extra });

  const flags: Flags = { once: given.has("--once"), soft: given.has("--soft") };
  switch (name) {
    case "list":
      return withoutFlags({ kind: "list", ...(detail === undefined ? {} : { page: detail }) }, word, given);
    case "status":
      return withoutFlags({ kind: "status" }, word, given);
    case "why":
      return withoutFlags({ kind: "why" }, word, given);
    case "help":
      return withoutFlags({ kind: "help" }, word, given);
    case "consent":
      return withoutFlags({ kind: "consent", ...(detail === undefined ? {} : { profile: detail }) }, word, given);
    case "default":
    case "reset":
      if (flags.soft) throw new Refusal("flag_without_choice", { flag: "--soft", word });
      return { kind: "default", ...flags };
    case "auto":
      return parseChoice("@auto", flags, isKnown);
    default:
      return parseEntry(word, flags, isKnown) ?? parseChoice(word, flags, isKnown);
  }
}
