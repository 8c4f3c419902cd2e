import type { UnplacedProblem } from "../issues.js";
import type { ConfigPath } from "../problem.js";

/** A value that is of the right type and cannot be meant. */
export const invalid = (path: ConfigPath, message: string): UnplacedProblem => ({
  kind: "invalid_value",
  path,
  message,
});
