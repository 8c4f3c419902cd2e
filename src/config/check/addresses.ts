import { addressesOf, isUnencrypted, type WrittenAddress } from "../addresses.js";
import type { Config } from "../config.js";
import type { UnplacedProblem } from "../issues.js";
import { pathText, quoted } from "../shown.js";
import { invalid } from "./invalid.js";

/** Every address can be used as it is written, and shows no credential to a network without a word of consent. */
export function checkAddresses(config: Config): UnplacedProblem[] {
  return addressesOf(config).flatMap((written) => {
    const message = faultOf(written);
    return message === undefined ? [] : [invalid(written.path, message)];
  });
}

function faultOf({ address, path, isBase, allowInsecure }: WrittenAddress): string | undefined {
  if (!URL.canParse(address)) return `expected an address such as "https://host/v1", found ${quoted(address)}`;
  const { username, password } = new URL(address);
  if (username || password) return "an address may not hold a user name or a password";
  if (!allowInsecure && isUnencrypted(address)) {
    const consent = pathText([...path.slice(0, 3), "allowInsecure"]);
    return `plain http shows the credential to the network; use https, or set ${consent} to true`;
  }
  // What stands behind a `?` would end up in the middle of the address, and a key there is shown with it.
  return isBase && /[?#]/.test(address)
    ? 'the path of a request is put behind it, so it may not hold "?" or "#"; a key belongs into a profile'
    : undefined;
}
