import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models auth list", "models auth list --provider anthropic --json"],
  says: "Lists the profiles of an agent, those of the environment included, with type and state. Never a secret.",
  flags: { provider: { value: "<provider>", says: "only this provider's" }, ...agentFlag, ...jsonFlag },
  run: async (call) => (await import("./list-profiles.js")).listProfiles(call),
});
