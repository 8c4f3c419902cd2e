import { providerKey } from "../../domain/ids.js";
import type { Config, ProviderConfig } from "../config.js";
import type { UnplacedProblem } from "../issues.js";
import type { ConfigPath } from "../problem.js";
import { pathText } from "../shown.js";
import { invalid } from "./invalid.js";

/** They carry the credential of the profile that was chosen; a fixed one would silently win over it. */
const credentialHeaders = new Set([
  "api-key",
  "authorization",
  "chatgpt-account-id",
  "cookie",
  "proxy-authorization",
  "x-api-key",
  "x-goog-api-key",
]);
/** They say how the request itself travels (RFC 9110 §7.6, RFC 9112 §6); a fixed one breaks every request or misleads it. */
const connectionHeaders = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Each provider stands once, and its headers leave the credential and the connection alone. */
export function checkProviders(config: Config): UnplacedProblem[] {
  const problems: UnplacedProblem[] = [];
  const spellings = new Map<string, ConfigPath>();
  for (const [name, provider] of Object.entries(config.models?.providers ?? {})) {
    const path = ["models", "providers", name];
    const other = spellings.get(providerKey(name));
    if (other) problems.push(invalid(path, `the same provider as ${pathText(other)}; case does not matter`));
    else spellings.set(providerKey(name), path);
    problems.push(...checkHeaders(provider, path));
  }
  return problems;
}

function checkHeaders(provider: ProviderConfig, path: ConfigPath): UnplacedProblem[] {
  return Object.entries(provider.headers ?? {}).flatMap(([name, value]) => {
    const at = [...path, "headers", name];
    if (!/^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name)) return [invalid(at, "this is not the name of a header")];
    if (connectionHeaders.has(name.toLowerCase())) {
      const message =
        "this header belongs to the connection, which makes it from the address and the request; leave it out";
      return [invalid(at, message)];
    }
    if (credentialHeaders.has(name.toLowerCase())) {
      return [
        invalid(
          at,
          "this header carries the credential, which comes from the profile; use apiKey or auth-profiles.json",
        ),
      ];
    }
    return /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)
      ? [invalid(at, "the value holds a character that no header may hold")]
      : [];
  });
}
