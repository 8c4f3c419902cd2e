import { people, places, type RunningBot, startBot } from "../../../loopback/discord/bot.js";

let running: RunningBot;
beforeEach(async () => {
  running = await startBot();
});
afterEach(() => running.close());

const secret = "what somebody wrote";

test.each([
  ["INTERACTION_CREATE", { id: "1", type: 2, token: secret, channel_id: places.general, data: null }],
  ["MESSAGE_CREATE", { id: "2", channel_id: places.general, content: secret, author: { id: people.alice }, embeds: 5 }],
  ["GUILD_MEMBER_UPDATE", { guild_id: places.guild, user: null, nick: secret }],
])("an event that discord.js cannot read ends nothing: the next message is answered (%s)", async (event, data) => {
  const { discord, logged } = running;
  discord.dispatch(event, data);
  discord.message({ userId: people.alice, content: "hello" });
  const answered = await discord.waitFor(
    () => discord.messages(discord.dm(people.alice)).find(({ content }) => content === "You said: hello"),
    "an answer",
  );
  expect(answered).toBeDefined();
  expect(logged.join("\n")).toContain(`Discord: ${event} was not understood`);
  expect(logged.join("\n")).not.toContain(secret);
});
