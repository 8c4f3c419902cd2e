import { agentFlag, jsonFlag, verb } from "../verb.js";
import { probeFlagSpecs } from "./status/probe-flags.js";

export default verb({
  examples: [
    "models status",
    "models status --check --json",
    "models status --plain --agent research",
    "models status --probe --probe-provider anthropic",
  ],
  says: `Shows what an agent uses and on whose account: default, fallbacks, aliases, and for each provider the profiles in the
order in which they are tried, with the state of each. Beside it stands what a running gateway sees, and why where that is
something else. Without --probe it touches no network and writes nothing.

--check judges the providers in use (of the default or a fallback of any agent, or of a pin) by the exit code:
  0  all is well
  1  a provider in use has no usable profile, a profile of its order is expired, needs login or is missing, or its
     files cannot be read; a profile that only cools down does not count
  2  a profile of a provider in use expires within 24 h
  3  the configuration, the clock or a secret source could not be read, so that this could not be judged
What a probe finds does not change the exit code: it is the request of one moment.`,
  flags: {
    ...jsonFlag,
    plain: { says: "print only provider/model of the default" },
    check: { says: "judge by the exit code, see above" },
    ...probeFlagSpecs,
    ...agentFlag,
  },
  run: async (call) => (await import("./status/run.js")).runStatus(call),
});
