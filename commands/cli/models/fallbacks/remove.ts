import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models fallbacks remove openai/gpt-5.2", "models fallbacks remove gpt --agent research"],
  says: "Takes a model out of the fallbacks. It stays in the catalogue.",
  flags: { ...agentFlag, ...jsonFlag },
  words: { usage: "<provider/model or alias>", min: 1, max: 1 },
  async run(call) {
    const [{ changeFallbacks, primaryOf, refOfEntry, unknownFallback }, { choiceEdits, placeName }] = await Promise.all(
      [import("./change.js"), import("../section.js")],
    );
    return changeFallbacks(call, (section) => {
      const typed = call.words[0] ?? "";
      const { catalog, choice } = section;
      const [sameId, second] = catalog.byBareId(typed);
      const meant = catalog.byAlias(typed)?.ref ?? (second === undefined ? sameId?.ref : undefined);
      const ref = meant === undefined ? typed : formatModelRef(meant);
      const left = choice.fallbacks.filter((entry) => entry !== typed && refOfEntry(section, entry) !== ref);
      if (left.length === choice.fallbacks.length) throw unknownFallback(section, typed);
      return {
        edits: choiceEdits(section, { primary: primaryOf(section), fallbacks: left }),
        told: { says: `${ref} is no longer a fallback of ${placeName(section)}.` },
      };
    });
  },
});
