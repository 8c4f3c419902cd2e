import { jsonFlag, verb } from "./verb.js";

export default verb({
  examples: ["doctor", "doctor --fix", "doctor --online --json"],
  says: `Looks at the configuration, files and their modes, profiles, orders, the environment here and of the running gateway,
the channels' tokens, the sources of secrets, the clock and the state directory. Each finding says what is so, what
follows from it, and what to type. Ends with 1 when something is wrong, with 0 when there are only warnings and notes.`,
  flags: {
    ...jsonFlag,
    fix: {
      says: "do what is safe: close files to others, set an unreadable profile file aside, remove what dead processes left",
    },
    online: { says: "also ask Discord and Telegram about the bots' tokens, and run the programs that hold secrets" },
  },
  run: async (call) => (await import("./doctor/run-doctor.js")).runDoctor(call),
});
