import { createCachedStore } from "../store/cached.js";
import { createFileStore } from "../store/drivers/file.js";
import { createProfiles, type Profiles } from "./profiles.js";

export interface OpenedProfiles {
  readonly profiles: Profiles;
  close(): Promise<void>;
}

/**
 * Opens one agent's profiles without a configuration: for whoever looks at files while that cannot be used, or stores
 * credentials before it exists. Nothing is read before it is asked for.
 *
 * @example
 * const { profiles, close } = openProfiles("/home/me/.modelpin/agents/main/agent");
 * const { document } = await profiles.read();
 * await close();
 */
export function openProfiles(directory: string, now: () => number = Date.now): OpenedProfiles {
  const store = createCachedStore(createFileStore(directory), { now });
  return { profiles: createProfiles(store, directory), close: () => store.close() };
}
