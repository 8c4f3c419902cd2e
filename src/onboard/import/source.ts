import { join } from "node:path";
import { parseEnv } from "node:util";
import { parseJsonc } from "../../config/jsonc.js";
import { isModelpinError, ModelpinError } from "../../domain/errors.js";
import { mainAgent } from "../../domain/ids.js";
import { isObject, type Json } from "../../domain/json.js";
import { parseJsonText } from "../../domain/json-text.js";
import { type AuthProfileDocument, toProfileDocument } from "../../domain/profile-document.js";
import { directoriesIn, exists, readText } from "./files.js";
import { objectAt } from "./json.js";
import { toJsonc } from "./json5.js";
import type { Left } from "./left.js";
import { readLegacy } from "./legacy.js";

/** An existing state directory, read. Nothing in it is ever written. */
export interface Source {
  readonly directory: string;
  /** Its configuration; empty when there is none. */
  readonly config: Json;
  readonly configFile: string;
  readonly agents: readonly SourceAgent[];
  /** Its `.env`. */
  readonly envFile: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
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
/** The first versions' logins, for all agents. */
const loginsName = join("credentials", "oauth.json");

/**
 * Reads a state directory of the system that users come from.
 * @throws {ModelpinError} `import_source_missing` when this is none, `import_not_understood` when its configuration cannot be
 * understood (what it says of agents decides where profiles go).
 */
export async function readSource(directory: string): Promise<Source> {
  const configFile = join(directory, configName);
  const envFile = join(directory, ".env");
  const [text, env] = [await readText(configFile), await readText(envFile)];
  const hasLogins = await exists(join(directory, loginsName));
  const ids = [...new Set([...(hasLogins ? [mainAgent] : []), ...(await directoriesIn(join(directory, "agents")))])];
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
  return {
    directory,
    configFile,
    config: parse(text, configFile),
    agents,
    envFile,
    variables: parseEnv(env ?? ""),
    left,
  };
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
  const left: Left[] = [];
  for (const [name, why] of Object.entries(elsewhere)) {
    if (await exists(join(home, name))) left.push({ from: join(home, name), why });
  }
  try {
    const text = await readText(file);
    const value = text === undefined ? { profiles: {} } : parseJsonText(text);
    // Later versions keep the order in a file beside the secrets.
    const state = await readText(join(home, "auth-state.json"));
    const order = state === undefined ? undefined : objectAt(parseJsonText(state), "order");
    const document = toProfileDocument(isObject(value) && order !== undefined ? { ...value, order } : value);
    const own = objectAt(value, "profiles");
    const auth = await readLegacy(join(home, "auth.json"), {}, own);
    const newer = { ...auth.entries, ...own };
    const logins =
      id === mainAgent
        ? await readLegacy(join(directory, loginsName), { type: "oauth" }, newer)
        : { entries: {}, left: [] };
    left.push(...auth.left, ...logins.left);
    const entries = { ...newer, ...logins.entries };
    const older = toProfileDocument({ profiles: { ...auth.entries, ...logins.entries } }).profiles;
    if (text === undefined && older.size === 0) return { left };
    return {
      agent: { id, file, document: { ...document, profiles: new Map([...document.profiles, ...older]) }, entries },
      left,
    };
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return { left: [...left, { from: file, why: error.message }] };
  }
}

/** Where other versions keep credentials, and what to do about it. */
const elsewhere: Readonly<Record<string, string>> = {
  "openclaw-agent.sqlite": "a database that only that program reads; add its profiles with modelpin models auth",
};
