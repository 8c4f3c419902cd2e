import { verbsUnder } from "./find-verb.js";
import { commonFlags } from "./parse-arguments.js";
import { commandLine, type FlagSpec, type Verb } from "./verb.js";

const whatItIs = "modelpin decides for each conversation which model answers and on whose account, and says why.";

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

const flagRow = ([name, { value, says, required }]: [string, FlagSpec]): readonly [string, string] => [
  value === undefined ? `--${name}` : `--${name} ${value}`,
  required ? `${says} (required)` : says,
];

/** Help for one verb: an example first. */
export function verbHelp(
  words: readonly string[],
  { examples, says, flags, words: expected }: Verb,
): readonly string[] {
  const required = Object.entries(flags).filter(([, spec]) => spec.required);
  const usage = [
    "modelpin",
    ...words,
    ...required.map(([name, { value }]) => `--${name} ${value}`),
    ...(expected ? [expected.usage] : []),
    "[flags]",
  ].join(" ");
  return [
    examples.length === 1 ? "Example" : "Examples",
    ...examples.map((example) => `  ${commandLine(example)}`),
    "",
    says,
    "",
    "Usage",
    `  ${usage}`,
    "",
    "Flags",
    ...columns(Object.entries({ ...flags, ...commonFlags }).map(flagRow)),
  ];
}

/** Help for a group of verbs, or for all. Loads none of them. */
export function groupHelp(group: readonly string[]): readonly string[] {
  const rows = verbsUnder(group).map(({ words, summary }) => [words.join(" "), summary] as const);
  return [
    ...(group.length === 0 ? [whatItIs, ""] : []),
    "Example",
    `  modelpin ${rows[0]?.[0] ?? ""}`,
    "",
    "Verbs",
    ...columns(rows),
    "",
    "Every verb explains itself: modelpin <verb> --help",
    "Where things are: --config <file>, MODELPIN_CONFIG, MODELPIN_STATE_DIR (default ~/.modelpin)",
    ...(group.length === 0 ? ["Which one this is: modelpin --version"] : []),
  ];
}
