import { TextDecoder } from "node:util";
import { errnoOf, ModelpinError, messageOf } from "../domain/errors.js";
import { checkConfig } from "./check.js";
import type { Config } from "./config.js";
import { describeIssues, type UnplacedProblem } from "./issues.js";
import { type Jsonc, parseJsonc } from "./jsonc.js";
import type { Location } from "./locate.js";
import { ConfigError } from "./problem.js";
import { readWhole } from "./read-file.js";
import { configSchema } from "./schema.js";

/**
 * Reads a configuration: JSON with comments and trailing commas, checked key by key and then as a whole.
 *
 * @param file how errors call it; nothing is read from there.
 * @example parseConfig('{ "agents": { "defaults": { "model": "openai/gpt-5" } } }', "config.json");
 * @throws {ConfigError} `config_invalid`, naming every problem with path, line and column.
 */
export function parseConfig(text: string, file: string): Config {
  const json = parseJsonc(text);
  if (json.problems.length > 0) throw new ConfigError(file, json.problems);
  const schema = configSchema((section) => Object.hasOwn(Object(json.value), section));
  // Compiling the schema to code costs more than it saves in a process that parses once.
  const parsed = schema.safeParse(json.value, { jitless: true });
  if (!parsed.success) refuse(file, describeIssues(parsed.error.issues, schema, json.value), json);
  const findings = checkConfig(parsed.data);
  if (findings.length > 0) refuse(file, findings, json);
  return parsed.data;
}

function refuse(file: string, findings: readonly UnplacedProblem[], json: Jsonc): never {
  const problems = findings.map((finding) => ({ ...finding, ...json.locate(finding.path) }));
  throw new ConfigError(
    file,
    problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
}

/** What a configuration file says. */
export interface ConfigFile {
  readonly config: Config;
  /** `false`: there is no such file, and the configuration is the empty one. Views say so. */
  readonly exists: boolean;
}

/** A path with a mistake in it must not pass for "nothing is configured". @param named what names the file. */
export function configMissing(file: string, named: string, cause?: unknown): ModelpinError {
  return new ModelpinError("config_missing", `There is no configuration ${file}, which ${named} names.`, {
    hint: `Create it (config.example.json shows every key) or correct ${named}.`,
    cause,
  });
}

/**
 * Reads the configuration file. Where nobody named a file, none is needed: then it is empty and `exists` is `false`.
 * A file that somebody named must be there, unless `mayBeAbsent` (for verbs that are about to write it).
 *
 * @throws {ModelpinError} `config_missing` (a named file is not there), `config_unreadable` (no permission, a
 * directory, not UTF-8), or {@link ConfigError}.
 */
export async function openConfig(
  { configFile: file, source }: Location,
  { mayBeAbsent = false } = {},
): Promise<ConfigFile> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readWhole(file));
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      throw new ModelpinError("config_unreadable", `The configuration ${file} cannot be read: ${messageOf(error)}`, {
        hint: "It must be a UTF-8 text file that this user may read.",
        cause: error,
      });
    }
    if (source === "state directory" || mayBeAbsent) return { config: {}, exists: false };
    throw configMissing(file, source, error);
  }
  return { config: parseConfig(text, file), exists: true };
}
