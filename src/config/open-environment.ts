import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { errnoOf, isModelpinError, ModelpinError, messageOf } from "../domain/errors.js";
import type { Config, ShellEnvConfig } from "./config.js";
import { createEnvironment, type EnvironmentLayer, type EnvironmentView, type Variables } from "./environment.js";
import { readLoginShell } from "./login-shell.js";
import { knownVariables, variablesOf } from "./provider-variables.js";
import { secretRefsOf } from "./secret-refs-of.js";

export interface OpenedEnvironment {
  readonly view: EnvironmentView;
  /** What could not be read; the rest is in the view. Each has a code, a sentence and a hint. */
  readonly warnings: readonly ModelpinError[];
}

export interface EnvironmentOptions {
  readonly env: Variables;
  readonly stateDir: string;
  /** Says whether the login shell is asked, and which further names it is asked for. */
  readonly config?: Config;
}

/** Where the state directory's variables stand. A `.env` in the working directory is never read. */
export function stateEnvFile(stateDir: string): string {
  return join(stateDir, ".env");
}

/**
 * Reads the environment: the process, then `$MODELPIN_STATE_DIR/.env`, then, where `env.shellEnv.enabled`, the login
 * shell for known names that are still unset. Never throws for what it cannot read: that is a warning.
 */
export async function openEnvironment({ env, stateDir, config = {} }: EnvironmentOptions): Promise<OpenedEnvironment> {
  const layers: EnvironmentLayer[] = [{ source: "process", variables: env }];
  const warnings: ModelpinError[] = [];
  const attempt = async (source: EnvironmentLayer["source"], read: () => Promise<Variables>): Promise<void> => {
    try {
      layers.push({ source, variables: await read() });
    } catch (error) {
      if (!isModelpinError(error)) throw error;
      warnings.push(error);
    }
  };

  await attempt("state .env", () => readEnvFile(stateEnvFile(stateDir)));
  const shellEnv: ShellEnvConfig = config.env?.shellEnv ?? {};
  if (shellEnv.enabled === true) {
    const unset = namesToAsk(config).filter((name) => layers.every(({ variables }) => variables[name] === undefined));
    if (unset.length > 0)
      await attempt("login shell", () =>
        readLoginShell({ env, names: unset, timeoutMs: shellEnv.timeoutMs ?? 15_000 }),
      );
  }
  return { view: createEnvironment(layers), warnings };
}

/** The names that this configuration can make use of. */
export function namesToAsk(config: Config): string[] {
  const ofProviders = Object.keys(config.models?.providers ?? {}).flatMap((provider) => variablesOf(provider));
  const ofRefs = secretRefsOf(config).flatMap(({ ref }) => (ref?.source === "env" ? [ref.id] : []));
  return [...new Set([...knownVariables(), ...ofProviders, ...ofRefs])];
}

async function readEnvFile(file: string): Promise<Variables> {
  try {
    return parseEnv(await readFile(file, "utf8"));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return {};
    throw new ModelpinError("env_file_unreadable", `${file} cannot be read: ${messageOf(error)}`, {
      hint: `This user must be able to read it: chmod 600 ${file}`,
      cause: error,
    });
  }
}
