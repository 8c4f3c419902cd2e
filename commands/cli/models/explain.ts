import { agentFlag, jsonFlag, verb } from "../verb.js";

export default verb({
  examples: [
    "models explain telegram:-1001234:17",
    "models explain discord:1234567890 --at +2h --cooling anthropic:work",
    "models explain terminal:home --json",
  ],
  says: `Says what the next turn of a conversation gets and why: every candidate in order with its state, who wins and by
which rule, and what the last turn did. With --at or --cooling, what it would be; nothing is written and nobody is
asked. A running gateway answers with what it remembers; without one this decides by itself, with an empty memory.`,
  flags: {
    at: { value: "<+duration>", says: "as if so much time had passed: +2h, +30m, +1d" },
    cooling: { value: "<profile>", says: "as if this profile had just reached a limit; several with commas between" },
    ...agentFlag,
    ...jsonFlag,
  },
  words: { usage: "<session>", min: 1, max: 1 },
  async run(call) {
    const { askExplanation, explanationJson, explanationText } = await import("./explain/explanation.js");
    const asked = await askExplanation(call);
    return { json: explanationJson(asked), ...explanationText(asked, call.io.now()) };
  },
});
