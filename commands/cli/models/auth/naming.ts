import type { ConfigChange, ConfigWriter } from "../../../../src/auth/open-config.js";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import type { CredentialType } from "../../../../src/domain/credential.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import { type ProfileId, type ProviderId, sameProvider } from "../../../../src/domain/ids.js";
import { orderOf } from "../../../../src/domain/order.js";

/** What the configuration says of a profile, and its place at the head of an order that is there already. */
export function namingProfile(id: ProfileId, provider: ProviderId, mode: CredentialType): ConfigChange {
  return ({ auth }) => {
    const known = auth?.profiles?.[id];
    const path = ["auth", "profiles", id];
    // What else a person wrote about the profile stays.
    const naming = known
      ? [
          { path: [...path, "provider"], value: known.provider },
          { path: [...path, "mode"], value: mode },
        ]
      : [{ path, value: { provider, mode } }];
    const orders = Object.entries(auth?.order ?? {})
      .filter(([name]) => sameProvider(name, provider))
      .map(([name, ids]) => ({ path: ["auth", "order", name], value: [id, ...ids.filter((other) => other !== id)] }));
    return [...naming, ...orders];
  };
}

/**
 * The same for a metered profile, and beside it the flat ones that the agent tried although the configuration named nobody.
 * Profiles that are named are tried alone, so this one would take every conversation from them, unasked.
 */
export function namingMetered(
  id: ProfileId,
  provider: ProviderId,
  mode: CredentialType,
  { orders, profiles }: AgentSnapshot,
): ConfigChange {
  const naming = namingProfile(id, provider, mode);
  const { layer, ids } = orderOf(provider, orders, profiles);
  if (layer !== "all_profiles" && layer !== "environment") return naming;
  const flat = ids
    .map((other) => profiles.byId.get(other))
    .filter((other) => other !== undefined)
    .filter((other) => other.billing === "flat" && other.id !== id);
  return (config) => [
    ...naming(config),
    ...flat.map((other) => ({ path: ["auth", "profiles", other.id], value: { provider, mode: other.type } })),
  ];
}

/** Makes that change, after the credential has been stored. @throws {ModelpinError} `config_not_written` */
export async function nameProfile(
  writer: ConfigWriter,
  change: ConfigChange,
  id: ProfileId,
  storePath: string,
): Promise<void> {
  try {
    await writer.edit(change);
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    throw new ModelpinError(
      "config_not_written",
      `${id} is stored in ${storePath}, but ${writer.file} does not name it yet: ${error.message}`,
      { hint: "Mend that, then run the same command again.", cause: error },
    );
  }
}
