import type { PinRecord } from "../../../../src/domain/pin.js";
import { jsonFlag, verb } from "../../verb.js";
import { filterFlagSpecs } from "./filter-flags.js";

export default verb({
  examples: [
    "models pins clear --profile anthropic:old",
    "models pins clear --older-than 30d --dry-run",
    "models pins clear --all",
  ],
  says: "Drops choices that people made, and shows each one it drops. Their conversations go on with the agent's default from the next turn. What is changed meanwhile so that it is no longer meant is left alone.",
  flags: {
    ...filterFlagSpecs,
    all: { says: "every choice of every conversation" },
    "dry-run": { says: "only show what would be dropped" },
    ...jsonFlag,
  },
  async run({ io, flags, open }) {
    const { dropPin } = await import("./drop.js");
    const { assertClearable, findPins, toFilter } = await import("./filter.js");
    const { pinsJson, pinsTable, unreadableNotes } = await import("./rows.js");
    assertClearable(flags);
    const auth = await open();
    const filter = toFilter(flags, auth, io.now());
    const { meant, unreadable } = await findPins(auth, filter);
    // A record that cannot be read fits no filter but its own conversation's, and every one with --all.
    const broken = unreadable.filter((session) => flags.all || session === filter.session);
    const others = unreadable.filter((session) => !broken.includes(session));
    const gone: PinRecord[] = [];
    for (const record of meant) {
      const part = flags["dry-run"] ? record : await dropPin(auth.pins, record.session, filter);
      if (part) gone.push(part);
    }
    if (!flags["dry-run"]) {
      // An empty record in place of one that cannot be read: it is removed.
      for (const session of broken) await auth.pins.change(session, () => ({ session, agentId: "" }));
    }
    const count = gone.length + broken.length;
    const would = flags["dry-run"] ? "Would drop" : "Dropped";
    const unread = broken.map((session) => `${would}: the choice of ${session}, which cannot be read.`);
    return {
      json: { dryRun: flags["dry-run"], cleared: pinsJson(gone), unreadable: broken },
      text:
        count === 0
          ? ["No choice fits; nothing was changed."]
          : [
              ...(gone.length === 0 ? [] : pinsTable(gone, io.now())),
              ...unread,
              "",
              `${would} what ${count} ${count === 1 ? "conversation" : "conversations"} had chosen.`,
            ],
      notes: unreadableNotes(others),
    };
  },
});
