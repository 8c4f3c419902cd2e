import { model } from "../../../../commands/slash/model.js";
import { createMemoryStore } from "../../../../src/store/drivers/memory.js";
import type { Store } from "../../../../src/store/store.js";
import { type AuthHouse, openAuth, smallConfig } from "../../../fixtures/auth-house.js";
import { gate, people, places, type RunningBot, startBot } from "../../../loopback/discord/bot.js";
import type { Json } from "../../../loopback/discord/message-rules.js";
import { forum, group, person } from "../../../loopback/telegram/people.js";
import { endStages, startStage } from "./telegram-stage.js";

/** A store whose reads and writes wait for as long as the test wants: ten seconds, or for ever. */
function slowStore() {
  const inner = createMemoryStore();
  let open = gate();
  open.open();
  const slow = (): Promise<void> => open.opened;
  const store: Store = {
    ...inner,
    peek: () => undefined,
    read: async (...args) => slow().then(() => inner.read(...args)),
    write: async (...args) => slow().then(() => inner.write(...args)),
    delete: async (...args) => slow().then(() => inner.delete(...args)),
  };
  return {
    store,
    stall() {
      open = gate();
    },
    release: () => open.open(),
  };
}

function blockLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

let house: AuthHouse | undefined;
let bot: RunningBot | undefined;
afterEach(async () => {
  await bot?.close();
  await endStages();
  await house?.close();
  bot = undefined;
  house = undefined;
});

test("Discord: while the store stands still, a command and a press are acknowledged, and answered when it moves", async () => {
  const { store, stall, release } = slowStore();
  house = await openAuth(smallConfig, undefined, { store });
  bot = await startBot({ gatekeeper: house.auth, commands: [model(house.auth)] });
  const { discord } = bot;
  const here = { userId: people.alice, channelId: places.general };
  const message = await discord.slash({ ...here, name: "model" }).reply();
  const select: Json = message.components[0].components[0];
  stall();
  const command = discord.slash({ ...here, name: "model" });
  const press = discord.component({
    ...here,
    messageId: message.id,
    customId: select.custom_id,
    values: [select.options[1].value],
  });
  expect([(await command.acknowledged()).type, (await press.acknowledged()).type]).toEqual([5, 6]);
  expect(message.edits).toBe(0);
  release();
  await discord.waitFor(() => message.edits > 0, "the choice");
  await command.reply();
  expect((await house.auth.pins.readBack(`discord:${places.general}`))?.pin?.model).toBe("anthropic/claude-sonnet-4-5");
  expect(discord.refusals).toEqual([]);
});

test("Discord: after 1.5 s in which nothing could run, the first thing that leaves is the acknowledgement", async () => {
  house = await openAuth();
  bot = await startBot({ gatekeeper: house.auth, commands: [model(house.auth)] });
  const { discord } = bot;
  const sent = [1, 2, 3].map(() => discord.slash({ userId: people.alice, channelId: places.general, name: "model" }));
  blockLoop(1500);
  for (const one of sent) await one.reply();
  const writes = discord.exchanges.filter(({ path }) => /^\/(interactions|webhooks)\//.test(path));
  expect(writes.slice(0, 3).map(({ path }) => path.split("/")[1])).toEqual(Array(3).fill("interactions"));
  expect(discord.refusals).toEqual([]);
});

test("Discord: while the store stands still, what somebody types gets no suggestions, and at once", async () => {
  const { store, stall, release } = slowStore();
  house = await openAuth(smallConfig, undefined, { store });
  bot = await startBot({ gatekeeper: house.auth, commands: [model(house.auth)] });
  const { discord } = bot;
  const typing = { userId: people.alice, channelId: places.general, name: "model", option: "choice", typed: "@" };
  stall();
  expect(await discord.autocomplete(typing).choices()).toEqual([]);
  release();
  expect((await discord.autocomplete(typing).choices()).map(({ value }) => value)).toContain("@work");
  expect(discord.refusals).toEqual([]);
});

test("Telegram: while the store stands still, somebody who typed sees that it is at work, and then the answer", async () => {
  const { store, stall, release } = slowStore();
  house = await openAuth(smallConfig, undefined, { store });
  const { server, connect } = await startStage();
  await connect({ gatekeeper: house.auth, commands: [model(house.auth)] });
  const [room, ann] = [forum(-100500), person(11, "Ann")];
  stall();
  server.say({ chat: room, from: ann, text: "/model status", topic: 17 });
  const action = await server.waitFor(() => server.calls.find(({ method }) => method === "sendChatAction"));
  expect(action.parameters).toEqual({ chat_id: -100500, message_thread_id: 17, action: "typing" });
  expect(server.shown).toEqual([]);
  release();
  const shown = await server.waitFor(() => server.shown[0]);
  expect(shown.text).toContain("telegram:-100500:17");
});

test("Telegram: while the store stands still, a tap is acknowledged, and done when it moves", async () => {
  const { store, stall, release } = slowStore();
  house = await openAuth(smallConfig, undefined, { store });
  const { server, connect } = await startStage();
  await connect({ gatekeeper: house.auth, commands: [model(house.auth)] });
  const [room, ann] = [group(-100500), person(11, "Ann")];
  server.say({ chat: room, from: ann, text: "/model" });
  const shown = await server.waitFor(() => server.shown[0]);
  stall();
  const tap = server.tap(shown, "gpt", ann);
  blockLoop(1500);
  await server.waitFor(() => tap.answer);
  expect(shown.history).toHaveLength(1);
  release();
  await server.waitFor(() => shown.history.length === 2);
  expect((await house.auth.pins.readBack("telegram:-100500"))?.pin?.model).toBe("openai/gpt-5.2");
});
