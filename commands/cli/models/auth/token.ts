import { agentFlag, verb } from "../../verb.js";

export default verb({
  examples: [
    "models auth token anthropic:work --show",
    'curl -H "Authorization: Bearer $(modelpin models auth token openai-codex:me@example.com)" https://…',
  ],
  says: "Prints a profile's current secret, and nothing else, for scripts and other tools. A login that is due is renewed first. On a terminal it is shown only with --show.",
  flags: { show: { says: "show it on this terminal" }, ...agentFlag },
  words: { usage: "<profile>", min: 1, max: 1 },
  async run(call) {
    const { ModelpinError } = await import("../../../../src/domain/errors.js");
    const [typed = ""] = call.words;
    if (call.io.stdout.isTTY === true && !call.flags.show) {
      throw new ModelpinError("would_be_shown", "Here the secret would stand on your screen.", {
        hint: "Use it in a command, as $(modelpin models auth token …), or add --show.",
      });
    }
    const auth = await call.open();
    const agent = await call.agent(auth);
    const snapshot = await auth.snapshot(agent.id);
    if (!snapshot.credential(typed)) {
      const { unknownProfile } = await import("./unknown-profile.js");
      throw unknownProfile(typed, snapshot);
    }
    const { secret } = await auth.credentials.of(snapshot, typed, { byPerson: true });
    return { text: [secret.reveal()], verbatim: true };
  },
});
