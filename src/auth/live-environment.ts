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
import type { Entry } from "../store/store.js";
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

/** An editor may be half-way, a disk away: keys that were there and are gone are no wish for others. */
function goneFile(): ModelpinError {
  return new ModelpinError("file_unreadable", "The state directory's .env is gone; what it said before applies.", {
    hint: "Put it back. That there is nothing any more is said by an empty one, or by a restart.",
  });
}

export function createLiveEnvironment({ variables, stateEnvFile, onWarning }: LiveEnvironmentOptions): LiveEnvironment {
  const process: EnvironmentLayer = { source: "process", variables };
  const toVariables = memoByEntry((entry): Variables => (entry ? parseEnv(entry.body) : nothing));
  let written = nothing;
  let shell: EnvironmentLayer | undefined;
  let made: { readonly of: readonly unknown[]; readonly view: EnvironmentView } | undefined;
  let wasThere = false;
  let told: string | undefined;

  /** Takes in what the file says; what it said before still applies where it cannot be had, which is told once. */
  function take(found: Entry | null | ModelpinError): void {
    const entry = found === null && wasThere ? goneFile() : found;
    if (!(entry instanceof ModelpinError)) {
      wasThere ||= entry !== null;
      written = toVariables(entry);
      told = undefined;
    } else if (told !== entry.message) {
      told = entry.message;
      onWarning(entry);
    }
  }

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
      if (entry !== undefined) take(entry);
      return entry !== undefined;
    },
    async refresh() {
      take(await readFileAt(stateEnvFile));
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
