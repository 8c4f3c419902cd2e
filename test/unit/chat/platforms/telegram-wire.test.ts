import { Api } from "grammy";
import { installWire } from "../../../../src/chat/platforms/telegram-wire.js";

test("a request whose caller waits no longer is not made again", async () => {
  const pauses: number[] = [];
  const api = new Api("4242:wire", { apiRoot: "http://127.0.0.1:1" });
  installWire(api, { closing: new AbortController().signal, pause: async (ms) => void pauses.push(ms) });
  const gaveUp = AbortSignal.abort() as never;
  await expect(api.raw.getChatAdministrators({ chat_id: 1 }, gaveUp)).rejects.toThrow();
  expect(pauses).toEqual([]);
  await expect(api.getChatAdministrators(1)).rejects.toThrow();
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000]);
});
