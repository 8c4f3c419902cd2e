import type { Catalog, CatalogEntry } from "./catalog.js";
import { formatModelRef, type ModelRef, parseModelRef } from "./model-ref.js";
import { nearNames } from "./near-names.js";
import { Refusal } from "./refusal.js";

/** A model that a person may have, and whether the catalogue holds it or a wildcard of the allow-list covers it. */
export interface ResolvedModel {
  readonly ref: ModelRef;
  readonly alias?: string;
  readonly inCatalog: boolean;
}

const mostChoices = 5;

/** Whether `typed` names something: a full ref, an alias, or an id that some provider has. */
export function isKnownModel(catalog: Catalog, typed: string): boolean {
  const ref = parseModelRef(typed);
  return (
    (ref !== undefined && catalog.byRef(ref) !== undefined) ||
    catalog.byAlias(typed) !== undefined ||
    catalog.byBareId(typed).length > 0
  );
}

function resolved(entry: CatalogEntry): ResolvedModel {
  return { ...entry, inCatalog: true };
}

function find(catalog: Catalog, typed: string): ResolvedModel {
  const ref = parseModelRef(typed);
  const exact = ref && catalog.byRef(ref);
  if (exact) return resolved(exact);
  const aliased = catalog.byAlias(typed);
  if (aliased) return resolved(aliased);
  const sameId = catalog.byBareId(typed);
  const [only, second] = sameId;
  if (only && second === undefined) return resolved(only);
  if (only) {
    const allowed = sameId.filter((entry) => catalog.allows(entry.ref));
    if (allowed.length === 0) throw new Refusal("model_not_allowed", { model: typed });
    const choices = allowed.map((entry) => formatModelRef(entry.ref)).sort();
    throw new Refusal("ambiguous_model", {
      typed,
      choices: choices.slice(0, mostChoices),
      more: Math.max(0, choices.length - mostChoices),
    });
  }
  if (ref && catalog.allows(ref)) return { ref, inCatalog: false };
  const names = catalog.entries
    .filter((entry) => catalog.allows(entry.ref))
    .flatMap((entry) => [
      ...(entry.alias === undefined ? [] : [entry.alias]),
      formatModelRef(entry.ref),
      entry.ref.model,
    ]);
  throw new Refusal("unknown_model", { typed, near: nearNames(typed, names) });
}

/**
 * Which model somebody means: exact `provider/model` → exact alias → an id that exactly one provider has. Never a
 * guess: it depends on the catalogue alone, not on the conversation and not on the order of keys.
 *
 * @throws {Refusal} `ambiguous_model`, `unknown_model`, `model_not_allowed`.
 */
export function resolveModel(catalog: Catalog, typed: string): ResolvedModel {
  const model = find(catalog, typed);
  if (!catalog.allows(model.ref)) throw new Refusal("model_not_allowed", { model: formatModelRef(model.ref) });
  return model;
}
