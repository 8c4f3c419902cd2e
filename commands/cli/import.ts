import { jsonFlag, verb } from "./verb.js";

export default verb({
  examples: ["import", "import ~/.openclaw --yes", "import /srv/bot/state --json"],
  says: `Takes over profiles, orders, aliases, defaults, allow-lists, bindings and access lists from the state directory of
OpenClaw (without one: OPENCLAW_STATE_DIR, else ~/.openclaw). Shows the plan first: what maps and where to, what is here
already, what stays yours, and what is left behind and why. Applied with --yes, or when you agree on a terminal. Nothing
in that directory is changed, and running it again changes nothing here.`,
  flags: { ...jsonFlag, yes: { says: "apply the plan; without it the plan is shown, and a terminal is asked" } },
  words: { usage: "[directory]", min: 0, max: 1 },
  run: async (call) => (await import("./import/run-import.js")).runImport(call),
});
