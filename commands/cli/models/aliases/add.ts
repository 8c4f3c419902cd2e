import { ModelpinError } from "../../../../src/domain/errors.js";
import { formatModelRef, modelKey, parseModelRef } from "../../../../src/domain/model-ref.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";
import { refuseInUse } from "./in-use.js";

export default verb({
  examples: [
    "models aliases add opus anthropic/claude-opus-4-5",
    "models aliases add kimi openrouter/moonshotai/kimi-k2 --agent research",
  ],
  says: `Gives a model a short name to type: /model opus. A model has one; an older one is replaced. A name that another
model has is refused.`,
  flags: { ...agentFlag, ...jsonFlag },
  words: { usage: "<alias> <provider/model>", min: 2, max: 2 },
  async run(call) {
    const [{ editModels }, { findModel, newcomerNotes }, { catalogueEdits, placeName }, { aliasFault }] =
      await Promise.all([
        import("../edit-models.js"),
        import("../find-model.js"),
        import("../section.js"),
        import("../../../../src/config/check/models.js"),
      ]);
    const [alias = "", typed = ""] = call.words;
    const fault = aliasFault(alias);
    if (fault !== undefined) {
      throw new ModelpinError("invalid_alias", `${fault}.`, {
        hint: `For example: modelpin models aliases add opus ${typed}`,
      });
    }
    const { told, changed, file, after } = await editModels(call, (section, config) => {
      const found = findModel(section.catalog, typed);
      const ref = formatModelRef(found.ref);
      const owner = section.catalog.byAlias(alias);
      if (owner && modelKey(owner.ref) !== modelKey(found.ref)) {
        const taken = formatModelRef(owner.ref);
        throw new ModelpinError("alias_taken", `The alias "${alias}" is that of ${taken}. Nothing was changed.`, {
          hint: `Choose another, or free it first: modelpin models aliases remove ${alias}`,
        });
      }
      const written = Object.keys(section.models).find((name) => {
        const known = parseModelRef(name);
        return known !== undefined && modelKey(known) === modelKey(found.ref);
      });
      const before = written === undefined ? undefined : section.models[written]?.alias;
      if (before !== undefined && before.toLowerCase() !== alias.toLowerCase())
        refuseInUse(config, section, before, ref);
      const missing = section.missingEntry ? [section.missingEntry] : [];
      const edits =
        before === alias || (written === undefined && section.catalog.byAlias(alias)?.alias === alias)
          ? []
          : [
              ...missing,
              ...(written === undefined
                ? catalogueEdits({ ...section, agent: { ...section.agent, models: [] } }, found.ref, ref)
                : []),
              { path: [...section.path, "models", written ?? ref, "alias"], value: alias },
            ];
      return { edits, told: { ref, before, found } };
    });
    const { ref, before, found } = told;
    return {
      json: { agentId: after.agent.id, configPath: file, changed, alias, ref },
      text: [
        changed
          ? `${alias} → ${ref} (${placeName(after)})${before === undefined ? "" : `, was ${before}`}`
          : `${alias} is the alias of ${ref} already.`,
      ],
      notes: newcomerNotes(found, after.catalog),
    };
  },
});
