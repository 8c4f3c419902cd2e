import { agentFlag, jsonFlag, verb } from "../../../verb.js";

export default verb({
  examples: ["models auth cooldown list", "models auth cooldown list --json"],
  says: "Lists the profiles that rest after a failure: for which model, why, and until when. What a running gateway has counted stands here as well.",
  flags: { ...agentFlag, ...jsonFlag },
  async run(call) {
    const { blocksOfAgent, blockLine } = await import("./blocks.js");
    const auth = await call.open();
    const { id, isDefault } = await call.agent(auth);
    const now = call.io.now();
    const blocks = await blocksOfAgent(auth, id, now);
    return {
      json: blocks.map(({ profileId, model, class: kind, until }) => ({
        profileId,
        model: model ?? null,
        class: kind,
        until,
      })),
      text:
        blocks.length === 0
          ? ["Nothing is cooling down."]
          : [
              ...blocks.map((block) => blockLine(block, now)),
              `Lift one: modelpin models auth cooldown clear <profile>${isDefault ? "" : ` --agent ${id}`}`,
            ],
    };
  },
});
