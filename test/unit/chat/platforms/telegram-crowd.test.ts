import { dm, group, person } from "../../../loopback/telegram/people.js";
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

test("who asks faster than Telegram lets them be answered keeps no other chat waiting", async () => {
  const { server, connect } = await startStage({ writesPerSecond: 1 });
  await connect();
  const [ann, bob] = [person(11, "Ann"), person(12, "Bob")];
  for (let index = 0; index < 600; index++) server.say({ chat: dm(ann), from: ann, text: "/model" });
  server.say({ chat: dm(bob), from: bob, text: "/model opus" });
  await server.waitFor(() => server.shown.some(({ chat }) => chat.id === bob.id));
  expect(server.shown.filter(({ chat }) => chat.id === ann.id).length).toBeLessThan(10);
});

test("of commands that pile up in a chat some are left out, once said in the log; nothing that is said to a model is", async () => {
  const { server, texts, heard, logged, connect } = await startStage();
  await connect();
  const ann = person(11, "Ann");
  const release = server.hold("sendMessage");
  for (let index = 0; index < 200; index++) server.say({ chat: dm(ann), from: ann, text: "/model" });
  server.say({ chat: dm(ann), from: ann, text: "hello" });
  await server.waitFor(() => server.unconfirmed === 0);
  release();
  await server.waitFor(() => heard.length === 1);
  server.say({ chat: dm(ann), from: ann, text: "/model last" });
  await server.waitFor(() => texts().includes("model: last"));
  expect(texts().filter((text) => text === "model:")).toHaveLength(50);
  expect(logged.filter((line) => line.includes("left out"))).toEqual([
    "telegram:11: more commands than can be answered; some are left out.",
  ]);
});
