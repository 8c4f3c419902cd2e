import { ModelpinError } from "../../../../src/domain/errors.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models fallbacks add openai/gpt-5.2", "models fallbacks add sonnet --agent research"],
  says: `Puts a model at the end of the fallbacks. One that is there already stays where it is. A model that the catalogue
does not hold yet is added to it.`,
  flags: { ...agentFlag, ...jsonFlag },
  words: { usage: "<provider/model or alias>", min: 1, max: 1 },
  async run(call) {
    const [{ changeFallbacks, primaryOf, refOfEntry }, { findModel }, { catalogueEdits, choiceEdits, placeName }] =
      await Promise.all([import("./change.js"), import("../find-model.js"), import("../section.js")]);
    return changeFallbacks(call, (section) => {
      const primary = primaryOf(section);
      const found = findModel(section.catalog, call.words[0] ?? "");
      const ref = formatModelRef(found.ref);
      const { fallbacks } = section.choice;
      if (refOfEntry(section, primary) === ref) {
        throw new ModelpinError("fallback_is_default", `${ref} is the default of ${placeName(section)} itself.`, {
          hint: "A fallback is tried when the default cannot answer: name another model.",
        });
      }
      if (fallbacks.some((entry) => refOfEntry(section, entry) === ref)) {
        return { edits: [], told: { says: `${ref} is a fallback of ${placeName(section)} already.` } };
      }
      return {
        edits: [
          ...choiceEdits(section, { primary, fallbacks: [...fallbacks, ref] }),
          ...(found.unknownNear === undefined ? [] : catalogueEdits(section, found.ref, ref)),
        ],
        told: { says: `${ref} is now a fallback of ${placeName(section)}.`, found },
      };
    });
  },
});
