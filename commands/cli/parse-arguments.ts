import { parseArgs } from "node:util";
import { quoted } from "../../src/config/shown.js";
import { didYouMean, nearNames } from "../../src/domain/near-names.js";
import { UsageError } from "./exit.js";
import { commandLine, type FlagSpec, type FlagSpecs, type Flags, type Verb } from "./verb.js";

/** Flags of every verb. */
export const commonFlags = {
  config: { value: "<file>", says: "the configuration; else MODELPIN_CONFIG, else config.json in the state directory" },
  help: { says: "show this" },
} as const satisfies FlagSpecs;

export interface Parsed<F extends FlagSpecs> {
  readonly flags: Flags<F & typeof commonFlags>;
  readonly words: readonly string[];
}

const inHistory =
  "If that was the secret: it now stands in the shell history and was visible in the process list. Remove it there, and replace it at the provider.";

/**
 * Reads what follows the verb's words. Nothing is guessed: an unknown flag, a missing value or one word too many is
 * refused, and near names are offered.
 *
 * @throws {UsageError}
 */
export function parseArguments<F extends FlagSpecs>(
  verb: Pick<Verb<F>, "flags" | "words" | "readsSecret" | "examples">,
  rest: readonly string[],
): Parsed<F> {
  const specs: FlagSpecs = { ...verb.flags, ...commonFlags };
  const { tokens } = parseArgs({
    args: [...rest],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { value }]) => [
        name,
        {
          type: value === undefined ? ("boolean" as const) : ("string" as const),
          ...(name === "help" ? { short: "h" } : {}),
        },
      ]),
    ),
  });
  const refuse = (code: string, message: string, hint: string): never => {
    throw new UsageError(code, message, { hint });
  };
  const found: Record<string, string | boolean> = {};
  const words: string[] = [];
  const missing = (name: string, spec: FlagSpec): never =>
    refuse("flag_without_value", `--${name} needs ${spec.value}.`, `For example: ${commandLine(verb.examples[0])}`);

  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) {
      // `rawName` ends before a `=`: what follows may be a secret.
      const near = nearNames(name, Object.keys(specs)).map((one) => `--${one}`);
      const known = Object.keys(specs).map((one) => `--${one}`);
      const advice = didYouMean(near, `Known here: ${known.join(", ")}`);
      refuse("unknown_flag", `Unknown flag ${quoted(rawName)}.`, verb.readsSecret ? `${advice}\n${inHistory}` : advice);
    } else if (spec.value === undefined) {
      if (value !== undefined) refuse("flag_with_value", `--${name} takes no value.`, "Leave out what follows the =");
      found[name] = true;
    } else {
      if (value === undefined || value === "" || (!inlineValue && value.startsWith("-"))) missing(name, spec);
      if (name in found && !spec.many) refuse("flag_twice", `--${name} was given twice.`, "Say which one you mean.");
      found[name] = name in found ? `${found[name]},${value}` : (value as string);
    }
  }
  if (found.json === true && found.plain === true)
    refuse("json_and_plain", "--json and --plain exclude each other.", "Say which one you want.");
  checkWords(verb, words);
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.required && found[name] === undefined) {
      refuse("flag_missing", `--${name} ${spec.value} is missing.`, `For example: ${commandLine(verb.examples[0])}`);
    }
    if (spec.value === undefined) found[name] ??= false;
  }
  return { flags: found as Parsed<F>["flags"], words };
}

function checkWords(
  {
    words: expected = { usage: "", min: 0, max: 0 },
    readsSecret,
    examples,
  }: Pick<Verb, "words" | "readsSecret" | "examples">,
  words: readonly string[],
): void {
  const { usage, min, max = Number.POSITIVE_INFINITY } = expected;
  if (words.length < min) {
    throw new UsageError("word_missing", `${usage} is missing.`, { hint: `For example: ${commandLine(examples[0])}` });
  }
  if (words.length <= max) return;
  if (readsSecret) {
    throw new UsageError("secret_in_arguments", "A secret is never taken from the command line; nothing was stored.", {
      hint: `${inHistory}\nPaste it when asked, or pipe it in: ${commandLine(examples[0])}`,
    });
  }
  throw new UsageError("word_too_many", `I did not expect ${quoted(words[max] ?? "")}.`, {
    hint: `For example: ${commandLine(examples[0])}`,
  });
}
