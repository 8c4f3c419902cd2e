import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { endpointOf, findEndpoint } from "../../../../src/config/endpoints.js";
import { quoted } from "../../../../src/config/shown.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import { type ProfileId, type ProviderId, providerKey, sameProvider } from "../../../../src/domain/ids.js";
import { formatModelRef, type ModelRef } from "../../../../src/domain/model-ref.js";
import { didYouMean, nearNames } from "../../../../src/domain/near-names.js";
import { inParallel, type ProbeOutcome, prepareToProbe, probe } from "../../../../src/models/probe.js";
import type { Io } from "../../io.js";
import { sayAside } from "../../say.js";
import type { ProbeOptions } from "./probe-flags.js";
import { estimateOf, estimateText, type Probed, type ProbeReport, probeReport, type Target } from "./probe-report.js";

/** In the catalogue's order: the first one is in use where any of them is. */
function modelsOf({ catalog }: AgentSnapshot, provider: ProviderId): ModelRef[] {
  return catalog.entries.map(({ ref }) => ref).filter((ref) => sameProvider(ref.provider, provider));
}

function targetsOf(snapshot: AgentSnapshot, { providers, profiles, allModels }: ProbeOptions): Target[] {
  const all = [...snapshot.profiles.byId.values()];
  const known = new Set(all.map(({ provider }) => provider));
  for (const provider of providers) refuseUnknown("provider", provider, known, (one) => known.has(providerKey(one)));
  const ids = all.map(({ id }) => id);
  for (const id of profiles) refuseUnknown("profile", id, ids, (one) => ids.includes(one));
  return all
    .filter(({ provider }) => providers.length === 0 || providers.some((one) => sameProvider(one, provider)))
    .filter(({ id }) => profiles.length === 0 || profiles.includes(id))
    .flatMap((profile): Target[] => {
      const models = modelsOf(snapshot, profile.provider);
      if (models.length === 0) return [{ profile }];
      return (allModels ? models : models.slice(0, 1)).map((model) => ({ profile, model }));
    });
}

function refuseUnknown(
  kind: string,
  typed: string,
  known: Iterable<string>,
  isKnown: (typed: string) => boolean,
): void {
  if (isKnown(typed)) return;
  const all = [...known];
  throw new ModelpinError(`unknown_${kind}`, `There is no ${kind} ${quoted(typed)} to probe. No request was made.`, {
    hint: didYouMean(nearNames(typed, known), `There are: ${all.slice(0, 10).join(", ") || "none"}.`),
  });
}

/** Why nothing can be sent: then nothing is. */
function faultOf({ profile, model }: Target, now: number): Probed["outcome"] | undefined {
  if (!model) {
    return {
      status: "no_model",
      error: `The catalogue holds no model of ${profile.provider}: modelpin models aliases add <alias> ${profile.provider}/<model>`,
    };
  }
  if (profile.fault)
    return {
      status: "auth",
      error: `Nothing was sent: ${profile.fault}${profile.faultDetail ? ` (${profile.faultDetail})` : ""}.`,
    };
  if (profile.expires !== undefined && profile.expires <= now && !profile.refreshable) {
    return { status: "auth", error: "Nothing was sent: it is expired." };
  }
  return undefined;
}

/** One line that is written over, on a terminal; elsewhere nothing. */
function createProgress({ stderr }: Pick<Io, "stderr">, total: number): { step(name: string): void; end(): void } {
  const line = (text: string): void => void (stderr.isTTY && stderr.write(`\r\u001B[2K${text}`));
  let done = 0;
  return {
    step: (name) => line(`Probing ${Math.min(++done, total)} of ${total}: ${name}`),
    end: () => line(""),
  };
}

/**
 * Sends one tiny request per profile and says what came of each. Writes nothing but a refresh that was due: no
 * cooldown, no last use.
 * @throws {ModelpinError} `unknown_provider`, `unknown_profile`: then no request was made.
 */
export async function probeProfiles(
  auth: ModelAuth,
  snapshot: AgentSnapshot,
  io: Pick<Io, "stderr" | "err" | "now">,
  options: ProbeOptions,
): Promise<ProbeReport> {
  const targets = targetsOf(snapshot, options);
  const sendable = targets.filter((target) => faultOf(target, io.now()) === undefined);
  const estimate = estimateOf(sendable);
  sayAside(io, [estimateText(estimate)]);
  await prepareToProbe(
    sendable.flatMap(({ model }) => findEndpoint(snapshot.config, model?.provider ?? "")?.api ?? []),
  );
  const progress = createProgress(io, sendable.length);
  const results = await inParallel(targets, options.concurrency, async (target): Promise<Probed> => {
    const fault = faultOf(target, io.now());
    if (fault || !target.model) return { ...target, outcome: fault ?? { status: "no_model" } };
    progress.step(`${target.profile.id} · ${formatModelRef(target.model)}`);
    return { ...target, outcome: await probeOne(auth, snapshot, target.profile.id, target.model, options, io.now) };
  });
  progress.end();
  return probeReport(options, estimate, results);
}

async function probeOne(
  auth: ModelAuth,
  snapshot: AgentSnapshot,
  profileId: ProfileId,
  model: ModelRef,
  { timeoutMs }: ProbeOptions,
  now: () => number,
): Promise<ProbeOutcome> {
  const begun = now();
  try {
    const prepare = async () => ({
      model,
      endpoint: endpointOf(snapshot.config, model.provider),
      profileId,
      credential: await auth.credentials.of(snapshot, profileId, { byPerson: true }),
    });
    return await probe(prepare, { timeoutMs, now });
  } catch (error) {
    // A secret that is not where it is said to be, a login that cannot be refreshed.
    if (!isModelpinError(error)) throw error;
    return { status: "auth", latencyMs: now() - begun, error: error.message };
  }
}
