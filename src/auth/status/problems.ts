import type { ModelpinError } from "../../domain/errors.js";
import { misfitWords } from "../../domain/misfit-words.js";
import type { AgentSnapshot } from "../snapshot.js";
import type { StatusProblem } from "./status.js";
import type { Visibility } from "./visibility.js";

/** What is broken and concerns an agent, as far as one viewer may know: paths are for the operator alone. */
export function problemsOf({
  snapshot,
  visibility,
  configProblem,
}: {
  readonly snapshot: AgentSnapshot;
  readonly visibility: Visibility;
  readonly configProblem?: ModelpinError;
}): StatusProblem[] {
  const mayReadPaths = visibility.isAdmin && visibility.isPrivate;
  const problem = (code: string, kind: StatusProblem["kind"], detail: string): StatusProblem => ({
    code,
    kind,
    detail: mayReadPaths ? detail : "",
  });
  return [
    ...(configProblem ? [problem(configProblem.code, "config", configProblem.message)] : []),
    ...snapshot.files.flatMap(({ problem: broken }) => (broken ? [problem(broken.code, "file", broken.message)] : [])),
    ...snapshot.files.flatMap(({ document, file }) =>
      document.problems
        .filter(({ profileId }) => profileId === undefined || visibility.sees(profileId))
        .map(({ path, expected }) =>
          problem("profile_skipped", "profile", `${file}: ${path}: ${misfitWords(expected)}`),
        ),
    ),
  ];
}
