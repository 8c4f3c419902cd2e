import { verb } from "./verb.js";

export default verb({
  examples: ["gateway", "gateway --demo"],
  says: "Runs every configured channel (Discord, Telegram, the terminal) until it is asked to stop. A channel whose token is not set is skipped.",
  flags: { demo: { says: "without a configuration of your own, run the shipped example with the built-in echo" } },
  async run({ io, config, flags }) {
    const { runGateway } = await import("./run-gateway.js");
    await runGateway({ io, config, demo: flags.demo, terminalOnly: false });
    return {};
  },
});
