import type { AnswerEvent, Converse, IncomingMessage } from "../../../../src/chat/conversation.js";
import { Setback } from "../../../../src/domain/setback.js";
import {
  converseWith,
  fakeModel,
  gate,
  guilds,
  people,
  places,
  type RunningBot,
  roles,
  say,
  startBot,
} from "../../../loopback/discord/bot.js";

let bot: RunningBot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

/** Remembers what it was told and answers `re: <text>`. */
function recorder() {
  const heard: IncomingMessage[] = [];
  const converse: Converse = async function* (message) {
    heard.push(message);
    yield { kind: "text", delta: `re: ${message.text}` };
  };
  return { heard, converse };
}

const contents = (channelId: string) => bot?.discord.messages(channelId).map(({ content }) => content) ?? [];
const saying = (content: string) =>
  bot?.discord.waitFor(() => bot?.discord.said.find((said) => said.content === content), content);

test("a message that mentions the bot is answered as a reply, without the mention and without a ping", async () => {
  const { heard, converse } = recorder();
  bot = await startBot({ converse });
  const { discord } = bot;
  const asked = discord.message({
    userId: people.alice,
    channelId: places.thread,
    content: `<@${discord.botId}> how are <@${people.bob}>?`,
  });
  const answer = await saying(`re: how are <@${people.bob}>?`);
  expect(answer).toMatchObject({ channelId: places.thread, repliesTo: asked.id, pings: [] });
  expect(heard).toMatchObject([
    {
      text: `how are <@${people.bob}>?`,
      seenByCallerAlone: false,
      person: { id: `discord:${people.alice}`, principals: [`discord:${people.alice}`, `discord:role:${roles.staff}`] },
      place: {
        session: `discord:${places.thread}`,
        parent: `discord:${places.general}`,
        kind: "thread",
        guildId: places.guild,
      },
    },
  ]);
  expect(discord.refusals).toEqual([]);
});

test("in a DM everything is answered, privately", async () => {
  const { heard, converse } = recorder();
  bot = await startBot({ converse });
  bot.discord.message({ userId: people.bob, content: "hello" });
  const answer = await saying("re: hello");
  expect(answer?.repliesTo).toBeUndefined();
  expect(heard).toMatchObject([
    { seenByCallerAlone: true, place: { kind: "dm", session: `discord:${bot.discord.dm(people.bob)}` } },
  ]);
  expect(heard[0]?.place.parent).toBeUndefined();
});

test("what is not meant for the bot is not answered: no mention, everyone, roles, bots, webhooks, system messages, nothing said", async () => {
  const { heard, converse } = recorder();
  bot = await startBot({ converse });
  const { discord } = bot;
  const mention = `<@${discord.botId}>`;
  const here = { userId: people.alice, channelId: places.general };
  discord.message({ ...here, content: "hello all" });
  discord.message({ ...here, content: `@everyone <@&${roles.staff}> <@${people.bob}> hello` });
  discord.message({ ...here, userId: people.robot, content: `${mention} hello` });
  discord.message({ ...here, content: `${mention} hello`, webhookId: "5000" });
  discord.message({ ...here, content: `${mention} joined`, extra: { type: 7 } });
  discord.message({ ...here, content: `${mention} ` });
  discord.message({ userId: people.robot, content: "hello" });
  discord.message({ ...here, content: `${mention} at last` });
  await saying("re: at last");
  expect(heard.map(({ text }) => text)).toEqual(["at last"]);
});

describe("a reply to the bot", () => {
  async function replies(messageContent: boolean) {
    const { heard, converse } = recorder();
    bot = await startBot({ converse, messageContent }, { messageContent });
    const { discord } = bot;
    const here = { userId: people.alice, channelId: places.general };
    discord.message({ ...here, content: `<@${discord.botId}> hi` });
    const repliesTo = (await saying("re: hi"))?.id ?? "";
    const theirs = discord.message({ ...here, content: "between people" });
    discord.message({ ...here, content: "not to the bot", repliesTo: theirs.id });
    discord.message({ ...here, content: "quiet", repliesTo, ping: false });
    discord.message({ ...here, content: "pinging", repliesTo });
    await saying("re: pinging");
    return heard.map(({ text }) => text);
  }

  test("counts when it pings", async () => {
    expect(await replies(false)).toEqual(["hi", "pinging"]);
    expect(bot?.discord.identified).toEqual([{ intents: 1 | (1 << 9) | (1 << 12) }]);
  });

  test("counts always where the bot may read messages", async () => {
    expect(await replies(true)).toEqual(["hi", "quiet", "pinging"]);
  });
});

test("messages of one conversation are answered in order, and /model never waits behind them", async () => {
  const first = gate();
  const converse: Converse = async function* ({ text }) {
    if (text === "first") await first.opened;
    yield { kind: "text", delta: `re: ${text}` };
  };
  bot = await startBot({ converse });
  const { discord } = bot;
  const mention = `<@${discord.botId}>`;
  const here = { userId: people.alice, channelId: places.general };
  discord.message({ ...here, content: `${mention} first` });
  discord.message({ ...here, content: `${mention} second` });
  discord.message({ ...here, channelId: places.side, content: `${mention} elsewhere` });
  await saying("re: elsewhere");
  expect((await discord.slash({ ...here, name: "model" }).reply()).content).toBe("Done.");
  expect(contents(places.general).filter((content) => content.startsWith("re:"))).toEqual([]);
  first.open();
  await saying("re: second");
  expect(contents(places.general).filter((content) => content.startsWith("re:"))).toEqual(["re: first", "re: second"]);
});

test("an answer streams into one message, and typing is shown until its first word", async () => {
  const beginning = gate();
  const end = gate();
  const converse: Converse = async function* (): AsyncGenerator<AnswerEvent> {
    await beginning.opened;
    yield { kind: "text", delta: "Once upon" };
    await end.opened;
    yield { kind: "text", delta: " a time." };
  };
  bot = await startBot({ converse });
  const { discord } = bot;
  discord.message({ userId: people.alice, content: "a story" });
  const dm = discord.dm(people.alice);
  await discord.waitFor(() => discord.typed(dm) === 1, "typing");
  beginning.open();
  const shown = await saying("Once upon");
  end.open();
  await saying("Once upon a time.");
  expect(discord.said.map(({ id, edits }) => [id, edits])).toEqual([[shown?.id, 1]]);
  expect(discord.refusals).toEqual([]);
});

test("a long hostile answer comes in whole messages and pings nobody, in posts and in edits", async () => {
  const sentence = `@everyone <@${people.bob}> <@&${roles.staff}> **and so on**\n`;
  bot = await startBot({ converse: converseWith(() => sentence.repeat(100)) });
  const { discord } = bot;
  discord.message({ userId: people.alice, channelId: places.general, content: `<@${discord.botId}> go` });
  await discord.waitFor(
    () => discord.said.reduce((sum, { content }) => sum + content.split("\n").length, 0) === 100,
    "all lines",
  );
  expect(discord.said.flatMap(({ pings }) => pings)).toEqual([]);
  for (const { content } of discord.said)
    expect(content.split("\n").every((line) => `${line}\n` === sentence)).toBe(true);
  expect(discord.refusals).toEqual([]);
});

test("a stranger is told once whom to add, then nothing; an error becomes words", async () => {
  const converse: Converse = async function* () {
    yield* [];
    throw new Setback("answer_too_long", { characters: 5 });
  };
  bot = await startBot({ converse, gatekeeper: { may: ({ id }) => id !== `discord:${people.bob}` } });
  const { discord } = bot;
  const here = { channelId: places.general, content: `<@${discord.botId}> hi` };
  discord.message({ ...here, userId: people.bob });
  discord.message({ ...here, userId: people.bob });
  discord.message({ ...here, userId: people.alice });
  await saying("The answer was cut off here: it is longer than 5 characters.");
  expect(discord.said).toHaveLength(2);
  expect(discord.said[0]?.content).toContain(`\`modelpin access add discord:${people.bob} --level chat\``);
});

describe("the language of what the bot itself says", () => {
  const knownAs = (userId: string) =>
    bot?.discord.said.filter(({ content }) => content.includes(`modelpin access add discord:${userId} `));
  const refusal = async (userId: string, nth: number) =>
    (await bot?.discord.waitFor(() => knownAs(userId)?.[nth], "a refusal"))?.content.split("\n")[0];
  const german = "Du stehst nicht";
  const spanish = "No estás";

  test("is that of somebody's last interaction: in a DM, and in a guild that states none", async () => {
    bot = await startBot({ gatekeeper: { may: () => false } });
    const { discord } = bot;
    discord.message({ userId: people.bob, content: "hello" });
    expect(await refusal(people.bob, 0)).toContain("You are not");
    await discord.slash({ userId: people.alice, name: "model", locale: "de" }).reply();
    discord.message({ userId: people.alice, channelId: places.side, content: `<@${discord.botId}> hello` });
    expect(await refusal(people.alice, 1)).toContain(german);
    await discord.slash({ userId: people.alice, channelId: places.side, name: "model", locale: "es-ES" }).reply();
    discord.message({ userId: people.alice, channelId: places.general, content: `<@${discord.botId}> hello` });
    expect(await refusal(people.alice, 2)).toContain(spanish);
  });

  test("is a community's for whoever was not heard, and for what all read there", async () => {
    const heard: IncomingMessage[] = [];
    const converse: Converse = async function* (message) {
      yield* [];
      heard.push(message);
    };
    const guildsThere = guilds?.map((guild) => ({ ...guild, communityLocale: "de" })) ?? [];
    const may = ({ id }: { id: string }): boolean => id === `discord:${people.alice}`;
    bot = await startBot({ gatekeeper: { may }, converse }, { guilds: guildsThere });
    const { discord } = bot;
    discord.message({ userId: people.bob, channelId: places.general, content: `<@${discord.botId}> hello` });
    expect(await refusal(people.bob, 0)).toContain(german);
    await discord.slash({ userId: people.alice, name: "model", locale: "es-ES" }).reply();
    discord.message({ userId: people.alice, channelId: places.general, content: `<@${discord.botId}> hello` });
    discord.message({ userId: people.alice, content: "hello" });
    await discord.waitFor(
      () => discord.said.filter(({ content }) => content.includes("respuesta vacía"))[1],
      "answers",
    );
    expect(heard.map(({ locale, roomLocale }) => [locale, roomLocale])).toEqual([
      ["es-ES", "de"],
      ["es-ES", "es-ES"],
    ]);
  });
});

test("where the bot may not write it says so in its log and goes on", async () => {
  bot = await startBot();
  const { discord } = bot;
  discord.message({ userId: people.alice, channelId: places.denied, content: `<@${discord.botId}> hi` });
  await discord.waitFor(() => discord.refusals.length, "the refusal");
  discord.message({ userId: people.alice, content: "still there?" });
  await saying("You said: still there?");
  expect(bot.logged).toEqual([
    `A message in discord:${places.denied} was not answered. Discord answers 50013: Missing Permissions`,
  ]);
});

test("a lost connection is taken up again, and what was said meanwhile is answered", async () => {
  bot = await startBot();
  const { discord } = bot;
  discord.dropGateway();
  discord.message({ userId: people.alice, content: "anybody?" });
  await saying("You said: anybody?");
  expect([discord.resumed, discord.identified.length]).toEqual([1, 1]);
  expect((await discord.slash({ userId: people.alice, name: "model" }).reply()).content).toBe("Done.");
});

test("closing lets a running answer and a running command end, and takes nothing new", async () => {
  const end = gate();
  const { command } = fakeModel(async () => {
    await end.opened;
    return say("Done.");
  });
  const converse: Converse = async function* ({ text }) {
    yield { kind: "text", delta: `re: ${text}` };
    await end.opened;
    yield { kind: "text", delta: ", complete" };
  };
  bot = await startBot({ commands: [command], converse });
  const { discord, connection } = bot;
  const sent = discord.slash({ userId: people.alice, channelId: places.general, name: "model" });
  await sent.acknowledged();
  discord.message({ userId: people.alice, content: "one" });
  await saying("re: one");
  const closed = connection.close();
  discord.message({ userId: people.alice, content: "two" });
  end.open();
  await closed;
  expect(discord.said.map(({ content }) => content).toSorted()).toEqual(["Done.", "re: one, complete"]);
  expect(bot.logged).toEqual([]);
});
