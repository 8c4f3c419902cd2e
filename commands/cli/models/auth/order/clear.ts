import { agentFlag, jsonFlag, providerFlag, verb } from "../../../verb.js";

export default verb({
  examples: ["models auth order clear --provider anthropic"],
  says: "Drops the order that is stored for an agent. What applies then: auth.order of the configuration, else the profiles that it names, else all.",
  flags: { ...providerFlag, ...agentFlag, ...jsonFlag },
  async run(call) {
    const { openOrder, orderJson, orderText, writeOrder } = await import("./stored-order.js");
    const order = await openOrder(call);
    const written = order.ids === undefined ? order : await writeOrder(order, undefined);
    return { json: orderJson(written), text: orderText(written) };
  },
});
