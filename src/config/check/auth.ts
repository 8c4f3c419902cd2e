import { type ProviderId, providerKey, providerOf, sameProvider } from "../../domain/ids.js";
import type { Config } from "../config.js";
import type { UnplacedProblem } from "../issues.js";
import { pathText, quoted } from "../shown.js";
import { invalid } from "./invalid.js";

/** A profile belongs to the provider that its id names; a provider has one order, which holds profiles of its own. */
export function checkAuth({ auth }: Config): UnplacedProblem[] {
  const profiles = Object.entries(auth?.profiles ?? {})
    .filter(([id, { provider }]) => !sameProvider(providerOf(id), provider))
    .map(([id, { provider }]) => {
      const message = `expected ${quoted(providerOf(id))}, the part of the id before the colon, found ${quoted(provider)}`;
      return invalid(["auth", "profiles", id, "provider"], message);
    });
  const orders = Object.entries(auth?.order ?? {}).flatMap(([provider, ids]) =>
    ids.flatMap((id, index) => {
      if (sameProvider(providerOf(id), provider)) return [];
      const message = `${quoted(id)} is a profile of ${quoted(providerOf(id))}, and this is the order of ${quoted(provider)}`;
      return [invalid(["auth", "order", provider, index], message)];
    }),
  );
  return [...profiles, ...orders, ...twiceOrdered(auth?.order ?? {})];
}

/** Of two orders of one provider nobody could say which one pays. */
function twiceOrdered(orders: Readonly<Record<ProviderId, unknown>>): UnplacedProblem[] {
  const spellings = new Map<ProviderId, ProviderId>();
  return Object.keys(orders).flatMap((provider) => {
    const other = spellings.get(providerKey(provider));
    if (other === undefined) spellings.set(providerKey(provider), provider);
    if (other === undefined) return [];
    const message = `the same provider as ${pathText(["auth", "order", other])}; case does not matter`;
    return [invalid(["auth", "order", provider], message)];
  });
}
