import { agentFlag, jsonFlag, verb } from "../../../verb.js";

export default verb({
  examples: ["models auth cooldown clear anthropic:work", "models auth cooldown clear anthropic:work --agent research"],
  says: "Lifts every block of a profile: the next turn tries it again, and a login that could not be renewed is renewed at once. A running gateway obeys within a quarter of a second.",
  flags: { ...agentFlag, ...jsonFlag },
  words: { usage: "<profile>", min: 1, max: 1 },
  async run(call) {
    const { clearBlocks } = await import("./blocks.js");
    const auth = await call.open();
    const { id } = await call.agent(auth);
    const [profileId = ""] = call.words;
    const { blocks, renewal } = await clearBlocks(auth, id, profileId, call.io.now());
    const models = blocks.map(({ model, class: kind }) => `${model ?? "all models"} (${kind})`);
    return {
      json: {
        profileId,
        agentId: id,
        cleared: blocks.map(({ model, class: kind }) => ({ model: model ?? null, class: kind })),
        renewal,
      },
      text: [
        blocks.length === 0
          ? `${profileId} was not blocked; what it had failed before is forgotten.`
          : `${profileId} may be used again: ${models.join(", ")}.`,
        ...(renewal ? ["Its login may be renewed again at once."] : []),
      ],
    };
  },
});
