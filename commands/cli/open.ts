import type { ModelAuth } from "../../src/auth/model-auth.js";
import { openModelAuth } from "../../src/auth/open.js";
import { configMissing } from "../../src/config/load.js";
import { type Location, locate } from "../../src/config/locate.js";
import { createFinishFirst } from "./finish-first.js";
import type { Io } from "./io.js";
import { sayAside, toSayable } from "./say.js";
import type { OpenForVerb } from "./verb.js";

/** Where this command line's configuration and state are. */
export function locationOf({ env, home, cwd }: Io, config: string | undefined): Location {
  return locate({ config, env, home, cwd });
}

/** Opens the resolver for a verb. @throws {ModelpinError} `config_missing`, `config_invalid`, `config_unreadable` */
export async function openForVerb(io: Io, config: string | undefined, options: OpenForVerb): Promise<ModelAuth> {
  const { configFile, stateDir, source } = locationOf(io, config);
  const auth = await openModelAuth({
    config: configFile,
    configMayBeAbsent: true,
    stateDir,
    env: { ...io.env, HOME: io.home },
    now: io.now,
    onRefresh: createFinishFirst(io, ["SIGINT", "SIGTERM", "SIGHUP"]),
    onWarning: (error) => sayAside(io, [toSayable(error).message]),
  });
  if (source !== "state directory" && !options.configMayBeAbsent && !auth.config().exists) {
    await auth.close();
    throw configMissing(configFile, source);
  }
  return auth;
}
