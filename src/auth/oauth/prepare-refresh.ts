import type { Config } from "../../config/config.js";
import type { PrepareRefresh } from "../refresh/refresh.js";
import { loadOAuthLibrary, type OAuthClient, openOAuthClient } from "./client.js";
import { oauthProviderOf } from "./provider.js";

/** Makes refreshes of what the configuration and the built-in list know; endpoints are discovered once per process. */
export function createPrepareRefresh(config: () => Config, now: () => number): PrepareRefresh {
  const clients = new Map<string, Promise<OAuthClient>>();

  return async (id) => {
    const provider = oauthProviderOf(config(), id);
    const key = JSON.stringify(provider);
    let opening = clients.get(key);
    if (!opening) {
      opening = openOAuthClient(provider, now);
      clients.set(key, opening);
      opening.catch(() => clients.delete(key));
    }
    const client = await opening;
    const library = await loadOAuthLibrary();
    return (refresh) => client.exchange((server) => library.refreshTokenGrant(server, refresh.reveal()));
  };
}
