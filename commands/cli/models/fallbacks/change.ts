import { quoted } from "../../../../src/config/shown.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { editModels, type ModelsPlan } from "../edit-models.js";
import { type FoundModel, newcomerNotes } from "../find-model.js";
import { placeName, type Section } from "../section.js";

/** What an edit of the fallbacks has to say when it is done. */
export interface FallbacksTold {
  readonly says: string;
  readonly found?: FoundModel;
}

/** The ref that an entry stands for: entries may be aliases. */
export function refOfEntry({ catalog }: Section, entry: string): string {
  const ref = catalog.byAlias(entry)?.ref;
  return ref === undefined ? entry : formatModelRef(ref);
}

/** @throws {ModelpinError} `no_default_model`: fallbacks stand behind a default. */
export function primaryOf(section: Section): string {
  const { primary } = section.choice;
  if (primary !== undefined) return primary;
  throw new ModelpinError("no_default_model", `No default model is set for ${placeName(section)}.`, {
    hint: "Set it first: modelpin models set <provider/model>",
  });
}

export function unknownFallback(section: Section, typed: string): ModelpinError {
  const there = section.choice.fallbacks.map((entry) => refOfEntry(section, entry));
  return new ModelpinError("unknown_fallback", `${quoted(typed)} is not a fallback of ${placeName(section)}.`, {
    hint: there.length === 0 ? "It has none." : `There are: ${there.join(", ")}`,
  });
}

/** Edits the fallbacks and says what they are now. */
export async function changeFallbacks(
  call: Call<FlagSpecs>,
  plan: (section: Section) => ModelsPlan<FallbacksTold>,
): Promise<Outcome> {
  const { told, changed, file, after, notes } = await editModels(call, plan);
  const fallbacks = after.catalog.fallbacks.map(formatModelRef);
  return {
    json: { agentId: after.agent.id, configPath: file, changed, fallbacks },
    text: [told.says, fallbacks.length === 0 ? "No fallbacks." : `Fallbacks: ${fallbacks.join(", ")}`],
    notes: [...notes, ...(told.found === undefined ? [] : newcomerNotes(told.found, after.catalog))],
  };
}
