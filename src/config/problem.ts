import { ModelpinError } from "../domain/errors.js";
import { pathText } from "./shown.js";

/** Where something stands in the configuration: `["agents", "list", 0, "id"]`. */
export type ConfigPath = readonly (string | number)[];

export type ConfigProblemKind =
  | "syntax"
  | "duplicate_key"
  | "unknown_key"
  | "missing_key"
  | "wrong_type"
  | "invalid_value";

/** Something in the configuration that must be mended before it can be used. */
export interface ConfigProblem {
  readonly kind: ConfigProblemKind;
  readonly path: ConfigPath;
  /** A sentence without the path, for example `unknown key; did you mean "model"?`. Never holds a secret. */
  readonly message: string;
  /** From 1; absent only when the place is not in the text (an edit that was not written). */
  readonly line?: number;
  readonly column?: number;
}

/** The configuration cannot be used as it stands. `problems` names all that was found, in the order of the file. */
export class ConfigError extends ModelpinError {
  override readonly name = "ConfigError";
  readonly file: string;
  readonly problems: readonly ConfigProblem[];

  constructor(
    file: string,
    problems: readonly ConfigProblem[],
    hint = `Mend ${file}; config.example.json shows every key.`,
  ) {
    super("config_invalid", toMessage(file, problems), { hint });
    this.file = file;
    this.problems = problems;
  }
}

function sentence({ path, message }: ConfigProblem): string {
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}

function position({ line, column }: ConfigProblem): string {
  return line === undefined ? "" : `:${line}:${column}`;
}

function toMessage(file: string, problems: readonly ConfigProblem[]): string {
  const [only] = problems;
  if (only && problems.length === 1) return `${file}${position(only)}: ${sentence(only)}`;
  return [
    `${file} ${only?.line === undefined ? "would have" : "has"} ${problems.length} problems:`,
    ...problems.map((one) => `  ${`${position(one).slice(1)} ${sentence(one)}`.trimStart()}`),
  ].join("\n");
}
