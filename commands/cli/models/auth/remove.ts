import { agentFlag, jsonFlag, verb } from "../../verb.js";

export default verb({
  examples: ["models auth remove anthropic:work --dry-run", "models auth remove anthropic:work"],
  says: `Shows everything that hangs on a profile, and takes it away in one go: the secret, its place in stored and configured
orders, what was counted for it, and the pins of conversations. Runs again where it was interrupted.`,
  flags: { "dry-run": { says: "only show it; nothing is changed" }, ...agentFlag, ...jsonFlag },
  words: { usage: "<profile-id>", min: 1, max: 1 },
  run: async (call) => (await import("./remove-profile.js")).removeProfile(call),
});
