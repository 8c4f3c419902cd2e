import { isDeepStrictEqual } from "node:util";
import { applyEdits } from "jsonc-parser";
import { ModelpinError } from "../domain/errors.js";
import { valueAt } from "../domain/json.js";
import { insertionOf, type Layout, replacementOf } from "./insertion.js";
import { parseJsonc } from "./jsonc.js";
import { type ListStep, listSteps } from "./list-steps.js";
import { parseConfig } from "./load.js";
import { ConfigError, type ConfigPath } from "./problem.js";
import { removalOf } from "./removal.js";
import { pathText } from "./shown.js";

/**
 * Sets or, with `undefined`, removes what stands at `path`, leaving comments and formatting as they are. Objects on the
 * way are made where they are missing. An empty text is a new file.
 *
 * The result has been read back: it is valid and holds exactly what was asked for. Write it under the file's lock.
 *
 * @param file how errors call it.
 * @example editConfigText(text, ["agents", "defaults", "model", "primary"], "anthropic/claude-opus-4-5", "config.json");
 * @throws {ConfigError} `config_invalid` when the text, or what would become of it, is not a valid configuration.
 * @throws {ModelpinError} `config_edit_failed` when the edit cannot be made without touching anything else.
 */
export function editConfigText(text: string, path: ConfigPath, value: unknown, file = "config.json"): string {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const before = text.slice(bom.length).trim() === "" ? "{}\n" : text.slice(bom.length);
  const { value: config, problems } = parseJsonc(before);
  if (problems.length > 0) throw new ConfigError(file, problems);

  // As it will be read back: without keys that are undefined.
  const plain: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  const wanted = withValue(config, path, plain);
  if (isDeepStrictEqual(wanted, config)) return `${bom}${before}`;
  const after = change(before, path, plain, wanted, file);
  assertValid(after, file);
  return `${bom}${after}`;
}

/** What was not written has no lines to point at, and the file itself is not to be mended. */
function assertValid(after: string, file: string): void {
  try {
    parseConfig(after, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      file,
      error.problems.map(({ line: _, column: __, ...problem }) => problem),
      `Nothing was changed. What it needs can be written into ${file} first; config.example.json shows every key.`,
    );
  }
}

function change(text: string, path: ConfigPath, value: unknown, wanted: unknown, file: string): string {
  try {
    const after = stepsOf(parseJsonc(text).value, path, value).reduce(take, text);
    if (isDeepStrictEqual(parseJsonc(after).value, wanted)) return after;
  } catch (error) {
    throw cannotEdit(path, file, error);
  }
  throw cannotEdit(path, file);
}

interface Step {
  readonly path: ConfigPath;
  readonly kind: ListStep["kind"];
  readonly value?: unknown;
}

/** Lists are changed entry by entry, everything else at once. */
function stepsOf(config: unknown, path: ConfigPath, value: unknown): readonly Step[] {
  const before = valueAt(config, ...path);
  if (value === undefined) return [{ kind: "remove", path }];
  if (Array.isArray(before) && Array.isArray(value)) {
    return listSteps(before, value).map((step) => ({ ...step, path: [...path, step.index] }));
  }
  const list = valueAt(config, ...path.slice(0, -1));
  return [{ kind: Array.isArray(list) && path.at(-1) === list.length ? "insert" : "set", path, value }];
}

/** @throws {Error} where something else stands in the way. */
function take(text: string, { kind, path, value }: Step): string {
  const layout = layoutOf(text);
  const edits =
    kind === "remove"
      ? removalOf(text, path)
      : ((kind === "set" ? replacementOf(text, path, value, layout) : undefined) ??
        insertionOf(text, path, value, layout));
  if (!edits) throw new Error("there is something else");
  return applyEdits(text, edits);
}

function cannotEdit(path: ConfigPath, file: string, cause?: unknown): ModelpinError {
  return new ModelpinError(
    "config_edit_failed",
    `${pathText(path)} cannot be changed in ${file} without touching anything else.`,
    {
      hint: `Change it by hand in ${file}. Nothing was written.`,
      cause,
    },
  );
}

/** What the configuration must be after the edit; decided on the value, so that the text can be held to it. */
function withValue(config: unknown, path: ConfigPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(config) && typeof step === "number") {
    const child = rest.length > 0 ? withValue(config[step], rest, value) : value;
    if (child === undefined) return config.filter((_, index) => index !== step);
    return step in config ? config.with(step, child) : [...config, child];
  }
  const { [step]: old, ...others } = (typeof config === "object" && config !== null ? config : {}) as Record<
    string | number,
    unknown
  >;
  const child =
    rest.length > 0 ? (old === undefined && value === undefined ? undefined : withValue(old, rest, value)) : value;
  return child === undefined ? others : { ...others, [step]: child };
}

function layoutOf(text: string): Layout {
  return { indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ", eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
