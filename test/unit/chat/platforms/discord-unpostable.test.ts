import { people, places, type RunningBot, startBot } from "../../../loopback/discord/bot.js";

let running: RunningBot;
afterEach(() => running.close());

test("an answer that Discord does not let in stops its turn, which may cost money", async () => {
  let ended = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    ended = resolve;
  });
  running = await startBot({
    async *converse(_, signal) {
      signal.addEventListener("abort", ended, { once: true });
      yield { kind: "text", delta: "Once upon a time" };
      // The model would go on, and nobody reads it.
      await stopped;
    },
  });
  const { discord } = running;
  discord.message({ userId: people.alice, channelId: places.denied, content: `<@${discord.botId}> tell me` });
  await stopped;
  expect(discord.refusals).toHaveLength(1);
});
