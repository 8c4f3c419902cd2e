import { dm, group, person } from "../../../loopback/telegram/people.js";
import { endStages, startStage } from "./telegram-stage.js";

afterEach(endStages);

const ann = person(11, "Ann");
const someBot = { id: 5, is_bot: true, first_name: "Pictures", username: "pictures_bot" };
const origins = {
  "was forwarded": { forward_origin: { type: "hidden_user", sender_user_name: "Mallory", date: 1 } },
  "another bot wrote for somebody who picked one of its results": { via_bot: someBot },
} as const;

test.each(Object.entries(origins))("a command that %s is nobody's choice", async (_, origin) => {
  const { server, invocations, heard, texts, connect } = await startStage();
  await connect();
  for (const chat of [dm(ann), group(-100500)]) {
    server.say({ chat, from: ann, text: `/model@${server.me.username} opus@metered`, ...origin });
    server.say({ chat, from: ann, text: `/nonsense@${server.me.username}`, ...origin });
  }
  // What else is passed on is talk about it, as any other text.
  server.say({ chat: dm(ann), from: ann, text: "what is this?", ...origin });
  await server.waitFor(() => texts().includes("echo: what is this?"));
  expect(invocations).toEqual([]);
  expect(heard.map(({ text }) => text)).toEqual(["what is this?"]);
  expect(texts()).toHaveLength(1);
});
