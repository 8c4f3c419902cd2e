import type { Config } from "../../../../src/config/config.js";
import { builtInEndpoints } from "../../../../src/config/endpoints.js";
import { providerVariables } from "../../../../src/config/provider-variables.js";
import { quoted } from "../../../../src/config/shown.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import {
  type ProfileId,
  type ProviderId,
  parseProfileId,
  providerKey,
  providerOf,
} from "../../../../src/domain/ids.js";
import { didYouMean, nearNames } from "../../../../src/domain/near-names.js";
import type { ProfileSet } from "../../../../src/domain/profile-set.js";
import { UsageError } from "../../exit.js";

/**
 * The provider that a person typed: one that is built in, configured, well known, or has profiles already. A slip of
 * the finger would otherwise store a credential where nothing ever looks.
 * @throws {ModelpinError} `unknown_provider` with the near names.
 */
export function toProvider(typed: string, config: Config, profiles: ProfileSet): ProviderId {
  const provider = providerKey(typed);
  const ofProfiles = [...profiles.byId.values()].map((profile) => profile.provider);
  const configured = Object.keys(config.models?.providers ?? {}).map(providerKey);
  const known = new Set([
    ...Object.keys(builtInEndpoints),
    ...configured,
    ...ofProfiles,
    ...Object.keys(providerVariables),
  ]);
  if (known.has(provider)) return provider;
  throw new ModelpinError("unknown_provider", `There is no provider ${quoted(typed)}.`, {
    hint: didYouMean(
      nearNames(provider, known),
      "A provider that is not built in needs models.providers.<provider>.baseUrl in the configuration first.",
    ),
  });
}

/** Ids that the environment and `models.providers.<p>.apiKey` take. */
const reserved = /:(?:env(?:-\d+)?|config)$/;

/**
 * The id under which a pasted credential is stored.
 * @throws {UsageError} `invalid_profile_id`, `foreign_profile`, `reserved_profile_id`
 */
export function toProfileId(typed: string | undefined, provider: ProviderId, fallback: string): ProfileId {
  if (typed === undefined) return `${provider}:${fallback}`;
  if (!typed.includes(":")) {
    throw new UsageError("invalid_profile_id", `${quoted(typed)} is not a profile id.`, {
      hint: `Write it as ${provider}:${/^\S+$/.test(typed) ? typed : "<name>"}`,
    });
  }
  const id = parseProfileId(typed);
  if (providerOf(id) !== provider) {
    throw new UsageError("foreign_profile", `${quoted(id)} is a profile of ${providerOf(id)}, not of ${provider}.`, {
      hint: `Give --provider ${providerOf(id)}, or an id that begins with ${provider}:`,
    });
  }
  if (reserved.test(id)) {
    throw new UsageError(
      "reserved_profile_id",
      `${id} stands for a credential of the environment or the configuration.`,
      {
        hint: `Choose another name, for example ${provider}:${fallback}`,
      },
    );
  }
  return id;
}
