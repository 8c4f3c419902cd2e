import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseJsonc } from "../../config/jsonc.js";
import { errnoOf, isModelpinError, ModelpinError } from "../../domain/errors.js";
import { mainAgent } from "../../domain/ids.js";
import { parseJsonText } from "../../domain/json-text.js";
import { type AuthProfileDocument, toProfileDocument } from "../../domain/profile-document.js";
import { isObject, type Json, objectAt } from "./json.js";
import { toJsonc } from "./json5.js";
import type { Left } from "./left.js";

/** An existing state directory, read. Nothing in it is ever written. */
export interface Source {
  readonly directory: string;
  /** Its configuration; empty when there is none. */
  readonly config: Json;
  readonly configFile: string;
  readonly hasConfig: boolean;
  readonly agents: readonly SourceAgent[];
  /** What could not be read, and why. */
  readonly left: readonly Left[];
}

export interface SourceAgent {
  readonly id: string;
  readonly file: string;
  readonly document: AuthProfileDocument;
  /** The entries as they are written, for fields that are not ours. */
  readonly entries: Json;
}

const configName = "openclaw.json";

/**
 * Reads a state directory of the system that users come from.
 * @throws {ModelpinError} `import_source_missing` when this is none, `import_not_understood` when its configuration cannot be
 * understood (what it says of agents decides where profiles go).
 */
export async function readSource(directory: string): Promise<Source> {
  const configFile = join(directory, configName);
  const text = await read(configFile);
  const ids = await namesIn(join(directory, "agents"));
  if (text === undefined && ids.length === 0) {
    throw new ModelpinError("import_source_missing", `There is nothing to take over in ${directory}.`, {
      hint: `A state directory holds ${configName} and agents/<id>/agent/auth-profiles.json. Name it: modelpin import <directory>`,
    });
  }
  const left: Left[] = [];
  const agents: SourceAgent[] = [];
  // Main first: what it holds, the others read through.
  for (const id of ids.toSorted((a, b) => Number(b === mainAgent) - Number(a === mainAgent) || (a < b ? -1 : 1))) {
    const { agent, left: skipped } = await readAgent(directory, id);
    if (agent) agents.push(agent);
    left.push(...skipped);
  }
  return { directory, configFile, config: parse(text, configFile), hasConfig: text !== undefined, agents, left };
}

function parse(text: string | undefined, file: string): Json {
  if (text === undefined) return {};
  const { value, problems } = parseJsonc(toJsonc(text));
  const [problem] = problems;
  if (problem) {
    // The column is not the file's: keys have got quotes meanwhile.
    throw new ModelpinError("import_not_understood", `${file}, line ${problem.line}: ${problem.message}`, {
      hint: "That program cannot read it either; its doctor mends it.",
    });
  }
  return isObject(value) ? value : {};
}

async function readAgent(directory: string, id: string): Promise<{ agent?: SourceAgent; left: Left[] }> {
  const home = join(directory, "agents", id, "agent");
  const file = join(home, "auth-profiles.json");
  const text = await read(file);
  const left: Left[] = [];
  for (const [name, why] of Object.entries(elsewhere)) {
    if (await exists(join(home, name))) left.push({ from: join(home, name), why });
  }
  if (text === undefined) return { left };
  try {
    const value = parseJsonText(text);
    // Later versions keep the order in a file beside the secrets.
    const state = await read(join(home, "auth-state.json"));
    const order = state === undefined ? undefined : objectAt(parseJsonText(state), "order");
    const document = toProfileDocument(isObject(value) && order !== undefined ? { ...value, order } : value);
    return { agent: { id, file, document, entries: objectAt(value, "profiles") }, left };
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return { left: [...left, { from: file, why: error.message }] };
  }
}

/** Where other versions keep credentials, and what to do about it. */
const elsewhere: Readonly<Record<string, string>> = {
  "auth.json": "an older form; start that program once so that it becomes auth-profiles.json, or add the keys again",
  "openclaw-agent.sqlite": "a database that only that program reads; add its profiles with modelpin models auth",
};

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw new ModelpinError("import_unreadable", `${file} cannot be read (${errnoOf(error) ?? "unknown"}).`, {
      hint: `Look at it with: ls -l ${file}`,
      cause: error,
    });
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    throw new ModelpinError("import_unreadable", `${directory} cannot be read (${errnoOf(error) ?? "unknown"}).`, {
      hint: `Look at it with: ls -l ${directory}`,
      cause: error,
    });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
