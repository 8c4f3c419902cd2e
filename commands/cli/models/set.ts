import { formatModelRef } from "../../../src/domain/model-ref.js";
import { agentFlag, jsonFlag, verb } from "../verb.js";

export default verb({
  examples: ["models set anthropic/claude-opus-4-5", "models set opus --agent research"],
  says: `Sets the default model: what every conversation uses that nobody pinned. The fallbacks stay. A model that the
catalogue does not hold yet is added to it. With --agent only that agent's entry is changed.`,
  flags: { ...agentFlag, ...jsonFlag },
  words: { usage: "<provider/model or alias>", min: 1, max: 1 },
  async run(call) {
    const [{ editModels, aliasNote }, { findModel, newcomerNotes }, { catalogueEdits, choiceEdits, placeName }] =
      await Promise.all([import("./edit-models.js"), import("./find-model.js"), import("./section.js")]);
    const [typed = ""] = call.words;
    const { told, changed, file, after, notes } = await editModels(call, (section) => {
      const found = findModel(section.catalog, typed);
      const primary = formatModelRef(found.ref);
      const { fallbacks, primary: before } = section.choice;
      // The new default may have been a fallback, under its ref or its alias.
      const others = fallbacks.filter((text) => {
        const ref = section.catalog.byAlias(text)?.ref;
        return (ref === undefined ? text : formatModelRef(ref)) !== primary;
      });
      const isSame = before === primary && section.model !== undefined && others.length === fallbacks.length;
      return {
        edits: isSame
          ? []
          : [
              ...choiceEdits(section, { primary, fallbacks: others }),
              ...(found.unknownNear === undefined ? [] : catalogueEdits(section, found.ref, primary)),
            ],
        told: { primary, before, found, dropped: fallbacks.length - others.length },
      };
    });
    const { primary, found, before, dropped } = told;
    const place = call.flags.agent === undefined ? "Default model" : `Default model of the ${placeName(after)}`;
    const fallbacks = after.catalog.fallbacks.map(formatModelRef);
    return {
      json: { agentId: after.agent.id, configPath: file, changed, defaultModel: primary, fallbacks },
      text: [
        changed
          ? `${place}: ${primary}${aliasNote(after.catalog, found.ref)}${before === undefined || before === primary ? "" : `, was ${before}`}`
          : `${place}: ${primary} already.`,
        ...(fallbacks.length === 0 ? [] : [`Fallbacks: ${fallbacks.join(", ")}`]),
      ],
      notes: [
        ...notes,
        ...newcomerNotes(found, after.catalog),
        ...(dropped === 0 ? [] : ["It was a fallback; as the default it is none any more."]),
      ],
    };
  },
});
