import { agentFlag, jsonFlag, providerFlag, verb } from "../../verb.js";

export default verb({
  examples: [
    "models auth paste-token --provider anthropic",
    "models auth paste-token --provider anthropic --profile-id anthropic:work --expires-in 365d < token.txt",
  ],
  says: "Stores a token: asks for it without showing it, or reads it from standard input when something is piped in. It is never taken from the command line. Writes auth-profiles.json of the agent and auth.profiles of the configuration; an order in the configuration gets the profile first.",
  flags: {
    ...providerFlag,
    "profile-id": { value: "<id>", says: "its name, one for each account; without it <provider>:manual" },
    "expires-in": {
      value: "<time>",
      says: "when it ends, for example 365d (ms, s, m, h, d; default d); without it never",
    },
    ...agentFlag,
    ...jsonFlag,
  },
  readsSecret: true,
  async run(call) {
    const { parseDuration } = await import("../../duration.js");
    const { storePasted } = await import("./store-pasted.js");
    const lasts = call.flags["expires-in"];
    const expires = lasts === undefined ? undefined : call.io.now() + parseDuration("--expires-in", lasts);
    return storePasted(call, { kind: "token", name: "manual", word: "Token", expires });
  },
});
