import { connect } from "../../../src/chat/platforms/telegram-bot.js";
import { Secret } from "../../../src/domain/secret.js";
import { dm, group, person } from "../../loopback/telegram/people.js";
import { startTelegram } from "../../loopback/telegram/server.js";
import { platformContract } from "./platform-contract.js";
import type { By, Seen } from "./stage.js";

const token = "4242:contract-token";
const people = { owner: person(1001, "Owner"), other: person(1002, "Other") };
const room = group(-1005);
const chatOf = ({ who, where }: By) => (where === "dm" ? dm(people[who]) : room);
const toSeen = (text: string, { where }: By): Seen => ({ text, visibleTo: where === "dm" ? "caller" : "room" });

platformContract({
  name: "telegram",
  limit: 4096,
  people: { owner: "telegram:1001", other: "telegram:1002" },
  places: ["dm", "group"],
  presses: ["sonnet", "gpt"],
  async start(parts) {
    const server = await startTelegram({ token });
    const connection = await connect({ ...parts, token: new Secret(token), apiRoot: server.apiRoot });
    return {
      async command(name, argument, by) {
        const asked = server.say({ chat: chatOf(by), from: people[by.who], text: `/${name} ${argument}`.trim() });
        const shown = await server.waitFor(() => server.shown.find((one) => one.answers === asked.message_id));
        return toSeen(shown.text, by);
      },
      async say(text, by) {
        const called = by.where === "dm" ? text : `@${server.me.username} ${text}`;
        server.say({ chat: chatOf(by), from: people[by.who], text: called });
        const before = server.shown.length;
        const isAnswer = (said: string): boolean => said.startsWith(`re: ${text}`);
        return (await server.waitFor(() => server.shown.slice(before).find((one) => isAnswer(one.text)))).text;
      },
      async press(label, by) {
        const shown = server.shown.findLast((one) => one.keyboard.flat().length > 0);
        if (shown === undefined) throw new Error("there is nothing to press");
        const edits = shown.history.length;
        server.tap(shown, label, people[by.who]);
        await server.waitFor(() => shown.history.length > edits);
        return toSeen(shown.text, by);
      },
      async close() {
        await connection.close();
        await server.close();
      },
    };
  },
});
