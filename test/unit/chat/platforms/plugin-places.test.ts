import { Client, Events, GatewayIntentBits } from "discord.js";
import { Bot } from "grammy";
import { model } from "../../../../commands/slash/model.js";
import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { discord, personOf, placeOf } from "../../../../src/chat/platforms/discord.js";
import * as ofTelegram from "../../../../src/chat/platforms/telegram.js";
import type { Place } from "../../../../src/chat/slash.js";
import type { Person } from "../../../../src/domain/access.js";
import { openAuth } from "../../../fixtures/auth-house.js";
import { guilds, people, places, roles, token } from "../../../loopback/discord/bot.js";
import { startDiscord } from "../../../loopback/discord/server.js";
import { forum, person } from "../../../loopback/telegram/people.js";
import { startTelegram } from "../../../loopback/telegram/server.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type SessionKeyOf = (place: Place) => string;
const keys: readonly [whose: string, sessionKey: SessionKeyOf | undefined][] = [
  ["modelpin's", undefined],
  ["its own", ({ session }) => `acme:${session}`],
];

async function openHouse(): Promise<ModelAuth> {
  const config = { agents: { defaults: { model: "echo/a", models: { "echo/b": {} } } }, access: { switch: ["*"] } };
  const house = await openAuth(config, { "echo:one": { type: "api_key", provider: "echo", key: "one" } });
  closing.push(house.close);
  return house.auth;
}

/** What a host does where it calls a model: here it says which one was asked. */
const modelFor = (auth: ModelAuth, place: Place, who: Person | undefined): Promise<string> =>
  auth.session(place).run(async ({ model }) => `answered by ${model.model}`, { person: who });

describe.each(keys)("a host with %s keys", (_, sessionKey) => {
  test("gets for its messages and commands on Discord what /model shows there", async () => {
    const auth = await openHouse();
    const ask = { name: "ask", description: "The host's own." };
    const server = await startDiscord({ token, guilds: guilds ?? [], commands: [ask] });
    const { Guilds, GuildMessages } = GatewayIntentBits;
    const client = new Client({ intents: [Guilds, GuildMessages], rest: { api: server.apiRoot } });
    closing.unshift(() => client.destroy(), server.close);
    discord(client, auth, [model(auth)], sessionKey && { sessionKey });
    const persons: Person[] = [];
    client.on(Events.MessageCreate, async (message) => {
      if (message.author.bot) return;
      persons.push(personOf(message));
      await message.reply(await modelFor(auth, await placeOf(message, sessionKey), personOf(message)));
    });
    client.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isChatInputCommand() || interaction.commandName !== "ask") return;
      persons.push(personOf(interaction));
      await interaction.reply(await modelFor(auth, await placeOf(interaction, sessionKey), personOf(interaction)));
    });
    await client.login(token);
    await server.waitFor(() => server.commands().length === 2, "the registration");
    const channel = { userId: people.alice, channelId: places.general };
    const thread = { userId: people.alice, channelId: places.thread };
    await server.slash({ ...channel, name: "model", options: { choice: "b" } }).reply();

    expect((await server.slash({ ...thread, name: "ask" }).reply()).content).toBe("answered by b");
    server.message({ ...thread, content: `<@${server.botId}> hello` });
    const answers = () => server.messages(places.thread).filter(({ content }) => content === "answered by b");
    await server.waitFor(() => answers().length === 2, "the second answer");
    const alice = [`discord:${people.alice}`, `discord:role:${roles.staff}`];
    expect(persons.map(({ principals }) => principals)).toEqual([alice, alice]);
  });

  test("gets for its messages on Telegram what /model shows there", async () => {
    const auth = await openHouse();
    const server = await startTelegram({ token: "4242:host" });
    const bot = new Bot("4242:host", { client: { apiRoot: server.apiRoot } });
    bot.use(ofTelegram.telegram(auth, [model(auth)], sessionKey && { sessionKey }));
    bot.on("message", async (ctx) => {
      const place = ofTelegram.placeOf(ctx.message, sessionKey);
      await ctx.reply(await modelFor(auth, place, ofTelegram.personOf(ctx.message)));
    });
    const running = bot.start();
    closing.unshift(async () => {
      await bot.stop();
      await running;
    }, server.close);
    const [ann, chat] = [person(11, "Ann"), forum(-1005)];
    server.say({ chat, from: ann, text: "/model b" });
    await server.waitFor(() => server.shown.length === 1);
    server.say({ chat, from: ann, text: "hello", topic: 7 });
    expect((await server.waitFor(() => server.shown[1])).text).toBe("answered by b");
  });
});
