import { verb } from "./verb.js";

export default verb({
  examples: ["chat", "chat --name notes", "chat --agent research"],
  says: "A conversation in this terminal alone. Piped lines are answered one by one; it ends with its input.",
  flags: {
    name: { value: "<name>", says: "the conversation, so that several keep their own pins; default main" },
    agent: {
      value: "<id>",
      says: "who answers; without it the agent that is bound to the terminal, else the default one",
    },
  },
  async run({ io, config, flags }) {
    const { runGateway } = await import("./run-gateway.js");
    await runGateway({
      io,
      config,
      demo: false,
      terminalOnly: true,
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.agent === undefined ? {} : { agent: flags.agent }),
    });
    return {};
  },
});
