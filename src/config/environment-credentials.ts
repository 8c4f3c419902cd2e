import { type ProviderId, providerKey } from "../domain/ids.js";
import { Secret } from "../domain/secret.js";
import { isApiKey } from "./api-key-form.js";
import type { EnvironmentCredential, EnvironmentSource } from "./environment.js";
import { variablesOf } from "./provider-variables.js";
import { isSetupToken } from "./setup-token-form.js";

type SetVariables = ReadonlyMap<string, { readonly text: string; readonly source: EnvironmentSource }>;

/**
 * The credentials of one provider in the order in which they count: for each of its variables, `X_API_KEYS` (separated
 * by commas, semicolons or spaces), `X_API_KEY`, then `X_API_KEY_1`, `X_API_KEY_2` and other suffixes. A value that
 * stands in several variables counts once, where it is found first.
 */
export function environmentCredentials(set: SetVariables, provider: ProviderId): readonly EnvironmentCredential[] {
  const key = providerKey(provider);
  const found = new Map<string, { variable: string; source: EnvironmentSource }>();
  for (const variable of variablesOf(key).flatMap((name) => siblings(set, name))) {
    const entry = set.get(variable);
    if (!entry) continue;
    for (const text of variable.endsWith("_API_KEYS") ? entry.text.split(/[\s,;]+/) : [entry.text]) {
      if (text !== "" && !found.has(text)) found.set(text, { variable, source: entry.source });
    }
  }
  return [...found].map(([text, { variable, source }], index) => ({
    id: `${key}:${index === 0 ? "env" : `env-${index + 1}`}`,
    provider: key,
    type: isToken(key, variable, text) ? "token" : "api_key",
    secret: new Secret(text),
    variable,
    source,
  }));
}

/** What a credential is stands in itself rather than in the name of its variable: people keep tokens in `X_API_KEY` as well. */
function isToken(provider: ProviderId, variable: string, text: string): boolean {
  return isSetupToken(text) || (variable.includes("OAUTH_TOKEN") && !isApiKey(provider, text));
}

function siblings(set: SetVariables, name: string): string[] {
  if (!name.endsWith("_API_KEY")) return [name];
  const numbered = [...set.keys()].filter((other) => other.startsWith(`${name}_`));
  return [`${name}S`, name, ...numbered.sort((a, b) => a.localeCompare(b, "en", { numeric: true }))];
}
