import type { AnswerEvent, IncomingMessage } from "../../../src/chat/conversation.js";
import { createConverse } from "../../../src/gateway/turn.js";
import { createHistoryStore } from "../../../src/models/history-store.js";
import { type AuthHouse, openAuth } from "../../fixtures/auth-house.js";

let house: AuthHouse | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

test.each([
  ["what everybody reads is said in the room's language", { locale: "es-ES", roomLocale: "de" }, "de"],
  ["else in the writer's", { locale: "es-ES" }, "es"],
  ["else in English", {}, "en"],
])("the question for consent: %s", async (_, locales, language) => {
  house = await openAuth();
  const { auth } = house;
  const limited = Object.assign(new Error("429"), { status: 429, headers: { "retry-after": "600" } });
  await auth
    .session("discord:1")
    .run(() => Promise.reject(limited))
    .catch(() => undefined);
  const message: IncomingMessage = {
    place: { platform: "discord", session: "discord:1", kind: "channel", peerId: "1" },
    person: { id: "discord:2", principals: ["discord:2"] },
    text: "hello",
    seenByCallerAlone: false,
    now: auth.now(),
    ...locales,
  };
  const told: AnswerEvent[] = [];
  const converse = createConverse({ auth, histories: createHistoryStore() });
  for await (const event of converse(message, new AbortController().signal)) told.push(event);
  expect(told).toMatchObject([{ kind: "notice", reply: { language, audience: "room" } }]);
});
