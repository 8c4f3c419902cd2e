import type * as z from "zod/mini";
import { valueAt } from "../domain/json.js";
import { nearNames } from "../domain/near-names.js";
import type { ConfigPath, ConfigProblem } from "./problem.js";
import { found } from "./shown.js";

type Issue = z.core.$ZodIssue;
/** A problem that does not know yet on which line it stands. */
export type UnplacedProblem = Omit<ConfigProblem, "line" | "column">;

const expectedTypes: Readonly<Record<string, string>> = {
  string: "text in quotes",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** The keys that a schema knows at `path` of `value`; none where any key may stand. */
function knownKeys(schema: z.core.$ZodType, path: ConfigPath, value: unknown): string[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === "optional") return knownKeys(def.innerType, path, value);
  if (def.type === "union")
    return def.options.flatMap((option) => (mayBe(option, value) ? knownKeys(option, path, value) : []));
  const [step, ...rest] = path;
  if (step === undefined) return def.type === "object" ? Object.keys(def.shape) : [];
  const inner =
    def.type === "array"
      ? def.element
      : def.type === "record"
        ? def.valueType
        : def.type === "object"
          ? def.shape[step]
          : undefined;
  return inner ? knownKeys(inner, rest, valueAt(value, step)) : [];
}

/** Whether the fixed keys of an option of a union (`source: "file"`) are those of `value`. */
function mayBe(option: z.core.$ZodType, value: unknown): boolean {
  const def = (option as z.core.$ZodTypes)._zod.def;
  if (def.type !== "object") return true;
  return Object.entries(def.shape).every(([key, inner]) => {
    const innerDef = (inner as z.core.$ZodTypes)._zod.def;
    return innerDef.type !== "literal" || (innerDef.values as unknown[]).includes(valueAt(value, key));
  });
}

function unknownKey(schema: z.core.$ZodType, path: ConfigPath, key: string, config: unknown): UnplacedProblem {
  const known = knownKeys(schema, path, config);
  const [nearest] = nearNames(key, known, 1);
  const advice = nearest ? `did you mean "${nearest}"?` : `known here: ${known.join(", ")}`;
  return { kind: "unknown_key", path: [...path, key], message: `unknown key; ${advice}` };
}

/** Of the shapes that a value may have, the one that somebody was writing: the only one whose outer type fits. */
function branchMeant(issue: Issue & { code: "invalid_union" }): readonly Issue[] | undefined {
  const fitting = issue.errors.filter((branch) =>
    branch.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function toProblems(issue: Issue, base: ConfigPath, schema: z.core.$ZodType, config: unknown): UnplacedProblem[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const value = valueAt(config, ...path);
  const expected = (what: string): UnplacedProblem[] =>
    value === undefined
      ? [{ kind: "missing_key", path, message: `missing; expected ${what}` }]
      : [
          {
            kind: issue.code === "invalid_type" ? "wrong_type" : "invalid_value",
            path,
            message: `expected ${what}, found ${found(value, path)}`,
          },
        ];

  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(schema, path, key, config));
    case "invalid_type":
      return expected(expectedTypes[issue.expected] ?? issue.expected);
    case "invalid_value":
      return expected(oneOf(issue.values.map((one) => JSON.stringify(one))));
    case "invalid_union": {
      const meant = branchMeant(issue);
      return meant ? meant.flatMap((inner) => toProblems(inner, path, schema, config)) : expected(issue.message);
    }
    case "invalid_key":
      return [
        { kind: "invalid_value", path, message: `expected the key to be ${issue.issues[0]?.message ?? issue.message}` },
      ];
    default:
      return expected(issue.message);
  }
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** What zod found, as sentences: which key, what belongs there, what was found. Never a value under a secret's key. */
export function describeIssues(issues: readonly Issue[], schema: z.core.$ZodType, config: unknown): UnplacedProblem[] {
  return issues.flatMap((issue) => toProblems(issue, [], schema, config));
}
