import { agentFlag, jsonFlag, verb } from "../verb.js";

export default verb({
  examples: ["models list", "models list --provider anthropic --json"],
  says: `Lists the models of an agent: the default, its fallbacks, those with an alias, then the rest. Auth says whether a
profile for the provider holds a credential that can be used; what only cools down counts as yes.`,
  flags: {
    provider: { value: "<provider>", says: "only the models of this provider" },
    ...agentFlag,
    ...jsonFlag,
    plain: { says: "print only provider/model, one per line" },
  },
  run: async (call) => (await import("./list-models.js")).listModels(call),
});
