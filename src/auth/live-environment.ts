import { isDeepStrictEqual, parseEnv } from "node:util";
import type { Config } from "../config/config.js";
import {
  createEnvironment,
  type EnvironmentLayer,
  type EnvironmentView,
  type Variables,
} from "../config/environment.js";
import { openShellLayer, shellWish } from "../config/shell-layer.js";
import { isModelpinError, ModelpinError } from "../domain/errors.js";
import { type FileAt, memoByEntry, readFileAt } from "./file-at.js";

/** The process environment, the state directory's `.env` as it stands, and what the login shell said when it was asked. */
export interface LiveEnvironment {
  view(): EnvironmentView;
  /** Takes in a changed `.env` without waiting; `false` when that needs {@link LiveEnvironment.refresh}. */
  look(): boolean;
  refresh(): Promise<void>;
  /**
   * Asks the login shell where the configuration wants that, and again only where it wants something else than before.
   * What cannot be read is told and changes nothing.
   */
  askShell(config: Config): Promise<void>;
}

export interface LiveEnvironmentOptions {
  readonly variables: Variables;
  readonly stateEnvFile: FileAt;
  readonly onWarning: (error: ModelpinError) => void;
}

const nothing: Variables = {};

export function createLiveEnvironment({ variables, stateEnvFile, onWarning }: LiveEnvironmentOptions): LiveEnvironment {
  const process: EnvironmentLayer = { source: "process", variables };
  const toVariables = memoByEntry((entry): Variables => (entry ? parseEnv(entry.body) : nothing));
  let written = nothing;
  let shell: EnvironmentLayer | undefined;
  let made: { readonly of: readonly unknown[]; readonly view: EnvironmentView } | undefined;
  let told: string | undefined;

  let asked: { readonly wish: unknown; readonly answered: Promise<void> } | undefined;

  async function ask(config: Config, wish: unknown): Promise<void> {
    try {
      const found = await openShellLayer(config, variables, layers());
      // The configuration may have been edited since.
      if (asked?.wish === wish) shell = found;
    } catch (error) {
      if (!isModelpinError(error)) throw error;
      onWarning(error);
    }
  }

  const layers = (): EnvironmentLayer[] => [process, { source: "state .env", variables: written }];

  return {
    view() {
      if (made?.of[0] !== written || made.of[1] !== shell) {
        made = { of: [written, shell], view: createEnvironment(shell ? [...layers(), shell] : layers()) };
      }
      return made.view;
    },
    look() {
      const entry = stateEnvFile.store.peek(stateEnvFile.key);
      if (entry !== undefined) written = toVariables(entry);
      return entry !== undefined;
    },
    async refresh() {
      const entry = await readFileAt(stateEnvFile);
      if (!(entry instanceof ModelpinError)) {
        written = toVariables(entry);
        told = undefined;
      } else if (told !== entry.message) {
        // What it said before still applies; that it cannot be read is told once.
        told = entry.message;
        onWarning(entry);
      }
    },
    async askShell(config) {
      const wish = shellWish(config);
      if (asked && isDeepStrictEqual(asked.wish, wish)) return asked.answered;
      const answered = ask(config, wish);
      asked = { wish, answered };
      return answered;
    },
  };
}
