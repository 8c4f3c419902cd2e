import { agentFlag, jsonFlag, providerFlag, verb } from "../../verb.js";

export default verb({
  examples: [
    "models auth paste-api-key --provider openai",
    "models auth paste-api-key --provider openai --profile-id openai:work < key.txt",
  ],
  says: "Stores an API key: asks for it without showing it, or reads it from standard input when something is piped in. It is never taken from the command line. Writes auth-profiles.json of the agent and auth.profiles of the configuration; an order in the configuration gets the profile first.",
  flags: {
    ...providerFlag,
    "profile-id": { value: "<id>", says: "its name, one for each account; without it <provider>:default" },
    ...agentFlag,
    ...jsonFlag,
  },
  readsSecret: true,
  async run(call) {
    const { storePasted } = await import("./store-pasted.js");
    return storePasted(call, { kind: "api_key", name: "default", word: "API key" });
  },
});
