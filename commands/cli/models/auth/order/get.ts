import { agentFlag, jsonFlag, providerFlag, verb } from "../../../verb.js";

export default verb({
  examples: [
    "models auth order get --provider anthropic",
    "models auth order get --provider anthropic --agent research --json",
  ],
  says: "Shows the order that is stored for an agent: the profiles of a provider in the sequence in which they are tried. Where none is stored, what applies instead.",
  flags: { ...providerFlag, ...agentFlag, ...jsonFlag },
  async run(call) {
    const { openOrder, orderJson, orderText } = await import("./stored-order.js");
    const order = await openOrder(call);
    return { json: orderJson(order), text: orderText(order) };
  },
});
