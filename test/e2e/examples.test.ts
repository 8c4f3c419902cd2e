import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, GatewayIntentBits } from "discord.js";
import { Bot } from "grammy";
import { addBot as addDiscordBot } from "../../examples/discord/bot.js";
import { streamModel } from "../../examples/stream-model.js";
import { addBot as addTelegramBot } from "../../examples/telegram/bot.js";
import { terminalPerson } from "../../src/domain/access.js";
import { type AuthHouse, openAuth, smallConfig } from "../fixtures/auth-house.js";
import { guilds, people, places, token } from "../loopback/discord/bot.js";
import { startDiscord } from "../loopback/discord/server.js";
import { answer, type Behaviour, refuse } from "../loopback/provider/behaviour.js";
import { type LoopbackProvider, startProvider } from "../loopback/provider/start-provider.js";
import { dm, person } from "../loopback/telegram/people.js";
import { startTelegram } from "../loopback/telegram/server.js";

const keys = { work: `sk-ant-api03-${"w".repeat(80)}`, home: `sk-ant-api03-${"h".repeat(80)}` };
const profiles = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: keys.work },
  "anthropic:home": { type: "api_key", provider: "anthropic", key: keys.home },
};

/** Who paid, request by request. */
const paid: string[] = [];
let house: AuthHouse;
const closing: (() => unknown)[] = [];

/** A provider that answers in one piece: the examples do not stream. */
const provider = createServer(async (request, response) => {
  const key = String(request.headers["x-api-key"]);
  const name = Object.entries(keys).find(([, known]) => known === key)?.[0];
  paid.push(name ?? "nobody");
  const body = name === undefined ? { type: "error" } : { content: [{ type: "text", text: `From ${name}.` }] };
  response.writeHead(name === undefined ? 401 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
});

beforeAll(() => new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => provider.close(resolve)));
beforeEach(async () => {
  paid.length = 0;
  const baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  house = await openAuth(
    { ...smallConfig, models: { providers: { anthropic: { baseUrl, allowInsecure: true } } } },
    profiles,
  );
  closing.push(house.close);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test("the Discord example: its own command, /model, and an answer from the account that was picked", async () => {
  const server = await startDiscord({
    token,
    guilds: guilds ?? [],
    commands: [{ name: "ping", description: "Its own." }],
  });
  const { Guilds, GuildMessages } = GatewayIntentBits;
  const client = new Client({ intents: [Guilds, GuildMessages], rest: { api: server.apiRoot } });
  const remove = addDiscordBot(client, house.auth);
  closing.unshift(() => client.destroy(), server.close);
  await client.login(token);
  await server.waitFor(() => server.commands().length === 2, "the registration");
  const here = { userId: people.alice, channelId: places.general };

  expect((await server.slash({ ...here, name: "ping" }).reply()).content).toBe("pong");
  const picker = await server.slash({ ...here, name: "model" }).reply();
  const select = picker.components[1].components[0];
  const work = select.options.find(({ label }: { label: string }) => label === "work").value;
  await server.component({ ...here, messageId: picker.id, customId: select.custom_id, values: [work] }).acknowledged();
  await server.waitFor(() => picker.edits > 0, "the choice");
  server.message({ ...here, content: `<@${server.botId}> hello` });
  const said = () => server.messages(places.general).find(({ content }) => content === "From work.");
  await server.waitFor(said, "the answer");
  server.message({ ...here, channelId: places.thread, content: `<@${server.botId}> and here?` });
  await server.waitFor(() => server.messages(places.thread).length === 2, "the answer in the thread");
  expect(paid).toEqual(["work", "work"]);

  remove();
  expect((await server.slash({ ...here, name: "ping" }).reply()).content).toBe("pong");
  expect(server.refusals).toEqual([]);
});

test("the Telegram example: its own command and button, /model, and an answer from the account that was tapped", async () => {
  const ann = person(11, "Ann");
  const server = await startTelegram({ token: "4242:example" });
  const bot = new Bot("4242:example", { client: { apiRoot: server.apiRoot } });
  const remove = addTelegramBot(bot, house.auth);
  const running = bot.start({ allowed_updates: ["message", "callback_query"] });
  closing.unshift(async () => {
    await bot.stop();
    await running;
  }, server.close);
  const say = async (text: string, count: number) => {
    server.say({ chat: dm(ann), from: ann, text });
    await server.waitFor(() => server.shown.length === count);
    const shown = server.shown[count - 1];
    if (!shown) throw new Error("nothing was said");
    return shown;
  };

  const ping = await say("/ping", 1);
  const again = server.tap(ping, "again", ann);
  await server.waitFor(() => again.answer);
  expect(again.answer?.text).toBe("pong again");
  const picker = await say("/model opus", 2);
  server.tap(picker, "home", ann);
  await server.waitFor(() => picker.history.length === 2);
  expect((await say("hello", 3)).text).toBe("From home.");
  expect(paid).toEqual(["home"]);

  remove();
  expect((await say("/model", 4)).text).toBe("From home.");
  expect(server.calls.filter(({ refused }) => refused !== undefined)).toEqual([]);
});

describe("the streaming example", () => {
  let streaming: LoopbackProvider;
  beforeEach(async () => {
    streaming = await startProvider();
    closing.push(streaming.close);
    await house.configure({
      ...smallConfig,
      auth: { order: { anthropic: ["anthropic:work", "anthropic:home"] } },
      models: { providers: { anthropic: { baseUrl: streaming.origin, allowInsecure: true } } },
    });
  });

  const ask = async (show: (delta: string) => void = () => {}) => {
    const session = house.auth.session("discord:1");
    const { text } = await session.run((resolution, signal) => streamModel(resolution, "Hello?", signal, show));
    return { text, route: (await session.status({ person: terminalPerson, seenByCallerAlone: true })).lastRoute };
  };

  test("pieces are shown as they come, and what they cost is known", async () => {
    streaming.account(keys.work).always(answer(["Half ", "of it."], { usage: { input: 100, cached: 80, output: 5 } }));
    const shown: string[] = [];
    const { text, route } = await ask((delta) => shown.push(delta));
    expect(shown).toEqual(["Half ", "of it."]);
    expect(text).toBe("Half of it.");
    expect(route?.tokens).toEqual({ inputTokens: 100, cachedInputTokens: 80, outputTokens: 5 });
  });

  test("an account that refuses before any text lets the next one answer", async () => {
    streaming.account(keys.work).always(refuse(529, { type: "error", error: { type: "overloaded_error" } }));
    streaming.account(keys.home).always(answer("From home."));
    const { text, route } = await ask();
    expect(text).toBe("From home.");
    expect(route?.tried).toMatchObject([{ outcome: "overloaded" }]);
    expect(streaming.requests.map(({ credential }) => credential)).toEqual([keys.work, keys.home]);
  });

  test.each<Behaviour>([
    { kind: "cut", pieces: ["Half "], how: "reset" },
    { kind: "error-event", pieces: ["Half "], error: { type: "overloaded_error", message: "Overloaded" } },
  ])("once text was shown nobody else is asked ($kind)", async (behaviour) => {
    streaming.account(keys.work).always(behaviour);
    streaming.account(keys.home).always(answer("From home."));
    await expect(ask()).rejects.toMatchObject({ code: "turn_failed" });
    expect(streaming.requests).toHaveLength(1);
  });
});
