import { Client, GatewayIntentBits } from "discord.js";
import { Bot } from "grammy";
import { model } from "../../../../commands/slash/model.js";
import { discord } from "../../../../src/chat/platforms/discord.js";
import { telegram } from "../../../../src/chat/platforms/telegram.js";
import type { Person } from "../../../../src/domain/access.js";
import { type AuthHouse, openAuth } from "../../../fixtures/auth-house.js";
import { guilds, people, places, token } from "../../../loopback/discord/bot.js";
import { startDiscord } from "../../../loopback/discord/server.js";
import { dm, person } from "../../../loopback/telegram/people.js";
import { startTelegram } from "../../../loopback/telegram/server.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const sessionKey = ({ session }: { session: string }): string => `acme:${session}`;
const may = ({ id }: Person): boolean => id.endsWith("1001");
async function openHouse(): Promise<AuthHouse["auth"]> {
  // Nobody is listed: the host's own decision is all there is.
  const house = await openAuth({ agents: { defaults: { model: "echo/a", models: { "echo/b": {} } } } }, {}, { may });
  closing.push(house.close);
  return house.auth;
}

test("in a host's Discord client its own keys and its own decision hold, for commands and presses", async () => {
  const auth = await openHouse();
  const server = await startDiscord({ token, guilds: guilds ?? [] });
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: server.apiRoot } });
  closing.unshift(() => client.destroy(), server.close);
  discord(client, auth, [model(auth)], { sessionKey });
  await client.login(token);
  await server.waitFor(() => server.commands().length === 1, "the registration");
  const here = { userId: people.alice, channelId: places.general };
  const picker = await server.slash({ ...here, name: "model" }).reply();
  const { custom_id: customId, options } = picker.components[0].components[0];
  server.component({ ...here, messageId: picker.id, customId, values: [options[1].value] });
  await server.waitFor(() => picker.edits > 0, "the choice");
  expect((await auth.pins.readBack(`acme:discord:${places.general}`))?.pin?.model).toBe("echo/b");
  expect(await auth.pins.readBack(`discord:${places.general}`)).toBeUndefined();
  const stranger = await server.slash({ ...here, userId: people.bob, name: "model" }).reply();
  expect(stranger.content).toContain("access add discord");
});

test("in a host's grammY bot its own keys and its own decision hold, for commands and taps", async () => {
  const auth = await openHouse();
  const [ann, bob] = [person(1001, "Ann"), person(1002, "Bob")];
  const server = await startTelegram({ token: "4242:host" });
  const bot = new Bot("4242:host", { client: { apiRoot: server.apiRoot } });
  bot.use(telegram(auth, [model(auth)], { sessionKey }));
  const running = bot.start();
  closing.unshift(async () => {
    await bot.stop();
    await running;
  }, server.close);
  server.say({ chat: dm(ann), from: ann, text: "/model" });
  const picker = await server.waitFor(() => server.shown[0]);
  server.tap(picker, "b", ann);
  await server.waitFor(() => picker.history.length === 2);
  expect((await auth.pins.readBack("acme:telegram:1001"))?.pin?.model).toBe("echo/b");
  server.say({ chat: dm(bob), from: bob, text: "/model" });
  expect((await server.waitFor(() => server.shown[1])).text).toContain("access add telegram:1002");
});
