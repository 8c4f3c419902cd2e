import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ModelAuth } from "../auth/model-auth.js";
import type { Location } from "../config/locate.js";
import type { Credential } from "../domain/credential.js";
import { Secret } from "../domain/secret.js";

/** Where a first look happens: the shipped example, with its state beside where somebody stands. */
export interface DemoPlace {
  readonly config: string;
  readonly stateDir?: string;
}

/**
 * The example's place, for whoever has no configuration yet; nothing for whoever has one or names one.
 *
 * @param example the shipped config.example.json.
 * @param cwd its state goes to `.modelpin` here, unless `MODELPIN_STATE_DIR` says where.
 */
export function demoPlace(
  location: Location,
  example: string,
  cwd: string,
  hasStateDir: boolean,
): DemoPlace | undefined {
  if (location.source !== "state directory" || existsSync(location.configFile)) return undefined;
  return { config: example, ...(hasStateDir ? {} : { stateDir: join(cwd, ".modelpin") }) };
}

/** What the built-in echo is shown; it lets anybody in. */
const demoCredentials: Readonly<Record<string, Credential>> = {
  "echo:home": { type: "token", provider: "echo", token: new Secret("demo-home") },
  "echo:work": { type: "api_key", provider: "echo", key: new Secret("demo-work") },
};

/** Stores the example's two profiles where they are missing, so that `/model` has something to show. */
export async function storeDemoProfiles(auth: ModelAuth): Promise<void> {
  const { agent } = await auth.snapshot();
  const profiles = auth.sources.profiles(agent);
  const { document } = await profiles.read();
  const missing = Object.entries(demoCredentials).filter(([profileId]) => !document.profiles.has(profileId));
  if (missing.length > 0) {
    await profiles.edit(...missing.map(([profileId, credential]) => ({ kind: "put" as const, profileId, credential })));
  }
}
