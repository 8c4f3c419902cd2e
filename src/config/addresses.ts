import type { Config } from "./config.js";
import { isLoopback } from "./endpoints.js";
import type { ConfigPath } from "./problem.js";

/** An address that the configuration sends credentials to. */
export interface WrittenAddress {
  readonly path: ConfigPath;
  readonly address: string;
  readonly sends: "bot's token" | "provider's credentials";
  /** The paths of requests are put behind it. */
  readonly isBase: boolean;
  /** Somebody has said that plain http is right there. */
  readonly allowInsecure: boolean;
}

const oauthKeys = ["issuer", "authorizationEndpoint", "tokenEndpoint", "deviceAuthorizationEndpoint"] as const;

/** Every address that is written down, with the place where it stands. */
export function addressesOf({ channels, models }: Config): WrittenAddress[] {
  const found: WrittenAddress[] = [];
  for (const [name, { baseUrl: address, oauth, allowInsecure = false }] of Object.entries(models?.providers ?? {})) {
    const path = ["models", "providers", name];
    const common = { sends: "provider's credentials", allowInsecure } as const;
    if (address !== undefined) found.push({ ...common, path: [...path, "baseUrl"], address, isBase: true });
    for (const key of oauthKeys) {
      const address = oauth?.[key];
      if (address !== undefined) found.push({ ...common, path: [...path, "oauth", key], address, isBase: false });
    }
  }
  for (const name of ["discord", "telegram"] as const) {
    const address = channels?.[name]?.apiRoot;
    const path = ["channels", name, "apiRoot"];
    // A Bot API server of one's own is mostly next door, in a network of containers.
    if (address !== undefined) found.push({ path, address, sends: "bot's token", isBase: true, allowInsecure: true });
  }
  return found;
}

/** Whether what is sent there can be read on the way. */
export function isUnencrypted(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !isLoopback(hostname);
}
