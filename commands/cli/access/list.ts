import { jsonFlag, verb } from "../verb.js";

export default verb({
  examples: ["access list", "access list --json"],
  says: "Lists who may do what: access in the configuration. Each level includes those before it. Nobody is in until listed; the terminal is its owner's.",
  flags: jsonFlag,
  run: async (call) => (await import("./edit.js")).listAccess(call),
});
