import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models auth setup-token --provider anthropic", "models auth setup-token --profile-id anthropic:home"],
  says: `Stores a long-lived token of a Claude subscription. Needs a terminal, a Claude subscription (Pro, Max, Team or
Enterprise) and, to make the token here, the program claude: it is started as "claude setup-token" and opens a browser.
A token that was made on another machine can be pasted instead.`,
  flags: {
    provider: { value: "<provider>", says: "anthropic, the only provider with such tokens" },
    "profile-id": { value: "<id>", says: "where it is stored; without it anthropic:manual" },
    ...agentFlag,
    ...jsonFlag,
  },
  readsSecret: true,
  run: async (call) => (await import("./make-setup-token.js")).makeSetupToken(call),
});
