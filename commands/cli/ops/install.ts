import { jsonFlag, verb } from "../verb.js";

export default verb({
  examples: ["ops install --dry-run", "ops install"],
  says: `Copies a systemd user timer that runs models status --check every quarter of an hour and tells somebody when
something is wrong: at most once an hour, and once when all is well again. Needs no root; starts nothing by itself, but
says how. How the telling is done stands in ~/.config/modelpin/watch.env. A file that was changed by hand is kept beside
the new one, as <file>.before.`,
  flags: { "dry-run": { says: "only show what would be written" }, ...jsonFlag },
  run: async (call) => (await import("./install-units.js")).installUnits(call),
});
