import { jsonFlag, verb } from "../../verb.js";
import { filterFlagSpecs } from "./filter-flags.js";

export default verb({
  examples: ["models pins list", "models pins list --profile anthropic:work --json"],
  says: "Lists what people chose for their conversations: session, agent, model, profile, by whom and when. Of all agents, unless --agent names one.",
  flags: { ...jsonFlag, ...filterFlagSpecs },
  async run({ io, flags, open }) {
    const { findPins, toFilter } = await import("./filter.js");
    const { pinsJson, pinsTable, unreadableNotes } = await import("./rows.js");
    const auth = await open();
    const { meant, unreadable } = await findPins(auth, toFilter(flags, auth, io.now()));
    return {
      json: pinsJson(meant),
      text: meant.length === 0 ? ["Nothing is pinned."] : pinsTable(meant, io.now()),
      notes: unreadableNotes(unreadable),
    };
  },
});
