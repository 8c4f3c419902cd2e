import { agentFlag, jsonFlag, providerFlag, verb } from "../../../verb.js";

export default verb({
  examples: ["models auth order set --provider anthropic anthropic:work anthropic:home"],
  says: "Stores which profiles of a provider an agent tries, in which sequence. An order is complete: what it does not name is used through a pin only. A running gateway obeys it from the next turn.",
  flags: { ...providerFlag, ...agentFlag, ...jsonFlag },
  words: { usage: "<profile-id>...", min: 1 },
  async run(call) {
    const { checkOrder, openOrder, orderJson, orderText, writeOrder } = await import("./stored-order.js");
    const order = await openOrder(call);
    const written = await writeOrder(order, checkOrder(call.words, order));
    return { json: orderJson(written), text: orderText(written) };
  },
});
