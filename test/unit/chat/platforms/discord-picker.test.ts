import { model } from "../../../../commands/slash/model.js";
import { type AuthHouse, openAuth, smallConfig } from "../../../fixtures/auth-house.js";
import { people, places, type RunningBot, roles, startBot } from "../../../loopback/discord/bot.js";
import type { Json } from "../../../loopback/discord/message-rules.js";
import { toRead } from "../../../loopback/discord/reading.js";
import type { Message } from "../../../loopback/discord/world.js";

const dead = "This does nothing any more, or not here, or not for you. Nothing was changed. A fresh list: /model";
const here = { userId: people.alice, channelId: places.general };
const session = `discord:${places.general}`;

let house: AuthHouse | undefined;
let bot: RunningBot | undefined;
afterEach(async () => {
  await bot?.close();
  await house?.close();
  bot = undefined;
  house = undefined;
});

async function start(config: object = smallConfig, profiles?: object) {
  house = await openAuth(config, profiles);
  bot = await startBot({ gatekeeper: house.auth, commands: [model(house.auth)] });
  return { house, auth: house.auth, discord: bot.discord };
}
async function restart(): Promise<RunningBot["discord"]> {
  if (!house || !bot) throw new Error("nothing runs");
  const { discord } = bot;
  await bot.connection.close();
  const auth = await house.open();
  const again = await startBot({ gatekeeper: auth, commands: [model(auth)] }, {}, discord);
  bot = again;
  return discord;
}
const parts = (message: Message): Json[] => message.components.flatMap((row: Json) => row.components);
const menus = (message: Message): Json[] => parts(message).filter(({ type }) => type === 3);
const button = (message: Message, label: string): Json => parts(message).find((part) => part.label === label);
const card = (message: Message): string => toRead(message.embeds[0]?.description ?? message.content);

function press(message: Message, label: string, by: object = here) {
  const of = button(message, label);
  if (!of) throw new Error(`no button "${label}" among ${parts(message).map(({ label }) => label)}`);
  return { ...here, ...by, messageId: message.id, customId: of.custom_id as string };
}
function pick(message: Message, menu: number, label: string, by: object = here) {
  const of = menus(message)[menu];
  const option = of?.options.find((one: Json) => one.label === label);
  if (!option) throw new Error(`no "${label}" among ${of?.options.map((one: Json) => one.label)}`);
  return { ...here, ...by, messageId: message.id, customId: of.custom_id as string, values: [option.value as string] };
}
/** Presses and waits until the message shows what came of it. */
async function edited(
  discord: RunningBot["discord"],
  message: Message,
  pressed: Parameters<RunningBot["discord"]["component"]>[0],
) {
  const before = message.edits;
  const sent = discord.component(pressed);
  await discord.waitFor(() => message.edits > before, "the edit");
  return sent;
}

test("model and profile each have a menu; a press chooses at once, in the same message", async () => {
  const { auth, discord } = await start();
  const message = await discord.slash({ ...here, name: "model" }).reply();
  expect(message).toMatchObject({ onlyFor: people.alice, pings: [] });
  expect(
    menus(message).map(({ placeholder, options }) => [placeholder, options.map(({ label }: Json) => label)]),
  ).toEqual([
    ["Choose a model", ["opus", "sonnet", "gpt"]],
    ["Choose an account for opus", ["home", "work"]],
  ]);
  expect(
    parts(message)
      .filter(({ type }) => type === 2)
      .map(({ label }) => label),
  ).toEqual(["Any account", "Default", "Status"]);
  const sent = await edited(discord, message, pick(message, 0, "gpt"));
  expect((await sent.acknowledged()).type).toBe(6);
  expect(menus(message)[1]).toMatchObject({
    placeholder: "Choose an account for gpt",
    options: [{ label: "default" }],
  });
  expect(card(message)).toContain("Model: gpt (openai/gpt-5.2)");
  await edited(discord, message, pick(message, 1, "default"));
  expect((await auth.pins.readBack(session))?.pin).toMatchObject({
    model: "openai/gpt-5.2",
    profileId: "openai:default",
  });
  for (const label of ["Status", "Why?", "Models", "Any account", "Default"])
    await edited(discord, message, press(message, label));
  expect(await auth.pins.readBack(session)).toBeUndefined();
  expect(discord.refusals).toEqual([]);
  expect(discord.messages(places.general, people.bob)).toEqual([]);
});

test("2 000 models page by 25; the message survives a restart and a changed catalogue: its label, or nothing", async () => {
  const ids = Array.from({ length: 2000 }, (_, at) => `anthropic/${"m".repeat(200)}${String(at).padStart(4, "0")}`);
  const config = (models: string[]) => ({
    ...smallConfig,
    agents: { defaults: { model: models[0], models: Object.fromEntries(models.map((id) => [id, {}])) } },
  });
  const { house, auth, discord } = await start(config(ids));
  const message = await discord.slash({ ...here, name: "model", options: { choice: "list 3" } }).reply();
  const [of] = menus(message);
  expect(of.placeholder).toBe("Choose a model · page 3 of 80");
  expect(of.options).toHaveLength(25);
  await edited(discord, message, press(message, "4 ›"));
  await restart();
  await house.configure(config(ids.filter((_, at) => at % 2 === 0).reverse()));
  const shown = menus(message)[0];
  const choose = (index: number) => ({
    ...here,
    messageId: message.id,
    customId: shown.custom_id,
    values: [shown.options[index].value],
  });
  const [gone, kept] =
    shown.options[0].label.endsWith("5") || Number(shown.options[0].label.slice(-1)) % 2 ? [0, 1] : [1, 0];
  const refused = discord.component(choose(gone));
  await discord.waitFor(() => refused.interaction.followUps[0], "the refusal");
  expect(toRead(refused.interaction.followUps[0]?.content ?? "")).toBe(dead);
  expect(refused.interaction.followUps[0]).toMatchObject({ onlyFor: people.alice });
  expect(await auth.pins.readBack(session)).toBeUndefined();
  const label = shown.options[kept].label;
  await edited(discord, message, choose(kept));
  expect((await auth.pins.readBack(session))?.pin?.model?.slice(-4)).toBe(label.slice(-4));
  expect(discord.refusals).toEqual([]);
});

test("who lost the role between the list and the press is refused, and so is a press from elsewhere", async () => {
  const staff = `discord:role:${roles.staff}`;
  const { auth, discord } = await start({ ...smallConfig, access: { view: ["*"], switch: [staff] } });
  const message = await discord.slash({ ...here, name: "model" }).reply();
  const answers = [];
  for (const by of [{ roles: [] }, { channelId: places.side }]) {
    const sent = discord.component(pick(message, 0, "gpt", by));
    await discord.waitFor(() => sent.interaction.followUps[0], "the refusal");
    answers.push(toRead(sent.interaction.followUps[0]?.content ?? ""));
  }
  expect(answers).toEqual([dead, dead]);
  expect(await auth.pins.readBack(session)).toBeUndefined();
  await edited(discord, message, pick(message, 0, "gpt"));
});

test("autocomplete: a model too long to be typed is a token that means exactly it, here and for a while", async () => {
  const long = `anthropic/${"claude-with-a-name-".repeat(12)}`;
  const { defaults } = smallConfig.agents;
  const { auth, discord } = await start({
    ...smallConfig,
    agents: { defaults: { ...defaults, models: { ...defaults.models, [`${long}a`]: {}, [`${long}b`]: {} } } },
  });
  const asked = { ...here, name: "model", option: "choice" };
  const choices = await discord.autocomplete({ ...asked, typed: "with-a-name" }).choices();
  expect(choices).toHaveLength(2);
  for (const { value } of choices) expect(value).toMatch(/^~[\w-]{52}$/);
  await discord.slash({ ...here, name: "model", options: { choice: choices[1]?.value ?? "" } }).reply();
  expect((await auth.pins.readBack(session))?.pin?.model).toBe(`${long}b`);
  await discord.slash({ ...here, name: "model", options: { choice: `${choices[0]?.value} --soft` } }).reply();
  expect((await auth.pins.readBack(session))?.pin).toMatchObject({ model: `${long}a`, strict: false });
  const elsewhere = { ...here, channelId: places.side, name: "model", options: { choice: choices[1]?.value ?? "" } };
  expect(toRead((await discord.slash(elsewhere).reply()).content)).toBe(dead);
  expect(discord.refusals).toEqual([]);
});

test("where Discord takes no components everything is said in words", async () => {
  const { discord } = await start();
  discord.fail(/\/messages\/@original$/, "400");
  const message = await discord.slash({ ...here, name: "model" }).reply();
  expect(message.components).toEqual([]);
  expect(card(message)).toContain("2. sonnet (anthropic/claude-sonnet-4-5)");
});

test("descriptions are registered in the languages that Discord lists, once", async () => {
  const { house, discord } = await start();
  const [registered] = discord.commands();
  expect(Object.keys(registered.description_localizations).toSorted()).toEqual([
    "de",
    "es-419",
    "es-ES",
    "ja",
    "zh-CN",
  ]);
  expect(registered.default_member_permissions).toBeNull();
  const writes = () =>
    discord.exchanges.filter(({ method, path }) => method !== "GET" && path.includes("/commands")).length;
  const before = writes();
  await restart();
  expect(writes()).toBe(before);
  await house.configure({ ...smallConfig, language: "de" });
  await restart();
  expect(discord.commands()[0].description_localizations).toBeNull();
});
