import type { Completion, Invocation } from "../../../../src/chat/slash.js";
import { text } from "../../../../src/domain/reply.js";
import {
  fakeModel,
  gate,
  people,
  places,
  type RunningBot,
  roles,
  say,
  startBot,
} from "../../../loopback/discord/bot.js";
import { toRead } from "../../../loopback/discord/reading.js";

let bot: RunningBot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

const inGeneral = { userId: people.alice, channelId: places.general, name: "model" };

test("a channel, a thread and a DM are three conversations; the thread knows its channel, the DM nobody", async () => {
  const { command, invocations } = fakeModel();
  bot = await startBot({ commands: [command] });
  await bot.discord.slash(inGeneral).reply();
  await bot.discord.slash({ ...inGeneral, channelId: places.thread }).reply();
  await bot.discord.slash({ userId: people.alice, name: "model" }).reply();
  const dm = bot.discord.dm(people.alice);
  expect(invocations.map(({ place }) => place)).toEqual([
    {
      platform: "discord",
      session: `discord:${places.general}`,
      peerId: places.general,
      kind: "channel",
      guildId: places.guild,
    },
    {
      platform: "discord",
      session: `discord:${places.thread}`,
      peerId: places.thread,
      kind: "thread",
      guildId: places.guild,
      parent: `discord:${places.general}`,
      parentPeerId: places.general,
    },
    { platform: "discord", session: `discord:${dm}`, peerId: dm, kind: "dm", partnerId: people.alice },
  ]);
});

test("a thread of a guild that discord.js was never told of still knows its channel, and the roles are the payload's", async () => {
  const { command, invocations } = fakeModel();
  bot = await startBot({ commands: [command] });
  const unknownTo = { guildId: "7777", channelId: "7001", parentId: "7000" };
  const reply = await bot.discord.slash({ userId: people.bob, name: "model", roles: ["7002"], unknownTo }).reply();
  expect(reply.onlyFor).toBe(people.bob);
  expect(invocations[0]?.place).toMatchObject({
    session: "discord:7001",
    parent: "discord:7000",
    kind: "thread",
    guildId: "7777",
  });
  expect(invocations[0]?.person.principals).toEqual([`discord:${people.bob}`, "discord:role:7002"]);
});

test("a person is their id and the roles that the interaction states, nothing else", async () => {
  const { command, invocations } = fakeModel();
  bot = await startBot({ commands: [command] });
  await bot.discord.slash({ ...inGeneral, locale: "de" }).reply();
  await bot.discord.slash({ userId: people.alice, name: "model" }).reply();
  expect(invocations.map(({ person, locale }) => [person, locale])).toEqual([
    [
      {
        id: `discord:${people.alice}`,
        principals: [`discord:${people.alice}`, `discord:role:${roles.staff}`],
        name: "alice",
      },
      "de",
    ],
    [{ id: `discord:${people.alice}`, principals: [`discord:${people.alice}`], name: "alice" }, "en-US"],
  ]);
});

test("a role that discord.js has not heard of yet counts at once", async () => {
  const { command, invocations } = fakeModel();
  bot = await startBot({ commands: [command] });
  await bot.discord.slash({ ...inGeneral, roles: ["4999"] }).reply();
  expect(invocations[0]?.person.principals).toEqual([`discord:${people.alice}`, "discord:role:4999"]);
});

test("the first answer is on its way before the command has done anything, for the caller alone", async () => {
  const work = gate();
  const { command } = fakeModel(async () => {
    await work.opened;
    return say("Done at last.");
  });
  bot = await startBot({ commands: [command] });
  const sent = bot.discord.slash(inGeneral);
  expect(await sent.acknowledged()).toMatchObject({ type: 5, data: { flags: 64 } });
  expect(bot.discord.messages(places.general, people.alice)).toEqual([]);
  work.open();
  expect(await sent.reply()).toMatchObject({ content: "Done at last.", onlyFor: people.alice });
  expect(bot.discord.messages(places.general, people.bob)).toEqual([]);
  expect(bot.discord.refusals).toEqual([]);
});

test("an interaction that Discord has forgotten runs nothing, is logged without its token and harms nobody", async () => {
  let late = 0;
  const { command, invocations } = fakeModel();
  bot = await startBot({ commands: [command] }, { now: () => Date.now() + late });
  const sent = bot.discord.slash(inGeneral);
  late = 3_001;
  await bot.discord.waitFor(() => bot?.discord.refusals.some(({ answer }) => answer.code === 10062), "the refusal");
  await bot.discord.slash(inGeneral).reply();
  expect(invocations).toHaveLength(1);
  expect(bot.logged).toEqual(["/model was not answered. Discord answers 10062: Unknown interaction"]);
  expect(bot.logged.join()).not.toContain(sent.interaction.token);
});

test("a command that takes longer than Discord remembers is logged and harms nobody", async () => {
  let late = 0;
  const work = gate();
  const { command } = fakeModel(async () => {
    await work.opened;
    return say("Too late.");
  });
  bot = await startBot({ commands: [command] }, { now: () => Date.now() + late });
  await bot.discord.slash(inGeneral).acknowledged();
  late = 16 * 60_000;
  work.open();
  await bot.discord.waitFor(() => bot?.discord.refusals.length, "the refusal");
  await bot.discord.slash(inGeneral).reply();
  expect(bot.logged).toEqual(["/model was not answered. Discord answers 50027: Invalid Webhook Token"]);
});

test("every command is answered exactly once, also when Discord asks for patience", async () => {
  bot = await startBot();
  bot.discord.limit(/callback$/, { retryAfter: 0.05 });
  bot.discord.limit(/messages\/@original$/, { retryAfter: 0.05 });
  await Promise.all([1, 2, 3].map(() => bot?.discord.slash(inGeneral).reply()));
  expect(bot.discord.refusals).toEqual([]);
  expect(bot.discord.messages(places.general, people.alice).map(({ content }) => content)).toEqual([
    "Done.",
    "Done.",
    "Done.",
  ]);
});

test("a hostile argument pings nobody, is no mark-up and comes back as it was typed", async () => {
  const hostile = `@everyone <@${people.bob}> <@&${roles.staff}> **b** _i_ ~~s~~ ||x|| \`c\` [l](https://e.vil) :fire: <t:1:R> # h`;
  const { command, invocations } = fakeModel(({ argument }) => ({
    audience: "caller",
    blocks: [text([argument], [{ code: argument }], [{ strong: argument }], `- ${argument}`, `1. ${argument}`)],
  }));
  bot = await startBot({ commands: [command] });
  const reply = await bot.discord.slash({ ...inGeneral, options: { choice: hostile } }).reply();
  expect(invocations[0]?.argument).toBe(hostile);
  expect(reply.pings).toEqual([]);
  expect(toRead(reply.content).split("\n")).toEqual([hostile, hostile, hostile, `- ${hostile}`, `1. ${hostile}`]);
});

test("times are written in Discord's own form", async () => {
  const at = Date.UTC(2026, 10, 22, 12, 0, 0);
  const { command } = fakeModel(() => ({
    audience: "caller",
    blocks: [text(["back ", { time: at, form: "relative" }, ", ", { time: at, form: "absolute" }])],
  }));
  bot = await startBot({ commands: [command] });
  const reply = await bot.discord.slash(inGeneral).reply();
  expect(reply.content).toBe(`back <t:${at / 1000}:R>, <t:${at / 1000}:f>`);
});

test("somebody who is not in reads the principal to add, and the command does not run", async () => {
  const { command, invocations } = fakeModel();
  bot = await startBot({ commands: [command], gatekeeper: { may: ({ id }) => id !== `discord:${people.bob}` } });
  const reply = await bot.discord.slash({ ...inGeneral, userId: people.bob }).reply();
  expect(reply.onlyFor).toBe(people.bob);
  expect(toRead(reply.content)).toContain(`modelpin access add discord:${people.bob} --level switch`);
  expect(invocations).toEqual([]);
});

describe("suggestions", () => {
  function modelWith(completions: readonly Completion[], asked: Invocation[] = []) {
    const complete = async (invocation: Invocation) => {
      asked.push(invocation);
      return completions;
    };
    return { ...fakeModel().command, complete };
  }
  const typing = { ...inGeneral, option: "choice", typed: " op" };

  test("are asked for with what is typed so far, for that person and place", async () => {
    const asked: Invocation[] = [];
    bot = await startBot({ commands: [modelWith([{ label: "opus (anthropic)", value: "opus" }], asked)] });
    expect(await bot.discord.autocomplete(typing).choices()).toEqual([{ name: "opus (anthropic)", value: "opus" }]);
    expect(asked).toMatchObject([
      { argument: "op", person: { id: `discord:${people.alice}` }, place: { session: `discord:${places.general}` } },
    ]);
  });

  test("stay within 25 of 100 characters: labels are cut in their middle, values never", async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ label: `${i} ${"😀".repeat(70)}`, value: `model-${i}` }));
    bot = await startBot({
      commands: [modelWith([{ label: "long", value: "v".repeat(101) }, { label: "", value: "x" }, ...many])],
    });
    const choices = await bot.discord.autocomplete(typing).choices();
    expect(choices.map(({ value }) => value)).toEqual(["x", ...many.slice(0, 24).map(({ value }) => value)]);
    expect(choices[0]?.name).toBe("x");
    for (const { name } of choices.slice(1)) expect(name).toMatch(/^\d+ (😀)+…(😀)+$/u);
    expect(bot.discord.refusals).toEqual([]);
  });

  test("that come too late, or not at all, harm nobody", async () => {
    let late = 0;
    const command = {
      ...fakeModel().command,
      complete: async () => {
        throw new Error("no suggestions today");
      },
    };
    bot = await startBot({ commands: [command] }, { now: () => Date.now() + late });
    expect(await bot.discord.autocomplete(typing).choices()).toEqual([]);
    bot.discord.autocomplete(typing);
    late = 3_001;
    await bot.discord.waitFor(() => bot?.discord.refusals.length, "the refusal");
    expect((await bot.discord.slash(inGeneral).reply()).content).toBe("Done.");
  });
});
