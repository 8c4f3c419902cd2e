import { access } from "node:fs/promises";
import { join } from "node:path";
import { shellWord } from "../../domain/shell-word.js";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";

/** What other programs obey and modelpin does not: people set these and wonder. */
const withoutEffect = ["ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE"];

/** What this process sees of the environment can be read, and nothing in it misleads. */
export const environment: Check = {
  name: "environment",
  async look({ environment: view, environmentWarnings, cwd, location: { stateDir }, configProblem }) {
    const unreadable = environmentWarnings.map(
      ({ message, hint }): Finding => ({
        level: "error",
        what: message,
        why: "The variables that it holds are left out.",
        ...(hint === undefined ? {} : { mend: hint }),
      }),
    );
    const idle = withoutEffect
      .filter((name) => view.get(name) !== undefined)
      .map(
        (name): Finding => ({
          level: "note",
          what: `${name} is set and has no effect here.`,
          why: "Where a provider is reached stands in the configuration, so that no shell can redirect a credential.",
          mend: `models.providers.${name.startsWith("ANTHROPIC") ? "anthropic" : "openai"}.baseUrl in the configuration`,
        }),
      );
    const here = join(cwd, ".env");
    const hasOwn =
      cwd !== stateDir &&
      (await access(here).then(
        () => true,
        () => false,
      ));
    const ignored: Finding[] = hasOwn
      ? [
          {
            level: "note",
            what: `${here} is not read.`,
            why: "A directory that somebody else prepared must not bring credentials; only the state directory's .env counts.",
            mend: `$EDITOR ${shellWord(join(stateDir, ".env"))}`,
          },
        ]
      : [];
    return configProblem ? [...unreadable, ...ignored] : [...unreadable, ...idle, ...ignored];
  },
};
