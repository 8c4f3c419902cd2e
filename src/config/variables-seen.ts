import type { Config } from "./config.js";
import type { EnvironmentSource, EnvironmentView } from "./environment.js";
import { knownVariables, providerVariables } from "./provider-variables.js";
import { secretRefsOf } from "./secret-refs-of.js";

/** A variable that holds a credential, and where it was found. Never its value. */
export interface VariableSeen {
  readonly name: string;
  readonly source: EnvironmentSource;
}

/**
 * Which of the variables that may hold a credential an environment has: the well-known ones, numbered ones included, and
 * those that a configuration refers to; by name.
 */
export function variablesSeen(environment: EnvironmentView, config: Config = {}): readonly VariableSeen[] {
  const referred = secretRefsOf(config).flatMap(({ ref }) => (ref.source === "env" ? [ref.id] : []));
  const numbered = Object.keys(providerVariables).flatMap((provider) =>
    environment.profilesOf(provider).map(({ variable }) => variable),
  );
  return [...new Set([...knownVariables(), ...numbered, ...referred])].toSorted().flatMap((name) => {
    const found = environment.get(name);
    return found ? [{ name, source: found.source }] : [];
  });
}
