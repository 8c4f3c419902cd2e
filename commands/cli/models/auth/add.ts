import { agentFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models auth add", "models auth add --agent research"],
  says: `Asks, step by step, for a provider, a kind of credential and an id, then for the credential itself without showing
it. Needs a terminal; where input is piped use paste-api-key or paste-token.`,
  flags: { ...agentFlag },
  readsSecret: true,
  run: async (call) => (await import("./add-profile.js")).addProfile(call),
});
