import { openEnvFile } from "../../auth/open-env-file.js";
import { openProfiles } from "../../auth/open-profiles.js";
import type { Config } from "../../config/config.js";
import type { Location } from "../../config/locate.js";
import type { AuthProfileDocument } from "../../domain/profile-document.js";
import { agentDirOf } from "../agent-dir.js";

/** What stands here already of what an import may bring. */
export interface Here {
  /** By agent; none of an agent that is not here. */
  readonly profiles: ReadonlyMap<string, AuthProfileDocument>;
  /** What `.env` sets. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Reads the profiles of some agents, and `.env`. @throws {ModelpinError} what cannot be read. */
export async function readHere(config: Config, location: Location, agentIds: readonly string[]): Promise<Here> {
  const found = new Map<string, AuthProfileDocument>();
  for (const agentId of new Set(agentIds)) {
    const directory = agentDirOf(config, location, agentId);
    if (directory === undefined) continue;
    const { profiles, close } = openProfiles(directory);
    const { document, problem } = await profiles.read().finally(close);
    if (problem) throw problem;
    found.set(agentId, document);
  }
  const envFile = openEnvFile(location.stateDir);
  return { profiles: found, variables: await envFile.read().finally(() => envFile.close()) };
}
