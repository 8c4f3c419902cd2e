import { isAbsolute, join, resolve } from "node:path";

/** Where the configuration and everything else live. All paths are absolute. */
export interface Location {
  readonly configFile: string;
  readonly stateDir: string;
  /** What decided where the configuration is. */
  readonly source: "--config" | "MODELPIN_CONFIG" | "state directory";
  /** The person's home directory, for paths that begin with `~/`. */
  readonly home: string;
}

export interface Surroundings {
  /** The value of `--config`. */
  readonly config?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
}

/**
 * Where things are: `--config FILE` > `MODELPIN_CONFIG` > `$MODELPIN_STATE_DIR/config.json`; the state directory is
 * `~/.modelpin` unless `MODELPIN_STATE_DIR` says otherwise. An empty variable says nothing.
 *
 * @example locate({ env: process.env, home: homedir(), cwd: process.cwd() }).configFile; // /home/me/.modelpin/config.json
 */
export function locate({ config, env, home, cwd }: Surroundings): Location {
  const stateDir = expandPath(env.MODELPIN_STATE_DIR || join(home, ".modelpin"), home, cwd);
  const at = (file: string, source: Location["source"]): Location => ({
    configFile: expandPath(file, home, cwd),
    stateDir,
    source,
    home,
  });
  if (config !== undefined && config !== "") return at(config, "--config");
  if (env.MODELPIN_CONFIG) return at(env.MODELPIN_CONFIG, "MODELPIN_CONFIG");
  return at(join(stateDir, "config.json"), "state directory");
}

/** Makes a path absolute; `~` and `~/…` are the home directory also where no shell expanded them. */
export function expandPath(path: string, home: string, base: string): string {
  const expanded = path === "~" ? home : path.startsWith("~/") ? join(home, path.slice(2)) : path;
  return isAbsolute(expanded) ? resolve(expanded) : resolve(base, expanded);
}
