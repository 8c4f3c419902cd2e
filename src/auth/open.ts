import type { BindingConfig } from "../config/config.js";
import type { Variables } from "../config/environment.js";
import { homeOf } from "../config/home.js";
import { configMissing } from "../config/load.js";
import { type Location, locate } from "../config/locate.js";
import type { May } from "../domain/access.js";
import { isModelpinError, type ModelpinError, messageOf } from "../domain/errors.js";
import { groupOf } from "../domain/group-upgrade.js";
import type { Store } from "../store/store.js";
import { createConsents } from "./consents.js";
import { createCredentials } from "./credentials.js";
import { createDeciding } from "./deciding.js";
import { createLiveEnvironment } from "./live-environment.js";
import { createModelAuth, type ModelAuth, mayByConfig } from "./model-auth.js";
import { createPrepareRefresh } from "./oauth/prepare-refresh.js";
import { openStores } from "./open-stores.js";
import { createPins, type Pins } from "./pins.js";
import { lastRefreshOf } from "./refresh/record.js";
import { createRefreshes } from "./refresh/refresh.js";
import { createLoginRefusals } from "./refresh/refusals.js";
import { createSessionMemories } from "./session-memory.js";
import { createSources } from "./sources.js";
import { createTokenKey } from "./token-key.js";
import { usagesInForce } from "./usage-in-force.js";
import { createUsages } from "./usages.js";

export { createMemoryStore } from "../store/drivers/memory.js";

/** Where everything is, and what the host decides by itself. All of it may be left out. */
export interface OpenOptions {
  /** The configuration file; default `MODELPIN_CONFIG`, else `config.json` in the state directory. */
  readonly config?: string;
  /** Whether a configuration may be missing that `config` or `MODELPIN_CONFIG` names. Default: that is an error. */
  readonly configMayBeAbsent?: boolean;
  /** Where everything lives; default `MODELPIN_STATE_DIR`, else `~/.modelpin`. */
  readonly stateDir?: string;
  /** Default: `process.env`. */
  readonly env?: Variables;
  /** Your own access decision instead of the configuration's `access` lists. It answers at once; only `true` is a yes. */
  readonly may?: May;
  /** Where pins and usage are kept; default: LMDB in the state directory. For tests: `createMemoryStore()`. */
  readonly store?: Store;
  /** ms since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /**
   * A login is being renewed, and the provider takes its token once: a process that ends before `flight` has settled may
   * take the new one with it. For whoever decides when the process ends; {@link ModelAuth.close} waits for it.
   */
  readonly onRefresh?: (flight: Promise<unknown>) => void;
  /** What could not be counted or read in the background; never a secret. Default: Node's process warnings. */
  readonly onWarning?: (error: unknown) => void;
}

/**
 * Opens the resolver: configuration, profiles, pins and usage of one state directory. The only constructor; nothing is
 * written before somebody chooses something.
 *
 * **Call it once per process, hand it to all of its bots, and `close()` it at the end.** Without any configuration it
 * opens as well: then no model is set and nobody is let in.
 *
 * @example
 * const auth = await openModelAuth();
 * const answer = await auth.session("discord:1234").run(({ model, credential, endpoint }) => callModel(model, credential, endpoint));
 *
 * @throws {ModelpinError} `config_invalid`, `config_unreadable`; `config_missing` where one is named.
 */
export async function openModelAuth(options: OpenOptions = {}): Promise<ModelAuth> {
  const { env = process.env, now = Date.now, onWarning = warnProcess } = options;
  const location: Location = locate({
    config: options.config,
    env: options.stateDir === undefined ? env : { ...env, MODELPIN_STATE_DIR: options.stateDir },
    home: homeOf(env),
    cwd: process.cwd(),
  });
  const stores = openStores(location, { store: options.store, now });
  const { records } = stores;
  const refusals = createLoginRefusals(records);
  const environment = createLiveEnvironment({ variables: env, stateEnvFile: stores.envFile, onWarning });
  const sources = createSources({
    location,
    configFile: stores.configFile,
    environment,
    agentStore: stores.files,
    refusals,
    lastRefresh: (credential) => lastRefreshOf(records, credential),
  });
  await sources.refresh();
  const { problem = missing(location, options, sources.config().exists) } = sources.config();
  if (problem) {
    await stores.close();
    throw problem;
  }
  await environment.askShell(sources.config().config);

  const may = options.may ? onlyTrue(options.may) : mayByConfig(sources);
  const pins = createPins(records);
  await readGroups(sources.config().config.bindings, pins).catch(onWarning);
  const consents = createConsents(records);
  const usages = usagesInForce(createUsages(records, onWarning), sources);
  const memories = createSessionMemories();
  const deciding = createDeciding({ sources, pins, consents, usages, memories, may, now });
  const refreshes = createRefreshes({
    records,
    refusals,
    profilesOf: ({ agentId }) => sources.profilesOf(agentId),
    prepare: createPrepareRefresh(() => sources.config().config, now),
    onNotice: onWarning,
    ...(options.onRefresh ? { onFlight: options.onRefresh } : {}),
    now,
  });
  const credentials = createCredentials(sources, now, refreshes);
  return createModelAuth(
    {
      sources,
      pins,
      consents,
      usages,
      memories,
      credentials,
      refreshes,
      deciding,
      may,
      tokenKey: createTokenKey(stores.state),
      now,
      onWarning,
    },
    async () => {
      await Promise.all([usages.settled(), refreshes.settled()]);
      await stores.close();
    },
  );
}

/** Who answers in a group is decided without waiting; so whether it got another id must have been read: `Pins.keyOf`. */
async function readGroups(bindings: readonly BindingConfig[] = [], pins: Pick<Pins, "read">): Promise<void> {
  const groups = bindings.map(groupOf).filter((session) => session !== undefined);
  await Promise.all(groups.map((session) => pins.read(session)));
}

/** Only `true` is a yes: a promise of a no, from a host that is not type-checked, would let everybody in. */
function onlyTrue(may: May): May {
  return (person, action, resource) => may(person, action, resource) === true;
}

function missing(
  { configFile, source }: Location,
  { configMayBeAbsent }: OpenOptions,
  exists: boolean,
): ModelpinError | undefined {
  if (exists || configMayBeAbsent || source === "state directory") return undefined;
  return configMissing(configFile, source === "--config" ? "the option config" : source);
}

function warnProcess(error: unknown): void {
  const { code, hint: detail } = isModelpinError(error) ? error : {};
  process.emitWarning(messageOf(error), { type: "ModelpinWarning", ...(code && { code }), ...(detail && { detail }) });
}
