import type { Catalog, CatalogEntry } from "../../src/domain/catalog.js";
import { nameOf, type ProfileId } from "../../src/domain/ids.js";
import { formatModelRef, type ModelRef, modelKey } from "../../src/domain/model-ref.js";
import { type IsKnown, isReservedWord, splitTarget } from "../../src/domain/model-target.js";
import { isKnownModel, resolveModel } from "../../src/domain/resolve-model.js";

/** Whether somebody who types `text` gets exactly this model, and nothing else. */
function means(catalog: Catalog, text: string, ref: ModelRef): boolean {
  if (isReservedWord(text) || /\s|^[-–—@~]/u.test(text)) return false;
  const isKnown = (typed: string): boolean => isKnownModel(catalog, typed);
  if (!isKnown(text) || splitTarget(text, isKnown).profile !== undefined) return false;
  return modelKey(resolveModel(catalog, text).ref) === modelKey(ref);
}

/** The shortest text that means exactly this model. */
export function shortestText(catalog: Catalog, { alias, ref }: CatalogEntry): string {
  if (alias !== undefined && means(catalog, alias, ref)) return alias;
  const isOnly = catalog.byBareId(ref.model).length === 1;
  return isOnly && means(catalog, ref.model, ref) ? ref.model : formatModelRef(ref);
}

/**
 * The shortest text that means this profile behind that model. Nothing where none does: `opus@work` may be a model's
 * own name, `3@work` an entry of the list, and a word ends at a space.
 */
export function shortestWithProfile(model: string, id: ProfileId, isKnown: IsKnown): string | undefined {
  const means = (profile: string): boolean => {
    const text = `${model}@${profile}`;
    if (profile.toLowerCase() === "auto" || /\s|^\d+@/u.test(text)) return false;
    const parts = splitTarget(text, isKnown);
    return (parts.model ?? "") === model && parts.profile === profile;
  };
  const profile = [nameOf(id), id].find(means);
  return profile === undefined ? undefined : `${model}@${profile}`;
}
