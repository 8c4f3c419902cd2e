import { type Agent, agentOf, agentsOf, mainAgentOf } from "../config/agents.js";
import type { Config } from "../config/config.js";
import type { EnvironmentView } from "../config/environment.js";
import { parseConfig } from "../config/load.js";
import type { Location } from "../config/locate.js";
import type { Credential } from "../domain/credential.js";
import { isModelpinError, ModelpinError } from "../domain/errors.js";
import { type AgentId, mainAgent } from "../domain/ids.js";
import type { CachedStore } from "../store/cached.js";
import { environmentProfilesOf } from "./environment-profiles.js";
import { type FileAt, memoByEntry, readFileAt } from "./file-at.js";
import type { LiveEnvironment } from "./live-environment.js";
import { createProfiles, type ProfileState, type Profiles } from "./profiles.js";
import type { LoginRefusals } from "./refresh/refusals.js";
import { type AgentSnapshot, createSnapshot } from "./snapshot.js";

/** The configuration as it stands. */
export interface ConfigState {
  /** The last valid one; the empty one before there was any. */
  readonly config: Config;
  readonly agents: readonly Agent[];
  readonly exists: boolean;
  /** Set while the file cannot be read or is invalid; the last valid one stays in force. */
  readonly problem?: ModelpinError;
}

export interface SourcesOptions {
  readonly location: Location;
  readonly configFile: FileAt;
  readonly environment: LiveEnvironment;
  /** The store that an agent's directory is the root of. */
  readonly agentStore: (directory: string) => CachedStore;
  /** The logins that are over; only asked for where there are logins. */
  readonly refusals?: LoginRefusals;
  /** When a login was last refreshed, as far as that is known without waiting; ms since the epoch. */
  readonly lastRefresh?: (credential: Credential) => number | undefined;
}

/** What people wrote, read again when it changes: configuration, `.env`, profiles. Reading never writes. */
export interface Sources {
  readonly location: Location;
  /** As of a moment ago, without waiting. */
  config(): ConfigState;
  environment(): EnvironmentView;
  profiles(agent: Agent): Profiles;
  /** The profiles of the agent whose file a credential lives in; main's are there also where main is not configured. */
  profilesOf(agentId: AgentId): Profiles;
  /** The agent's view, without waiting; `undefined` when something must be read: see {@link Sources.snapshot}. */
  peek(agentId?: AgentId): AgentSnapshot | undefined;
  /** @throws {ModelpinError} `unknown_agent` */
  snapshot(agentId?: AgentId): Promise<AgentSnapshot>;
  /** Reads everything anew as far as it is stale. */
  refresh(): Promise<void>;
  /** Asks the login shell where the configuration wants that, and again only where it wants something else than before. */
  askShell(): Promise<void>;
}

const noRefusals: ReadonlySet<string> = new Set();
/** A document is asked for every decision and never changes. */
const loginsIn = new WeakMap<ProfileState["document"], boolean>();

/** Whether some profile is a login that can be refreshed, and so can be over. */
function holdsLogins({ document }: ProfileState): boolean {
  let holds = loginsIn.get(document);
  if (holds === undefined) {
    holds = [...document.profiles.values()].some(({ type }) => type === "oauth");
    loginsIn.set(document, holds);
  }
  return holds;
}

/** A configuration that was there and is gone is no wish for an empty one. */
function goneFile({ configFile }: Location): ModelpinError {
  return new ModelpinError("config_missing", `The configuration ${configFile} is gone; what it said before applies.`, {
    hint: "Put it back, or restart modelpin to run without one.",
  });
}

/** Creates the sources; nothing is read before it is asked for. */
export function createSources(options: SourcesOptions): Sources {
  const { location, configFile, environment } = options;
  let state: ConfigState = { config: {}, agents: agentsOf({}, location), exists: false };
  const toState = memoByEntry((entry): ConfigState => {
    if (!entry) return state.exists ? { ...state, problem: goneFile(location) } : state;
    try {
      const config = parseConfig(entry.body, location.configFile);
      return { config, agents: agentsOf(config, location), exists: true };
    } catch (error) {
      if (!isModelpinError(error)) throw error;
      return { ...state, exists: true, problem: error };
    }
  });

  /** Takes in what can be had without waiting. */
  function look(): boolean {
    const config = configFile.store.peek(configFile.key);
    if (config !== undefined) state = toState(config);
    return environment.look() && config !== undefined;
  }

  async function refresh(): Promise<void> {
    const [config] = await Promise.all([readFileAt(configFile), environment.refresh()]);
    state = config instanceof ModelpinError ? { ...state, exists: true, problem: config } : toState(config);
  }

  const profilesByDirectory = new Map<string, Profiles>();
  function profiles({ agentDir }: Agent): Profiles {
    let known = profilesByDirectory.get(agentDir);
    if (!known) {
      known = createProfiles(options.agentStore(agentDir), agentDir);
      profilesByDirectory.set(agentDir, known);
    }
    return known;
  }

  const snapshots = new Map<AgentId, { readonly deps: readonly unknown[]; readonly snapshot: AgentSnapshot }>();
  function build(
    agent: Agent,
    own: ProfileState,
    main: ProfileState | undefined,
    refused: ReadonlySet<string>,
  ): AgentSnapshot {
    const view = environment.view();
    const deps = [state, view, own, main, refused];
    const known = snapshots.get(agent.id);
    if (known && deps.every((dep, index) => dep === known.deps[index])) return known.snapshot;
    const snapshot = createSnapshot({
      agent,
      config: state.config,
      own,
      ...(main ? { main } : {}),
      environment: environmentProfilesOf(view, state.config, state.agents),
      refused,
      ...(options.lastRefresh ? { lastRefresh: options.lastRefresh } : {}),
      isSet: (variable) => view.get(variable) !== undefined,
    });
    snapshots.set(agent.id, { deps, snapshot });
    return snapshot;
  }

  const needsRefusals = (own: ProfileState, main: ProfileState | undefined): boolean =>
    options.refusals !== undefined && (holdsLogins(own) || (main !== undefined && holdsLogins(main)));
  /** The agent whose profiles another one reads through. */
  const readThroughBy = (agent: Agent): Agent | undefined =>
    agent.id === mainAgent ? undefined : mainAgentOf(state.agents, location);

  return {
    location,
    config() {
      look();
      return state;
    },
    environment() {
      look();
      return environment.view();
    },
    profiles,
    profilesOf(agentId) {
      if (agentId === mainAgent) return profiles(mainAgentOf(state.agents, location));
      const agent = state.agents.find(({ id }) => id === agentId);
      if (agent) return profiles(agent);
      throw new ModelpinError("unknown_agent", `There is no agent "${agentId}".`);
    },
    peek(agentId) {
      if (!look()) return undefined;
      const agent = agentOf(state.agents, agentId);
      const own = profiles(agent).peek();
      if (!own) return undefined;
      const through = readThroughBy(agent);
      const main = through && profiles(through).peek();
      if (through && !main) return undefined;
      const refused = needsRefusals(own, main) ? options.refusals?.peek() : noRefusals;
      return refused && build(agent, own, main, refused);
    },
    async snapshot(agentId) {
      if (!look()) await refresh();
      const agent = agentOf(state.agents, agentId);
      const through = readThroughBy(agent);
      const [own, main] = await Promise.all([profiles(agent).read(), through && profiles(through).read()]);
      // Without them nobody is kept from working: a login that is over says so again when it is asked to renew.
      const known = needsRefusals(own, main) ? await options.refusals?.read().catch(() => noRefusals) : undefined;
      return build(agent, own, main, known ?? noRefusals);
    },
    refresh,
    askShell: () => environment.askShell(state.config),
  };
}
