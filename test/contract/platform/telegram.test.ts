import { connect } from "../../../src/chat/platforms/telegram-bot.js";
import { Secret } from "../../../src/domain/secret.js";
import { dm, group, person } from "../../loopback/telegram/people.js";
import { type LoopbackTelegram, startTelegram } from "../../loopback/telegram/server.js";
import { platformContract } from "./platform-contract.js";

const token = "4242:contract-token";
const people = { owner: person(1001, "Owner"), other: person(1002, "Other") };
const room = group(-1005);

platformContract({
  name: "telegram",
  limit: 4096,
  people: { owner: "telegram:1001", other: "telegram:1002" },
  async start(parts) {
    const server: LoopbackTelegram = await startTelegram({ token });
    const options = { ...parts, token: new Secret(token), apiRoot: server.apiRoot };
    const connection = await connect({ ...options, async *converse() {} });
    return {
      async command(name, argument, { who, where }) {
        const chat = where === "dm" ? dm(people[who]) : room;
        const asked = server.say({ chat, from: people[who], text: `/${name} ${argument}`.trim() });
        const shown = await server.waitFor(() => server.shown.find((one) => one.answers === asked.message_id));
        return { text: shown.text, visibleTo: where === "dm" ? "caller" : "room" };
      },
      async close() {
        await connection.close();
        await server.close();
      },
    };
  },
});
