import { guilds, people, places, token } from "./bot.js";
import type { Json } from "./message-rules.js";
import { type LoopbackDiscord, startDiscord } from "./server.js";
import { openSpec } from "./spec.js";

let discord: LoopbackDiscord;
let socket: WebSocketLike | undefined;
let late = 0;

interface WebSocketLike {
  close(): void;
}

const command = {
  name: "model",
  description: "Choose.",
  options: [{ type: 3, name: "choice", description: "What.", autocomplete: true }],
};

beforeEach(async () => {
  late = 0;
  discord = await startDiscord({ token, guilds: guilds ?? [], commands: [command], now: () => Date.now() + late });
  socket = await identify();
});
afterEach(async () => {
  socket?.close();
  await discord.close();
});

async function identify(): Promise<WebSocketLike> {
  const { WebSocket } = await import("ws");
  const client = new WebSocket(
    `${discord.apiRoot.replace("http", "ws").replace("/api", "/gateway")}?v=10&encoding=json`,
  );
  client.once("message", () => client.send(JSON.stringify({ op: 2, d: { token, intents: 1, properties: {} } })));
  await discord.waitFor(() => discord.identified.length, "identify");
  return client;
}

async function call(
  method: string,
  path: string,
  body?: Json,
  authorization = `Bot ${token}`,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${discord.apiRoot}/v10${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

const post = (body: Json) => call("POST", `/channels/${places.general}/messages`, body);
const button = (custom_id: string) => ({ type: 2, style: 1, label: "Press", custom_id });
const row = (...components: Json[]) => ({ type: 1, components });
const option = (i: number) => ({ label: `${i}`, value: `${i}` });
const select = (options: number) => ({
  type: 3,
  custom_id: "s",
  options: Array.from({ length: options }, (_, i) => option(i)),
});

test.each<[string, Json, number]>([
  ["nothing", {}, 50006],
  ["white space", { content: " \n" }, 50006],
  ["2001 characters", { content: "x".repeat(2001) }, 50035],
  ["an embed of 4097 characters", { embeds: [{ description: "x".repeat(4097) }] }, 50035],
  [
    "embeds of 6001 characters",
    { embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2001) }] },
    50035,
  ],
  ["six rows", { content: "x", components: [1, 2, 3, 4, 5, 6].map((i) => row(button(`${i}`))) }, 50035],
  [
    "six buttons in a row",
    { content: "x", components: [row(...[1, 2, 3, 4, 5, 6].map((i) => button(`${i}`)))] },
    50035,
  ],
  ["26 options", { content: "x", components: [row(select(26))] }, 50035],
  ["a custom id of 101 characters", { content: "x", components: [row(button("x".repeat(101)))] }, 50035],
  ["a custom id twice", { content: "x", components: [row(button("a"), button("a"))] }, 50035],
  ["an ephemeral message outside an interaction", { content: "x", flags: 64 }, 50035],
  ["a reply to nothing", { content: "x", message_reference: { message_id: "1" } }, 50035],
  ["parse and users at once", { content: "x", allowed_mentions: { parse: ["users"], users: ["1"] } }, 50035],
])("refuses %s as Discord does", async (_, body, code) => {
  expect(await post(body)).toMatchObject({ status: 400, body: { code } });
});

test("takes what is at its limits, and says whom it pings", async () => {
  const full = {
    content: `<@${people.bob}>${"x".repeat(1993)}`,
    components: [row(select(25)), row(...[1, 2, 3, 4, 5].map((i) => button(`${i}`)))],
  };
  expect((await post(full)).status).toBe(200);
  expect((await post({ content: `@everyone <@${people.bob}>`, allowed_mentions: { parse: [] } })).status).toBe(200);
  expect(discord.said.map(({ pings }) => pings)).toEqual([[people.bob], []]);
});

test.each<[string, Json]>([
  ["a name with capitals", { name: "Model" }],
  ["a name with a space", { name: "my model" }],
  ["no description", { description: "" }],
  ["a description of 101 characters", { description: "x".repeat(101) }],
  ["a locale that Discord does not know", { description_localizations: { my: "x" } }],
  ["26 options", { options: Array.from({ length: 26 }, (_, i) => ({ type: 3, name: `o${i}`, description: "x" })) }],
  ["choices beside autocomplete", { options: [{ ...command.options[0], choices: [{ name: "a", value: "a" }] }] }],
])("refuses a command with %s", async (_, flaw) => {
  const answer = await call("POST", `/applications/${discord.botId}/commands`, { ...command, ...flaw });
  expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
});

describe("an interaction", () => {
  const press = { userId: people.alice, channelId: places.general, name: "model" };
  const ways = (sent: ReturnType<LoopbackDiscord["slash"]>) => {
    const { id, token: secret } = sent.interaction;
    return {
      acknowledge: (body: Json) => call("POST", `/interactions/${id}/${secret}/callback`, body, ""),
      edit: (body: Json) => call("PATCH", `/webhooks/${discord.botId}/${secret}/messages/@original`, body, ""),
      follow: (body: Json) => call("POST", `/webhooks/${discord.botId}/${secret}`, body, ""),
    };
  };

  test("is acknowledged once, within 3 s", async () => {
    const { acknowledge } = ways(discord.slash(press));
    expect((await acknowledge({ type: 5, data: { flags: 64 } })).status).toBe(204);
    expect(await acknowledge({ type: 5 })).toMatchObject({ status: 400, body: { code: 40060 } });
    const slow = ways(discord.slash(press));
    late += 3_001;
    expect(await slow.acknowledge({ type: 5 })).toMatchObject({ status: 404, body: { code: 10062 } });
  });

  test("has no response before it is acknowledged and none after 15 min", async () => {
    const { acknowledge, edit, follow } = ways(discord.slash(press));
    expect(await edit({ content: "x" })).toMatchObject({ status: 404, body: { code: 10015 } });
    await acknowledge({ type: 5 });
    expect((await edit({ content: "x" })).status).toBe(200);
    late += 15 * 60_000 + 1;
    expect(await follow({ content: "x" })).toMatchObject({ status: 401, body: { code: 50027 } });
  });

  test("says with its first answer whether it is ephemeral", async () => {
    const { acknowledge, edit } = ways(discord.slash(press));
    await acknowledge({ type: 5 });
    expect((await edit({ content: "x" })).status).toBe(200);
    expect(await edit({ content: "x", flags: 64 })).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(discord.messages(places.general, people.bob)).toHaveLength(1);
  });

  test("that asks for suggestions takes 25 of 100 characters and nothing else", async () => {
    const ask = () => ways(discord.autocomplete({ ...press, option: "choice", typed: "" }));
    const choices = (count: number, name = "n") => ({
      type: 8,
      data: { choices: Array.from({ length: count }, () => ({ name, value: "v" })) },
    });
    expect((await ask().acknowledge(choices(25, "x".repeat(100)))).status).toBe(204);
    for (const body of [choices(26), choices(1, "x".repeat(101)), choices(1, ""), { type: 4, data: { content: "x" } }])
      expect(await ask().acknowledge(body)).toMatchObject({ status: 400, body: { code: 50035 } });
    const long = { type: 8, data: { choices: [{ name: "n", value: "v".repeat(101) }] } };
    expect(await ask().acknowledge(long)).toMatchObject({ status: 400, body: { code: 50035 } });
  });
});

test("refuses a wrong token, unknown channels, messages and paths", async () => {
  expect(await call("GET", "/users/@me", undefined, "Bot wrong")).toMatchObject({ status: 401, body: { code: 0 } });
  expect(await call("POST", "/channels/1/messages", { content: "x" })).toMatchObject({
    status: 404,
    body: { code: 10003 },
  });
  expect(await call("PATCH", `/channels/${places.general}/messages/1`, { content: "x" })).toMatchObject({
    status: 404,
    body: { code: 10008 },
  });
  expect(await call("GET", "/nowhere")).toMatchObject({ status: 404, body: { code: 0 } });
});

// Where the description is not present, `openSpec` prints why nothing is checked against it.
(openSpec() === undefined ? test.skip : test)("refuses what the published description does not know", async () => {
  const flawed = [
    call("POST", `/channels/${places.general}/messages`, { content: 5 }),
    call("POST", `/applications/${discord.botId}/commands`, { ...command, contexts: [9] }),
  ];
  for (const answer of await Promise.all(flawed)) expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
});

test("what a client does not offer cannot be done: an unregistered command, an unseen button", () => {
  const press = { userId: people.alice, channelId: places.general };
  expect(() => discord.slash({ ...press, name: "nothing" })).toThrow("not registered");
  expect(() => discord.component({ ...press, messageId: "1", customId: "a" })).toThrow("does not see");
});
