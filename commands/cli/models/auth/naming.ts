import type { ConfigChange, ConfigWriter } from "../../../../src/auth/open-config.js";
import type { CredentialType } from "../../../../src/domain/credential.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import { type ProfileId, type ProviderId, sameProvider } from "../../../../src/domain/ids.js";

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
