import type { ModelAuth } from "../auth/model-auth.js";
import { openModelAuth } from "../auth/open.js";
import { openProfiles } from "../auth/open-profiles.js";
import type { ProfileState } from "../auth/profiles.js";
import { type Agent, agentsOf } from "../config/agents.js";
import type { Config } from "../config/config.js";
import type { EnvironmentView, Variables } from "../config/environment.js";
import { openConfig } from "../config/load.js";
import type { Location } from "../config/locate.js";
import { openEnvironment } from "../config/open-environment.js";
import type { ValueDigests } from "../config/variables-seen.js";
import { isModelpinError, type ModelpinError } from "../domain/errors.js";
import { agentDirectories } from "./agent-directories.js";

/** A running gateway as the doctor sees it: names, places and keyed digests of variables, never a value. */
export interface GatewayView {
  /** Why nothing else is known of it: it runs and does not answer. */
  readonly silence?: { readonly what: string; readonly mend: string };
  readonly pid: number;
  /** The variables that hold credentials, and where that process found each. */
  readonly variables: readonly { readonly name: string; readonly source: string }[];
  /** By which it is found out whether their values are the same as here; one of an earlier version does not tell. */
  readonly values?: ValueDigests;
  /** The channels that hear nothing, and why. */
  readonly troubles: readonly { readonly channel: string; readonly why: string }[];
}

/** Everything that a check may look at, gathered once. */
export interface Grounds {
  readonly location: Location;
  readonly env: Variables;
  readonly cwd: string;
  /** ms since the epoch. */
  readonly now: number;
  /** Who runs this; absent where the system knows no such thing. */
  readonly uid: number | undefined;
  /** The configuration; the empty one while {@link Grounds.configProblem} is set. */
  readonly config: Config;
  readonly configExists: boolean;
  readonly configProblem?: ModelpinError;
  readonly agents: readonly Agent[];
  /** Each directory that is, or was, an agent's, with what stands in its profile file. */
  readonly profileFiles: readonly ProfileFile[];
  readonly environment: EnvironmentView;
  /** What of the environment could not be read. */
  readonly environmentWarnings: readonly ModelpinError[];
  /** The resolver; absent while the configuration cannot be used. */
  readonly auth?: ModelAuth;
  /** Whether anything may be asked over the network, and programs that hold secrets may be run. */
  readonly isOnline: boolean;
  /** The running gateway's view; nothing when none runs. */
  askGateway(): Promise<GatewayView | undefined>;
}

export interface ProfileFile extends ProfileState {
  readonly directory: string;
  /** The agents whose directory it is; none for one that the configuration does not name. */
  readonly agents: readonly string[];
}

export interface GroundsOptions {
  readonly location: Location;
  readonly env: Variables;
  readonly cwd: string;
  readonly now: () => number;
  readonly isOnline: boolean;
  readonly askGateway: Grounds["askGateway"];
}

/** Reads what the checks look at. A configuration that cannot be used is a finding, not an end. */
export async function openGrounds(options: GroundsOptions): Promise<Grounds & { close(): Promise<void> }> {
  const { location, env, now } = options;
  const { config, exists, problem } = await readConfig(location);
  const agents = agentsOf(config, location);
  const [opened, profileFiles, auth] = await Promise.all([
    openEnvironment({ env, stateDir: location.stateDir, config }),
    readProfileFiles(location, agents),
    problem ? undefined : openAuth(options),
  ]);
  return {
    location,
    env,
    cwd: options.cwd,
    now: now(),
    uid: process.getuid?.(),
    config,
    configExists: exists,
    ...(problem ? { configProblem: problem } : {}),
    agents,
    profileFiles,
    environment: opened.view,
    environmentWarnings: opened.warnings,
    ...(auth ? { auth } : {}),
    isOnline: options.isOnline,
    askGateway: options.askGateway,
    close: async () => auth?.close(),
  };
}

async function readConfig(location: Location): Promise<{ config: Config; exists: boolean; problem?: ModelpinError }> {
  try {
    const { config, exists } = await openConfig(location);
    return { config, exists };
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return { config: {}, exists: error.code !== "config_missing", problem: error };
  }
}

/** Nothing where it cannot be opened: the configuration changed under us, and its check says what is wrong with it. */
async function openAuth({ location, env, now }: GroundsOptions): Promise<ModelAuth | undefined> {
  try {
    return await openModelAuth({
      config: location.configFile,
      configMayBeAbsent: true,
      stateDir: location.stateDir,
      env,
      now,
      // Its checks tell.
      onWarning: () => undefined,
    });
  } catch (error) {
    if (isModelpinError(error)) return undefined;
    throw error;
  }
}

async function readProfileFiles(location: Location, agents: readonly Agent[]): Promise<ProfileFile[]> {
  const directories = await agentDirectories(location, agents);
  return Promise.all(
    [...directories].map(async ([directory, names]) => {
      const { profiles, close } = openProfiles(directory);
      try {
        return { ...(await profiles.read()), directory, agents: names };
      } finally {
        await close();
      }
    }),
  );
}
