import type { Io } from "../io.js";
import type { FlagSpecs, Verb } from "../verb.js";
import { defaults, type VerbEntry, verbs } from "../verbs.js";
import { type Names, readNames } from "./names.js";

/** Something that may stand next, and what it is in a few words. */
export interface Completion {
  readonly value: string;
  readonly says?: string;
}

type NameKind = keyof Names;

/** What kind of name a flag takes. */
const flagNames: Readonly<Record<string, NameKind>> = {
  agent: "agents",
  provider: "providers",
  "probe-provider": "providers",
  "profile-id": "profiles",
  profile: "profiles",
  "probe-profile": "profiles",
  cooling: "profiles",
  model: "models",
  level: "levels",
};

/** What kind of name a verb's own words are, one after the other; the last kind goes on. */
const wordNames: Readonly<Record<string, readonly (NameKind | undefined)[]>> = {
  "models set": ["models"],
  "models fallbacks add": ["models"],
  "models fallbacks remove": ["models"],
  "models aliases add": [undefined, "models"],
  "models aliases remove": ["aliases"],
  "models auth order set": ["profiles"],
  "models auth remove": ["profiles"],
  "models auth token": ["profiles"],
  "models auth cooldown clear": ["profiles"],
  "access add": ["principals"],
  "access remove": ["principals"],
  completion: ["shells"],
};

const common: FlagSpecs = {
  config: { value: "<file>", says: "the configuration" },
  help: { says: "explain the verb" },
};

/** Flags that may stand before a verb and take the next word with them. */
const leading: FlagSpecs = { config: { value: "<file>", says: "" }, agent: { value: "<id>", says: "" } };

/**
 * What may stand in place of the last of `words` (what follows `modelpin` on the command line, the word under the
 * cursor last). Loads the one verb that is typed, reads the names from files, and nothing else.
 */
export async function reply(words: readonly string[], io: Io): Promise<readonly Completion[]> {
  const current = words.at(-1) ?? "";
  const typed = words.slice(0, -1);
  const group = verbWords(typed);
  const entry = verbs.find((one) => one.words.join(" ") === group.join(" "));
  const fits = (candidates: readonly Completion[]): readonly Completion[] =>
    candidates.filter(({ value }) => value.startsWith(current));

  if (!entry) {
    const isFlag = current.startsWith("-");
    const named = isFlag ? verbs.find((one) => one.words.join(" ") === defaults[group.join(" ")]) : undefined;
    const isStray = ownWords(typed, { words: group }, leading).length > 0;
    if (isStray) return [];
    if (named) return fits(flagsOf((await named.load()).default, typed));
    return fits(isFlag ? [{ value: "--help", says: "explain" }] : nextWords(group));
  }
  const { default: verb } = await entry.load();
  const specs: FlagSpecs = { ...verb.flags, ...common };
  const [flag, inline] = /^--([^=]+)=(.*)$/s.exec(current)?.slice(1) ?? [];
  if (flag !== undefined && inline !== undefined) {
    const values = await namesFor(flagNames[flag], typed, io);
    return values
      .filter(({ value }) => value.startsWith(inline))
      .map(({ value, ...rest }) => ({ value: `--${flag}=${value}`, ...rest }));
  }
  const before = typed.at(-1) ?? "";
  const asked = before.startsWith("--") ? before.slice(2) : undefined;
  if (asked !== undefined && specs[asked]?.value !== undefined)
    return fits(await namesFor(flagNames[asked], typed, io));
  if (current.startsWith("-")) return fits(flagsOf(verb, typed));
  const kinds = wordNames[entry.words.join(" ")] ?? [];
  const given = ownWords(typed, entry, specs);
  const kind = given.length < kinds.length ? kinds[given.length] : kinds.at(-1);
  const most = verb.words?.max ?? (verb.words ? Number.POSITIVE_INFINITY : 0);
  if (given.length >= most) return [];
  return fits((await namesFor(kind, typed, io)).filter(({ value }) => !given.includes(value)));
}

/** The run of words that some verb begins with; flags before it and between are passed over. */
function verbWords(typed: readonly string[]): readonly string[] {
  const group: string[] = [];
  for (let index = 0; index < typed.length; index++) {
    const word = typed[index] ?? "";
    if (word.startsWith("-")) {
      if (leading[word.slice(2)]) index++;
      continue;
    }
    if (!verbs.some(({ words }) => [...group, word].every((one, at) => words[at] === one))) break;
    group.push(word);
  }
  return group;
}

/** What stands behind the verb and is neither a flag nor its value. */
function ownWords(typed: readonly string[], { words }: Pick<VerbEntry, "words">, specs: FlagSpecs): string[] {
  const own: string[] = [];
  for (let index = 0; index < typed.length; index++) {
    const word = typed[index] ?? "";
    if (!word.startsWith("-")) own.push(word);
    else if (!word.includes("=") && specs[word.slice(2)]?.value !== undefined) index++;
  }
  return own.slice(words.length);
}

function nextWords(group: readonly string[]): Completion[] {
  const found = new Map<string, string | undefined>();
  for (const { words, summary } of verbs) {
    const next = words[group.length];
    if (next === undefined || !group.every((word, index) => words[index] === word)) continue;
    found.set(next, words.length === group.length + 1 ? summary : found.get(next));
  }
  return [...found].map(([value, says]) => ({ value, ...(says === undefined ? {} : { says }) }));
}

function flagsOf(verb: Verb, typed: readonly string[]): Completion[] {
  return Object.entries({ ...verb.flags, ...common } as FlagSpecs)
    .filter(
      ([name, { many }]) =>
        many === true || !typed.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)),
    )
    .map(([name, { says }]) => ({ value: `--${name}`, says }));
}

async function namesFor(kind: NameKind | undefined, typed: readonly string[], io: Io): Promise<readonly Completion[]> {
  if (kind === undefined) return [];
  const after = (flag: string): string | undefined => {
    const at = typed.indexOf(`--${flag}`);
    return at < 0 ? undefined : typed[at + 1];
  };
  const names = await readNames(io, { config: after("config"), agent: after("agent"), provider: after("provider") });
  return names[kind];
}
