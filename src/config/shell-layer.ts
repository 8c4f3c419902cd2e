import type { Config } from "./config.js";
import type { EnvironmentLayer, Variables } from "./environment.js";
import { readLoginShell } from "./login-shell.js";
import { knownVariables, variablesOf } from "./provider-variables.js";
import { secretRefsOf } from "./secret-refs-of.js";

/**
 * The lowest layer of the environment: what the login shell exports, of the known names that `above` leaves unset.
 * Nothing where `env.shellEnv.enabled` is not `true`, or where nothing is left to ask for.
 *
 * @param env the process environment, which says which shell it is.
 * @throws {ModelpinError} `login_shell_failed`; the other layers hold without it.
 */
export async function openShellLayer(
  config: Config,
  env: Variables,
  above: readonly EnvironmentLayer[],
): Promise<EnvironmentLayer | undefined> {
  const { enabled = false, timeoutMs = 15_000 } = config.env?.shellEnv ?? {};
  if (!enabled) return undefined;
  const names = namesToAsk(config).filter((name) => above.every(({ variables }) => variables[name] === undefined));
  if (names.length === 0) return undefined;
  return { source: "login shell", variables: await readLoginShell({ env, names, timeoutMs }) };
}

/** What a configuration wants of the login shell: another wish is another question. */
export function shellWish(config: Config): unknown {
  const { enabled = false, timeoutMs } = config.env?.shellEnv ?? {};
  return enabled ? { timeoutMs, names: namesToAsk(config) } : undefined;
}

/** The names that this configuration can make use of. */
function namesToAsk(config: Config): string[] {
  const ofProviders = Object.keys(config.models?.providers ?? {}).flatMap((provider) => variablesOf(provider));
  const ofRefs = secretRefsOf(config).flatMap(({ ref }) => (ref.source === "env" ? [ref.id] : []));
  return [...new Set([...knownVariables(), ...ofProviders, ...ofRefs])];
}
