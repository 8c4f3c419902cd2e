import { people } from "../loopback/discord/bot.js";
import { dm, person } from "../loopback/telegram/people.js";
import { alice } from "./conversations.js";
import { buildHouse, type House, secrets } from "./house.js";

let house: House;
beforeEach(async () => {
  house = await buildHouse();
  house.provider.account(secrets.home).always({ kind: "silence" });
});
afterEach(async () => {
  await house.close();
});

/** It has taken the signal, and has told Telegram what it has. */
const isClosing = (): boolean =>
  house.telegram.calls.some(({ method, parameters }) => method === "getUpdates" && parameters.timeout === 0);

test("a gateway that is asked to end tells everybody whose message it will not answer, those that waited included", async () => {
  const gateway = await house.gateway();
  const { telegram, discord, provider } = house;
  const carla = person(11, "Carla", { language_code: "de" });
  const asked = provider.request(1);
  telegram.say({ chat: dm(carla), from: carla, text: "one" });
  discord.message({ userId: people.alice, content: "one" });
  await gateway.alive(asked);
  telegram.say({ chat: dm(carla), from: carla, text: "two" });
  discord.message({ userId: people.alice, content: "two" });
  await gateway.alive(telegram.waitFor(() => telegram.unconfirmed === 0));

  expect(await gateway.stop()).toEqual({ code: 0, signal: null });
  expect(house.asked).toHaveLength(2);
  const german = "Die Anfrage wurde abgebrochen.";
  expect(telegram.shown.map(({ text }) => text)).toEqual([
    expect.stringContaining(german),
    expect.stringContaining(german),
  ]);
  const english = expect.stringContaining("The request was stopped.");
  expect(discord.said.map(({ content, embeds }) => content || embeds[0]?.description)).toEqual([english, english]);
});

test.each(["SIGTERM", "SIGINT"] as const)("asked twice, the second time by %s, it ends at once", async (second) => {
  const gateway = await house.gateway();
  house.telegram.say({ chat: dm(alice), from: alice, text: "one" });
  await gateway.alive(house.provider.request(0));
  gateway.signal("SIGTERM");
  await gateway.alive(house.telegram.waitFor(isClosing));
  expect(await gateway.stop(second)).toEqual({ code: null, signal: second });
});
