import { providerKey } from "../../domain/ids.js";
import type { Config, ProviderConfig } from "../config.js";
import { isLoopback } from "../endpoints.js";
import type { Finding } from "../issues.js";
import type { ConfigPath } from "../problem.js";
import { pathText, quoted } from "../shown.js";

const invalid = (path: ConfigPath, message: string): Finding => ({ kind: "invalid_value", path, message });
/** They carry the credential of the profile that was chosen; a fixed one would silently win over it. */
const credentialHeaders = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "proxy-authorization"];
const oauthAddresses = ["issuer", "authorizationEndpoint", "tokenEndpoint", "deviceAuthorizationEndpoint"] as const;

/** Each provider stands once, its addresses do not show the credential to a network, its headers hold none. */
export function checkProviders(config: Config): Finding[] {
  const findings: Finding[] = [];
  const spellings = new Map<string, ConfigPath>();
  for (const [name, provider] of Object.entries(config.models?.providers ?? {})) {
    const path = ["models", "providers", name];
    const other = spellings.get(providerKey(name));
    if (other) findings.push(invalid(path, `the same provider as ${pathText(other)}; case does not matter`));
    else spellings.set(providerKey(name), path);
    findings.push(...checkAddresses(provider, path), ...checkHeaders(provider, path));
  }
  return findings;
}

function checkAddresses(provider: ProviderConfig, path: ConfigPath): Finding[] {
  const addresses: { at: ConfigPath; address: string | undefined }[] = [
    { at: [...path, "baseUrl"], address: provider.baseUrl },
    ...oauthAddresses.map((key) => ({ at: [...path, "oauth", key], address: provider.oauth?.[key] })),
  ];
  return addresses.flatMap(({ at, address }) => {
    if (address === undefined) return [];
    const fault = addressFault(address, provider.allowInsecure === true, path) ?? endFault(at, address);
    return fault ? [invalid(at, fault)] : [];
  });
}

function addressFault(address: string, allowInsecure: boolean, path: ConfigPath): string | undefined {
  if (!URL.canParse(address)) return `expected an address such as "https://host/v1", found ${quoted(address)}`;
  const { protocol, hostname, username, password } = new URL(address);
  if (username || password) return "an address may not hold a user name or a password";
  if (protocol === "http:" && !allowInsecure && !isLoopback(hostname)) {
    return `plain http shows the credential to the network; use https, or set ${pathText([...path, "allowInsecure"])} to true`;
  }
  return undefined;
}

/** What stands behind a `?` would end up in the middle of the address, and a key there is shown with it. */
function endFault(at: ConfigPath, address: string): string | undefined {
  if (at.at(-1) !== "baseUrl" || !/[?#]/.test(address)) return undefined;
  return 'the path of a request is put behind it, so it may not hold "?" or "#"; a key belongs into a profile';
}

function checkHeaders(provider: ProviderConfig, path: ConfigPath): Finding[] {
  return Object.entries(provider.headers ?? {}).flatMap(([name, value]) => {
    const at = [...path, "headers", name];
    if (!/^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name)) return [invalid(at, "this is not the name of a header")];
    if (credentialHeaders.includes(name.toLowerCase())) {
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
