import { group, person } from "../../../loopback/telegram/people.js";
import { endStages, startStage } from "./telegram-stage.js";

afterEach(endStages);

test("a group that is told to become itself goes on as before", async () => {
  const { server, texts, connect } = await startStage();
  const moves: string[] = [];
  await connect({ onMigrate: (from, to) => void moves.push(`${from} ${to}`) });
  const room = group(-100500);
  const ann = person(11, "Ann");
  server.say({ chat: room, from: ann, migrate_to_chat_id: room.id });
  server.say({ chat: room, from: ann, text: `@${server.me.username} hello` });
  await server.waitFor(() => texts().includes("echo: hello"));
  expect(moves).toEqual([]);
});
