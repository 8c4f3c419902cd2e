import { quoted } from "../../src/config/shown.js";
import { didYouMean, nearNames } from "../../src/domain/near-names.js";
import { UsageError } from "./exit.js";
import { defaults, type VerbEntry, verbs } from "./verbs.js";

/** A command line, split into its verb and the rest. Without a verb: the words of the group that was named. */
export interface FoundVerb {
  readonly group: readonly string[];
  readonly entry?: VerbEntry;
  /** What is left for the verb, flags that stood before or between its words included. */
  readonly rest: readonly string[];
  /** The word at which no verb goes on. */
  readonly stranger?: string;
}

/** Flags that may stand before the verb and take the next argument with them. */
const valued = new Set(["--config", "--agent"]);

const startsWith = (words: readonly string[], start: readonly string[]): boolean =>
  start.every((word, index) => words[index] === word);

export function verbsUnder(group: readonly string[]): readonly VerbEntry[] {
  return verbs.filter(({ words }) => startsWith(words, group));
}

/** Finds the verb: the longest run of words that some verb begins with. */
export function findVerb(argv: readonly string[]): FoundVerb {
  const group: string[] = [];
  const rest: string[] = [];
  let index = 0;
  for (; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (argument === "--") break;
    if (argument.startsWith("-")) {
      rest.push(argument);
      if (valued.has(argument) && index + 1 < argv.length) rest.push(argv[++index] ?? "");
      continue;
    }
    if (verbsUnder([...group, argument]).length === 0) break;
    group.push(argument);
  }
  rest.push(...argv.slice(index));
  const typed = group.join(" ");
  const entry = verbs.find(({ words }) => words.join(" ") === (defaults[typed] ?? typed));
  const next = argv[index];
  const isStray = next !== undefined && next !== "--" && (entry === undefined || entry.words.length > group.length);
  return { group, rest, ...(entry ? { entry } : {}), ...(isStray ? { stranger: next } : {}) };
}

/** Flags that say something without a verb. */
const flagsAlone = ["--help", "--version", "--config", "--agent", "--json"];

function strangeFlag(rest: readonly string[]): UsageError | undefined {
  const flag = rest.find((one) => one.startsWith("-"))?.split("=", 1)[0];
  if (flag === undefined || flagsAlone.includes(flag) || flag === "--") return undefined;
  return new UsageError("unknown_flag", `Unknown flag ${quoted(flag)}.`, {
    hint: didYouMean(nearNames(flag, flagsAlone), "See all with: modelpin --help"),
  });
}

/** What to say when the words are no verb. */
export function unknownVerb({ group, rest, stranger }: FoundVerb): UsageError {
  const under = verbsUnder(group).map(({ words }) => words.join(" "));
  const place = ["modelpin", ...group].join(" ");
  if (stranger === undefined) {
    const flag = strangeFlag(rest);
    if (flag) return flag;
    return new UsageError("verb_incomplete", `${place} needs one more word.`, {
      hint: `There are:\n${under.map((name) => `  modelpin ${name}`).join("\n")}`,
    });
  }
  const next = new Set(under.map((name) => name.split(" ")[group.length] ?? ""));
  const near = nearNames(stranger, next).map((word) => [...group, word].join(" "));
  // "modelpin status" for "modelpin models status": the word is right, its place is not.
  const elsewhere = verbs.map(({ words }) => words).filter((words) => words.includes(stranger));
  const meant = [...near, ...elsewhere.map((words) => words.join(" "))].slice(0, 3);
  return new UsageError("unknown_verb", `${place} knows no verb ${quoted(stranger)}.`, {
    hint:
      meant.length > 0
        ? `Did you mean ${meant.map((name) => `modelpin ${name}`).join(" or ")}?`
        : `See all with: ${place} --help`,
  });
}
