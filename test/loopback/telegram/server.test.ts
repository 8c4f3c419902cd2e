import { dm, group, person } from "./people.js";
import { type LoopbackTelegram, startTelegram } from "./server.js";

const ann = person(11, "Ann");
let server: LoopbackTelegram;

beforeEach(async () => {
  server = await startTelegram({ token: "1:t", writesPerSecond: 5 });
  server.say({ chat: dm(ann), from: ann, text: "hello" });
});
afterEach(async () => await server.close());

interface Answer {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
  readonly result?: never;
}

async function call(method: string, parameters: object = {}, token = "1:t"): Promise<Answer> {
  const body = JSON.stringify(parameters);
  const response = await fetch(`${server.apiRoot}/bot${token}/${method}`, { method: "POST", body });
  return (await response.json()) as Answer;
}
const send = (text: string, more: object = {}) => call("sendMessage", { chat_id: 11, text, ...more });

test.each([
  ["", {}, "Bad Request: message text is empty"],
  [" \n", {}, "Bad Request: message text is empty"],
  ["x".repeat(4097), {}, "Bad Request: message is too long"],
  [
    "<b>x",
    { parse_mode: "HTML" },
    `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
  ],
  ["<x>x</x>", { parse_mode: "HTML" }, `Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 0`],
  ["a & b", { parse_mode: "HTML" }, `Bad Request: can't parse entities: Unescaped "&" at byte offset 2`],
  ["x", { message_thread_id: 1 }, "Bad Request: message thread not found"],
  ["x", { reply_parameters: { message_id: 999 } }, "Bad Request: message to be replied not found"],
  ["x", { chat_id: 12 }, "Bad Request: chat not found"],
  [
    "x",
    { reply_markup: { inline_keyboard: [[{ text: "a", callback_data: "é".repeat(33) }]] } },
    "Bad Request: BUTTON_DATA_INVALID",
  ],
])("refuses to send %j %j", async (text, more, description) => {
  expect(await send(text, more)).toEqual({ ok: false, error_code: 400, description });
});

test("counts the limit after parsing, in UTF-16 code units", async () => {
  expect((await send(`<b>${"&amp;".repeat(4096)}</b>`, { parse_mode: "HTML" })).ok).toBe(true);
  expect((await send("😀".repeat(2049))).ok).toBe(false);
});

test("refuses an edit that changes nothing, and edits of what is not the bot's own", async () => {
  await send("one");
  const { id } = server.shown[0] ?? { id: 0 };
  const edit = (message_id: number, text: string) => call("editMessageText", { chat_id: 11, message_id, text });
  expect((await edit(id, "one")).description).toContain("message is not modified");
  expect((await edit(id, "two")).ok).toBe(true);
  expect((await edit(1, "two")).description).toBe("Bad Request: message can't be edited");
  expect((await edit(77, "two")).description).toBe("Bad Request: message to edit not found");
});

test("refuses a wrong token, an unknown method, and a flood with the time to wait", async () => {
  expect(await call("getMe", {}, "1:other")).toEqual({ ok: false, error_code: 401, description: "Unauthorized" });
  expect((await call("getEverything")).error_code).toBe(404);
  for (let i = 0; i < 5; i++) await send(`${i}`);
  expect(await send("6")).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
});

test("hands an update over until it is confirmed, and to one poller at a time", async () => {
  const first = (await call("getUpdates")).result as unknown as { update_id: number }[];
  expect((await call("getUpdates")).result).toEqual(first);
  const waiting = call("getUpdates", { offset: (first[0]?.update_id ?? 0) + 1, timeout: 30 });
  await server.waitFor(() => server.unconfirmed === 0 && server.calls.length === 3);
  const second = call("getUpdates", { timeout: 30 });
  expect((await waiting).error_code).toBe(409);
  server.say({ chat: group(-1001), from: ann, text: "next" });
  expect((await second).result).toHaveLength(1);
});
