import { group, person } from "../../../loopback/telegram/people.js";
import { endStages, startStage } from "./telegram-stage.js";

afterEach(endStages);

test("strangers who come in hundreds do not keep a room's own people waiting behind what each of them is told", async () => {
  const { server, texts, connect } = await startStage();
  await connect({ gatekeeper: { may: ({ id }) => id === "telegram:11" } });
  const room = group(-100500);
  for (let index = 0; index < 300; index++) {
    server.say({ chat: room, from: person(1000 + index, "Stranger"), text: `/model@${server.me.username}` });
  }
  server.say({ chat: room, from: person(11, "Ann"), text: `/model@${server.me.username} opus` });
  await server.waitFor(() => texts().includes("model: opus"));
  expect(texts().filter((text) => text.includes("modelpin access add")).length).toBeLessThanOrEqual(10);
});
