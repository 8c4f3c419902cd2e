import type { Finding } from "../issues.js";
import type { ConfigPath } from "../problem.js";

/** A value that is of the right type and cannot be meant. */
export const invalid = (path: ConfigPath, message: string): Finding => ({ kind: "invalid_value", path, message });
