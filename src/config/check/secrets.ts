import { isAbsolute } from "node:path";
import type { SecretRef } from "../../domain/credential.js";
import { nearNames } from "../../domain/near-names.js";
import type { Config, SecretProviders } from "../config.js";
import type { UnplacedProblem } from "../issues.js";
import type { ConfigPath } from "../problem.js";
import { secretRefFault, sourceOf } from "../secret-ref.js";
import { secretRefsOf } from "../secret-refs-of.js";
import { invalid } from "./invalid.js";

/** Every reference to a secret is well formed and leads to a source of that kind. Nothing is read. */
export function checkSecrets(config: Config): UnplacedProblem[] {
  const sources = config.secrets?.providers ?? {};
  const problems: UnplacedProblem[] = [];
  for (const [alias, source] of Object.entries(sources)) {
    const path = ["secrets", "providers", alias];
    if (source.source === "file" && !isAbsolute(source.path) && !source.path.startsWith("~/")) {
      problems.push(invalid([...path, "path"], 'expected a path that begins with "/" or "~/"'));
    }
    if (source.source !== "exec") continue;
    if (!isAbsolute(source.command))
      problems.push(invalid([...path, "command"], "expected the absolute path of a program"));
    for (const [index, dir] of (source.trustedDirs ?? []).entries()) {
      if (!isAbsolute(dir)) problems.push(invalid([...path, "trustedDirs", index], "expected an absolute path"));
    }
  }
  return [...problems, ...secretRefsOf(config).flatMap(({ ref, path }) => checkRef(ref, path, sources))];
}

function checkRef(ref: SecretRef, path: ConfigPath, sources: SecretProviders): UnplacedProblem[] {
  const fault = secretRefFault(ref);
  if (fault) return [invalid([...path, "id"], fault)];
  if (sourceOf(ref, sources)) return [];
  const name = ref.provider ?? "default";
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  const at = ref.provider === undefined ? path : [...path, "provider"];
  if (source)
    return [invalid(at, `secrets.providers.${name} is a source of kind "${source.source}", not "${ref.source}"`)];
  const [near] = nearNames(name, Object.keys(sources), 1);
  return [invalid(at, `there is no secrets.providers.${name}${near ? `; did you mean "${near}"?` : ""}`)];
}
