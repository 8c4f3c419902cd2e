import type { EnvironmentSource, EnvironmentView } from "./environment.js";
import { knownVariables, providerVariables } from "./provider-variables.js";

/** A variable that holds a credential, and where it was found. Never its value. */
export interface VariableSeen {
  readonly name: string;
  readonly source: EnvironmentSource;
}

/** Which of the variables that may hold a credential an environment has, numbered ones included; by name. */
export function variablesSeen(environment: EnvironmentView): readonly VariableSeen[] {
  const numbered = Object.keys(providerVariables).flatMap((provider) =>
    environment.profilesOf(provider).map(({ variable }) => variable),
  );
  return [...new Set([...knownVariables(), ...numbered])].toSorted().flatMap((name) => {
    const found = environment.get(name);
    return found ? [{ name, source: found.source }] : [];
  });
}
