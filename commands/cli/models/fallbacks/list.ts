import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models fallbacks list", "models fallbacks list --agent research --json"],
  says: "Lists what is tried, in this order, when the default model cannot answer and nobody chose a model.",
  flags: { ...agentFlag, ...jsonFlag, plain: { says: "print only provider/model, one per line" } },
  async run(call) {
    const auth = await call.open();
    const agent = await call.agent(auth);
    const { catalog } = await auth.snapshot(agent.id);
    const fallbacks = catalog.fallbacks.map(formatModelRef);
    const lines = catalog.fallbacks.map((ref, index) => {
      const alias = catalog.byRef(ref)?.alias;
      return `${index + 1}  ${formatModelRef(ref)}${alias === undefined ? "" : `  ${alias}`}`;
    });
    const none = `The agent ${agent.id} has no fallbacks. Add one: modelpin models fallbacks add <provider/model>`;
    return {
      json: { agentId: agent.id, fallbacks },
      text: call.flags.plain ? fallbacks : lines.length === 0 ? [none] : lines,
    };
  },
});
