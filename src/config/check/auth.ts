import { providerOf, sameProvider } from "../../domain/ids.js";
import type { Config } from "../config.js";
import type { Finding } from "../issues.js";
import { quoted } from "../shown.js";

/** A profile belongs to the provider that its id names, and an order holds profiles of one provider. */
export function checkAuth({ auth }: Config): Finding[] {
  const profiles = Object.entries(auth?.profiles ?? {})
    .filter(([id, { provider }]) => !sameProvider(providerOf(id), provider))
    .map(([id, { provider }]) => ({
      kind: "invalid_value" as const,
      path: ["auth", "profiles", id, "provider"],
      message: `expected ${quoted(providerOf(id))}, the part of the id before the colon, found ${quoted(provider)}`,
    }));
  const orders = Object.entries(auth?.order ?? {}).flatMap(([provider, ids]) =>
    ids.flatMap((id, index) => {
      if (sameProvider(providerOf(id), provider)) return [];
      const message = `${quoted(id)} is a profile of ${quoted(providerOf(id))}, and this is the order of ${quoted(provider)}`;
      return [{ kind: "invalid_value" as const, path: ["auth", "order", provider, index], message }];
    }),
  );
  return [...profiles, ...orders];
}
