import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";

/** The database of pins and usage can be read, and every choice in it can be understood. */
export const database: Check = {
  name: "database",
  async look({ auth }) {
    if (!auth) return configFirst;
    const unreadable: string[] = [];
    for await (const _ of auth.pins.list((session) => unreadable.push(session))) {
      // Reading each is the check.
    }
    return unreadable.map(
      (session): Finding => ({
        level: "warning",
        what: `What was chosen for the conversation ${session} cannot be understood.`,
        why: "Its next turn is refused until somebody chooses again there, or it is dropped.",
        mend: `modelpin models pins clear --session ${session}`,
      }),
    );
  },
};
