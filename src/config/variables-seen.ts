import type { Config } from "./config.js";
import type { EnvironmentSource, EnvironmentView } from "./environment.js";
import { knownVariables, providerVariables } from "./provider-variables.js";
import { secretRefsOf } from "./secret-refs-of.js";

/** A variable that holds a credential, and where it was found. Never its value. */
export interface VariableSeen {
  readonly name: string;
  readonly source: EnvironmentSource;
}

/** By which another process finds out whether it has the same values: each one's digest under a salt that is new. */
export interface ValueDigests {
  readonly salt: string;
  readonly digests: readonly (readonly [name: string, digest: string])[];
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

/** The digests of what an environment has under these names. */
export function digestsOf(environment: EnvironmentView, seen: readonly VariableSeen[], salt: string): ValueDigests {
  const digests = seen.flatMap(({ name }) => {
    const found = environment.get(name);
    return found ? [[name, found.value.digestUnder(salt)] as const] : [];
  });
  return { salt, digests };
}

/** The variables that an environment has as well, but with another value. */
export function otherValues(environment: EnvironmentView, { salt, digests }: ValueDigests): readonly VariableSeen[] {
  return digests.flatMap(([name, digest]) => {
    const found = environment.get(name);
    return found && found.value.digestUnder(salt) !== digest ? [{ name, source: found.source }] : [];
  });
}
