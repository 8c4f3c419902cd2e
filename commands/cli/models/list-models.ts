import type { AgentSnapshot } from "../../../src/auth/snapshot.js";
import { quoted } from "../../../src/config/shown.js";
import { isUsable } from "../../../src/domain/candidate.js";
import type { CatalogEntry } from "../../../src/domain/catalog.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { type ProviderId, providerKey, sameProvider } from "../../../src/domain/ids.js";
import { formatModelRef, modelKey } from "../../../src/domain/model-ref.js";
import { didYouMean, nearNames } from "../../../src/domain/near-names.js";
import { toTable } from "../plain.js";
import type { Call, Outcome } from "../verb.js";
import { candidatesOf } from "./status/gather.js";

type ListFlags = {
  readonly provider: { value: string; says: string };
  readonly agent: { value: string; says: string };
  readonly json: { says: string };
  readonly plain: { says: string };
};

/** One model as `models list` shows it. */
interface ModelRow {
  readonly ref: string;
  readonly provider: ProviderId;
  readonly alias: string | null;
  /** Whether somebody could pay for it. */
  readonly auth: boolean;
  /** Whether people may choose it with `/model`. */
  readonly allowed: boolean;
  readonly tags: readonly string[];
}

/** Whether a provider has a profile that could be used, whatever was counted for it. */
function createAuth(snapshot: AgentSnapshot, now: number): (provider: ProviderId) => boolean {
  const known = new Map<ProviderId, boolean>();
  return (provider) => {
    const key = providerKey(provider);
    const found = known.get(key) ?? candidatesOf(snapshot, key, undefined, now).some(isUsable);
    known.set(key, found);
    return found;
  };
}

function tagsOf({ catalog }: AgentSnapshot, { ref, alias }: CatalogEntry): string[] {
  const key = modelKey(ref);
  const fallback = catalog.fallbacks.findIndex((other) => modelKey(other) === key);
  return [
    ...(catalog.primary && modelKey(catalog.primary) === key ? ["default"] : []),
    ...(fallback < 0 ? [] : [`fallback#${fallback + 1}`]),
    ...(alias === undefined ? [] : [`alias:${alias}`]),
    ...(catalog.allows(ref) ? [] : ["not allowed"]),
  ];
}

function ofProvider(snapshot: AgentSnapshot, provider: string | undefined): readonly CatalogEntry[] {
  const { entries } = snapshot.catalog;
  if (provider === undefined) return entries;
  const found = entries.filter(({ ref }) => sameProvider(ref.provider, provider));
  if (found.length > 0) return found;
  const providers = [...new Set(entries.map(({ ref }) => providerKey(ref.provider)))];
  throw new ModelpinError("unknown_provider", `The catalogue holds no model of the provider ${quoted(provider)}.`, {
    hint: didYouMean(nearNames(provider, providers), `There are: ${providers.join(", ") || "none"}.`),
  });
}

export async function listModels(call: Call<ListFlags>): Promise<Outcome> {
  const { flags, io } = call;
  const auth = await call.open();
  const agent = await call.agent(auth);
  const snapshot = await auth.snapshot(agent.id);
  const hasAuth = createAuth(snapshot, io.now());
  const models = ofProvider(snapshot, flags.provider).map(
    (entry): ModelRow => ({
      ref: formatModelRef(entry.ref),
      provider: providerKey(entry.ref.provider),
      alias: entry.alias ?? null,
      auth: hasAuth(entry.ref.provider),
      allowed: snapshot.catalog.allows(entry.ref),
      tags: tagsOf(snapshot, entry),
    }),
  );
  if (flags.plain) return { text: models.map(({ ref }) => ref) };
  const none = "No models yet. Set a default: modelpin models set <provider/model>";
  return {
    json: { agentId: agent.id, count: models.length, models },
    text:
      models.length === 0
        ? [none]
        : toTable(
            ["MODEL", "AUTH", "TAGS"],
            models.map(({ ref, auth: has, tags }) => [ref, has ? "yes" : "no", tags.join(", ")]),
          ),
  };
}
