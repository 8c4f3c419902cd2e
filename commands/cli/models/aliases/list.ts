import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models aliases list", "models aliases list --agent research --json"],
  says: "Lists the short names of models, as an agent knows them.",
  flags: { ...agentFlag, ...jsonFlag, plain: { says: "print alias and provider/model, one pair per line" } },
  async run(call) {
    const auth = await call.open();
    const agent = await call.agent(auth);
    const { catalog } = await auth.snapshot(agent.id);
    const aliases = catalog.entries.flatMap(({ alias, ref }) =>
      alias === undefined ? [] : [[alias, formatModelRef(ref)] as const],
    );
    if (call.flags.plain) return { text: aliases.map((pair) => pair.join(" ")) };
    const { toTable } = await import("../../plain.js");
    const none = `The agent ${agent.id} has no aliases. Add one: modelpin models aliases add <alias> <provider/model>`;
    return {
      json: { agentId: agent.id, aliases: Object.fromEntries(aliases) },
      text: aliases.length === 0 ? [none] : toTable(["ALIAS", "MODEL"], aliases),
    };
  },
});
