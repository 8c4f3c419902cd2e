import { type ConfigChange, type ConfigWriter, openConfigWriter } from "../../../../src/auth/open-config.js";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import type { Credential, CredentialType } from "../../../../src/domain/credential.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import { type ProfileId, type ProviderId, sameProvider } from "../../../../src/domain/ids.js";
import { orderOf } from "../../../../src/domain/order.js";
import { readSecret } from "../../read-secret.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { type PastedKind, type SecretForm, toPasted } from "./pasted.js";
import { toProfileId, toProvider } from "./provider.js";
import { type Stored, storedJson, storedText } from "./stored.js";

type PasteCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent"> & {
  readonly flags: { readonly provider: string; readonly "profile-id": string | undefined };
};

/** What a pasted credential becomes. */
interface PasteKind {
  readonly kind: PastedKind;
  /** The name of the profile unless `--profile-id` gives one. */
  readonly name: string;
  /** How the prompt calls it. */
  readonly word: string;
  /** ms since the epoch. */
  readonly expires?: number | undefined;
  /** What it must look like, where that is known. */
  readonly form?: SecretForm;
  /** Done when all is checked, just before the secret is asked for. */
  readonly prepare?: (id: ProfileId) => Promise<void>;
}

/** The configuration's part: what it says of the profile, and its place at the head of an order that is there already. */
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
 * Stores what somebody pastes. Everything that can be known is checked before the secret is asked for. The profile is
 * written first: a credential that the configuration does not name yet is true, a name without its credential is not.
 */
export async function storePasted(call: PasteCall, paste: PasteKind): Promise<Outcome> {
  const { io, flags } = call;
  const { kind, name, word, expires, form, prepare } = paste;
  const auth = await call.open({ configMayBeAbsent: true });
  const agent = await call.agent(auth);
  const before = await auth.snapshot(agent.id);
  const provider = toProvider(flags.provider, before.config, before.profiles);
  const id = toProfileId(flags["profile-id"], provider, name);
  const profiles = auth.sources.profiles(agent);
  const { problem } = await profiles.read();
  if (problem) throw problem;
  const writer = openConfigWriter(auth.sources.location);
  try {
    const change = namingProfile(id, provider, kind);
    await writer.preview(change);
    await prepare?.(id);
    const { secret, lines } = toPasted(await readSecret(io, `${word} for ${id} (not shown): `), kind, provider, form);
    const known = await profiles.credential(id);
    const common = {
      provider,
      ...(known?.email === undefined ? {} : { email: known.email }),
      ...(known?.displayName === undefined ? {} : { displayName: known.displayName }),
    };
    const credential: Credential =
      kind === "api_key"
        ? { type: kind, ...common, key: secret }
        : { type: kind, ...common, token: secret, ...(expires === undefined ? {} : { expires }) };
    await profiles.edit({ kind: "put", profileId: id, credential });
    await nameProfile(writer, change, id, profiles.file);
    // Opened anew: what was just written, as everybody else reads it.
    const after = await (await call.open()).snapshot(agent.id);
    const stored: Stored = {
      id,
      provider,
      kind,
      agent,
      expires,
      lines,
      replaced: known !== undefined,
      storePath: profiles.file,
      configPath: writer.file,
      order: idsTried(after, provider),
      dropped: idsTried(before, provider).filter((other) => !idsTried(after, provider).includes(other)),
      hasModel: after.catalog.primary !== undefined,
    };
    return { json: storedJson(stored), text: storedText(stored) };
  } finally {
    await writer.close();
  }
}

export const idsTried = ({ orders, profiles }: AgentSnapshot, provider: ProviderId): readonly ProfileId[] =>
  orderOf(provider, orders, profiles).ids;

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
