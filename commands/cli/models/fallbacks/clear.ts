import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models fallbacks clear", "models fallbacks clear --agent research"],
  says: "Takes all fallbacks away: when the default model cannot answer, the turn says so.",
  flags: { ...agentFlag, ...jsonFlag },
  async run(call) {
    const [{ changeFallbacks, primaryOf }, { choiceEdits, placeName }] = await Promise.all([
      import("./change.js"),
      import("../section.js"),
    ]);
    return changeFallbacks(call, (section) =>
      section.choice.fallbacks.length === 0
        ? { edits: [], told: { says: `${placeName(section)} has no fallbacks.` } }
        : {
            edits: choiceEdits(section, { primary: primaryOf(section), fallbacks: [] }),
            told: { says: `The fallbacks of ${placeName(section)} are gone.` },
          },
    );
  },
});
