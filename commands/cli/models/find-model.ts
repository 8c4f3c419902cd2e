import { quoted } from "../../../src/config/shown.js";
import type { Catalog } from "../../../src/domain/catalog.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { formatModelRef, type ModelRef, parseModelRef } from "../../../src/domain/model-ref.js";
import { splitTarget } from "../../../src/domain/model-target.js";
import { nearNames } from "../../../src/domain/near-names.js";

/** A model that the operator means. */
export interface FoundModel {
  readonly ref: ModelRef;
  readonly alias?: string;
  /** A full ref that the catalogue does not hold yet: what it holds that looks much alike. */
  readonly unknownNear?: readonly string[];
}

/**
 * Which model the operator means: exact `provider/model` → exact alias → an id that exactly one provider has. Unlike a
 * person in a chat the operator may bring in a model that the catalogue does not hold, by its full ref.
 *
 * @throws {ModelpinError} `ambiguous_model`, `model_with_profile`, `unknown_model`.
 */
export function findModel(catalog: Catalog, typed: string): FoundModel {
  const ref = parseModelRef(typed);
  const entry = (ref && catalog.byRef(ref)) ?? catalog.byAlias(typed);
  if (entry) return entry;
  const sameId = catalog.byBareId(typed);
  const [only, second] = sameId;
  if (only && second === undefined) return only;
  if (only) {
    throw new ModelpinError("ambiguous_model", `${quoted(typed)} is ambiguous. Nothing was changed.`, {
      hint: `Say which: ${sameId
        .map((one) => formatModelRef(one.ref))
        .sort()
        .slice(0, 5)
        .join(", ")}`,
    });
  }
  // By the rule for strangers, so that a version (`@20251001`) is one: only what /model would take for an account is refused.
  const { model: bare = "", profile } = splitTarget(typed, () => false);
  const bareRef = parseModelRef(bare);
  const meant = (bareRef && catalog.byRef(bareRef)) ?? catalog.byAlias(bare);
  if (profile !== undefined && meant) {
    const { provider } = meant.ref;
    throw new ModelpinError(
      "model_with_profile",
      `A model stands alone here, without @${profile}. Nothing was changed.`,
      {
        hint: `Say ${bare}. Which account is tried first: modelpin models auth order set --provider ${provider} <profile-id>...`,
      },
    );
  }
  const refs = catalog.entries.map((one) => formatModelRef(one.ref));
  if (ref && !/\s/.test(typed)) return { ref, unknownNear: nearNames(typed, refs) };
  const near = nearNames(typed, [
    ...refs,
    ...catalog.entries.flatMap(({ alias, ref: { model } }) => [alias ?? model, model]),
  ]);
  throw new ModelpinError("unknown_model", `There is no model ${quoted(typed)}. Nothing was changed.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}? See all: modelpin models list`
        : "Write provider/model for one that the catalogue does not hold yet, or see: modelpin models list",
  });
}

/** What to say of a model that came into the catalogue just now. */
export function newcomerNotes({ ref, unknownNear }: FoundModel, catalog: Catalog): readonly string[] {
  const written = formatModelRef(ref);
  const near = unknownNear ?? [];
  return [
    ...(unknownNear === undefined ? [] : [`${written} was not in the catalogue; it is now.`]),
    ...(near.length === 0 ? [] : [`If that was a slip: the catalogue also holds ${near.join(", ")}.`]),
    ...(catalog.allows(ref)
      ? []
      : [`${written} is not covered by modelPolicy.allow: nobody can choose it with /model.`]),
  ];
}
