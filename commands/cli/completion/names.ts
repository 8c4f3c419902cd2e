import { join } from "node:path";
import { type Agent, agentsOf, mainAgentOf } from "../../../src/config/agents.js";
import type { Config } from "../../../src/config/config.js";
import { builtInEndpoints } from "../../../src/config/endpoints.js";
import { parseJsonc } from "../../../src/config/jsonc.js";
import { type Location, locate } from "../../../src/config/locate.js";
import { readWhole } from "../../../src/config/read-file.js";
import { levels } from "../../../src/domain/access.js";
import { createCatalog } from "../../../src/domain/catalog.js";
import { type ProfileId, providerOf, sameProvider } from "../../../src/domain/ids.js";
import { formatModelRef } from "../../../src/domain/model-ref.js";
import type { Io } from "../io.js";
import type { Completion } from "./reply.js";

/** Everything that a person could mean by a name, by kind. */
export interface Names {
  readonly agents: readonly Completion[];
  readonly aliases: readonly Completion[];
  readonly levels: readonly Completion[];
  readonly models: readonly Completion[];
  readonly principals: readonly Completion[];
  readonly profiles: readonly Completion[];
  readonly providers: readonly Completion[];
  readonly shells: readonly Completion[];
}

/** What is typed already and narrows the names down. */
export interface Narrowing {
  readonly config: string | undefined;
  readonly agent: string | undefined;
  readonly provider: string | undefined;
}

const plain = (names: Iterable<string>): Completion[] => [...new Set(names)].map((value) => ({ value }));

/**
 * The names as the files have them at this moment. The configuration is read without being checked: whoever is mending
 * it may want to complete as well. What cannot be read gives no names, and no error.
 */
export async function readNames(
  io: Pick<Io, "env" | "home" | "cwd">,
  { config: file, agent: id, provider }: Narrowing,
): Promise<Names> {
  const location = locate({ config: file, env: io.env, home: io.home, cwd: io.cwd });
  const config = await readConfig(location);
  const agents = agentsIn(config, location);
  const agent = agents.find((one) => one.id === id) ?? agents.find(({ isDefault }) => isDefault);
  const models = agent ? createCatalog(agent).entries : [];
  const refs = models.map(({ ref, alias }) => ({
    value: formatModelRef(ref),
    ...(alias === undefined ? {} : { says: alias }),
  }));
  const aliases = models.flatMap(({ ref, alias }) =>
    alias === undefined ? [] : [{ value: alias, says: formatModelRef(ref) }],
  );
  const profiles = await profileIds([agent, mainAgentOf(agents, location)], config);
  return {
    agents: plain(agents.map((one) => one.id)),
    aliases,
    levels: plain(levels),
    models: [...aliases, ...refs],
    principals: plain(Object.values(config.access ?? {}).flatMap((list) => (Array.isArray(list) ? list : []))),
    profiles: plain(profiles.filter((one) => provider === undefined || sameProvider(providerOf(one), provider))),
    providers: plain([
      ...models.map(({ ref }) => ref.provider),
      ...Object.keys(config.models?.providers ?? {}),
      ...profiles.map(providerOf),
      ...Object.keys(builtInEndpoints),
    ]),
    shells: plain(["bash", "zsh", "fish"]),
  };
}

async function readConfig({ configFile }: Location): Promise<Config> {
  try {
    const { value } = parseJsonc(String(await readWhole(configFile)));
    return typeof value === "object" && value !== null ? (value as Config) : {};
  } catch {
    return {};
  }
}

function agentsIn(config: Config, location: Location): readonly Agent[] {
  try {
    return agentsOf(config, location);
  } catch {
    return agentsOf({}, location);
  }
}

/** The ids alone: of what else stands in the files nothing is kept. */
async function profileIds(agents: readonly (Agent | undefined)[], config: Config): Promise<ProfileId[]> {
  const directories = new Set(agents.flatMap((one) => one?.agentDir ?? []));
  const ids = Object.keys(config.auth?.profiles ?? {});
  for (const directory of directories) {
    try {
      const { profiles } = JSON.parse(String(await readWhole(join(directory, "auth-profiles.json")))) as {
        profiles?: object;
      };
      ids.push(...Object.keys(profiles ?? {}));
    } catch {
      // No file, or one that is being mended: it has no names to offer.
    }
  }
  return ids;
}
