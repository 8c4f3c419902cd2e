import { openConfigWriter } from "../../../../src/auth/open-config.js";
import type { Credential } from "../../../../src/domain/credential.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import { readSecret } from "../../read-secret.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { forgetFailures } from "./forget-failures.js";
import { nameProfile, namingMetered, namingProfile } from "./naming.js";
import { type PastedKind, type SecretForm, toPasted } from "./pasted.js";
import { toProfileId, toProvider } from "./provider.js";
import { storedJson, storedText, toStored } from "./stored.js";

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
    const change = kind === "api_key" ? namingMetered(id, provider, kind, before) : namingProfile(id, provider, kind);
    await writer.preview(change);
    await prepare?.(id);
    // Whoever wanted to add a second account can still stop here.
    const instead = (await profiles.credential(id)) ? ", in place of what is stored there" : "";
    const typed = await readSecret(io, `${word} for ${id}${instead} (not shown): `);
    const { secret, lines, note } = toPasted(typed, kind, provider, form);
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
    const forgotten = known !== undefined && (await forgetFailures(auth, { id, provider, agent }));
    // Opened anew: what was just written, as everybody else reads it.
    const after = await (await call.open()).snapshot(agent.id);
    const files = { storePath: profiles.file, configPath: writer.file };
    const stored = toStored(
      { id, provider, kind, agent, expires, lines, replaced: known !== undefined, forgotten, ...files },
      before,
      after,
    );
    return { json: storedJson(stored), text: storedText(stored), notes: note === undefined ? [] : [note] };
  } finally {
    await writer.close();
  }
}
