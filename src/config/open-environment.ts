import { join } from "node:path";
import { parseEnv } from "node:util";
import { errnoOf, isModelpinError, ModelpinError, messageOf } from "../domain/errors.js";
import { shellWord } from "../domain/shell-word.js";
import type { Config } from "./config.js";
import { createEnvironment, type EnvironmentLayer, type EnvironmentView, type Variables } from "./environment.js";
import { readWhole } from "./read-file.js";
import { openShellLayer } from "./shell-layer.js";

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
function stateEnvFile(stateDir: string): string {
  return join(stateDir, ".env");
}

/**
 * Reads the environment: the process, then `$MODELPIN_STATE_DIR/.env`, then, where `env.shellEnv.enabled`, the login
 * shell for known names that are still unset. Never throws for what it cannot read: that is a warning.
 */
export async function openEnvironment({ env, stateDir, config = {} }: EnvironmentOptions): Promise<OpenedEnvironment> {
  const layers: EnvironmentLayer[] = [{ source: "process", variables: env }];
  const warnings: ModelpinError[] = [];
  const add = async (open: () => Promise<EnvironmentLayer | undefined>): Promise<void> => {
    try {
      const layer = await open();
      if (layer) layers.push(layer);
    } catch (error) {
      if (!isModelpinError(error)) throw error;
      warnings.push(error);
    }
  };
  await add(async () => ({ source: "state .env", variables: await readEnvFile(stateEnvFile(stateDir)) }));
  await add(() => openShellLayer(config, env, layers));
  return { view: createEnvironment(layers), warnings };
}

async function readEnvFile(file: string): Promise<Variables> {
  try {
    return parseEnv((await readWhole(file)).toString());
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return {};
    throw new ModelpinError("env_file_unreadable", `${file} cannot be read: ${messageOf(error)}`, {
      hint: `This user must be able to read it: chmod 600 ${shellWord(file)}`,
      cause: error,
    });
  }
}
