import type { Agent } from "../config/agents.js";
import type { Config } from "../config/config.js";
import { builtInEndpoints, providerConfig, providerName } from "../config/endpoints.js";
import type { EnvironmentView } from "../config/environment.js";
import { type ProviderId, providerKey } from "../domain/ids.js";
import { toSecretRef } from "../domain/secret-ref.js";
import type { EnvironmentProfile } from "./snapshot.js";

/** The environment's credentials as profiles, and the keys that the configuration itself refers to. */
export function environmentProfilesOf(
  view: EnvironmentView,
  config: Config,
  agents: readonly Agent[],
): EnvironmentProfile[] {
  return [...providersOf(config, agents)].flatMap((provider) => {
    const found = view.profilesOf(provider).map(({ id, type, secret, variable, source }): EnvironmentProfile => {
      const credential = type === "token" ? { type, provider, token: secret } : { type, provider, key: secret };
      return { id, credential, variable, from: source };
    });
    const keyRef = toSecretRef(providerConfig(config, provider)?.apiKey);
    const key = `models.providers.${providerName(config, provider)}.apiKey`;
    const configured: EnvironmentProfile[] = keyRef
      ? [{ id: `${provider}:config`, credential: { type: "api_key", provider, keyRef }, variable: key, from: "config" }]
      : [];
    return [...found, ...configured];
  });
}

/** Every provider that anything is known of. */
function providersOf(config: Config, agents: readonly Agent[]): ReadonlySet<ProviderId> {
  const named = [
    ...Object.keys(builtInEndpoints),
    ...Object.keys(config.models?.providers ?? {}),
    ...Object.keys(config.auth?.order ?? {}),
  ];
  const refs = agents.flatMap(({ models, primary, fallbacks }) => [
    ...models.map(({ ref }) => ref),
    primary ?? "",
    ...fallbacks,
  ]);
  const ofRefs = refs.filter((ref) => ref.includes("/")).map((ref) => ref.slice(0, ref.indexOf("/")));
  return new Set([...named, ...ofRefs].map(providerKey));
}
