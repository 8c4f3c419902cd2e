import { createSecretKey } from "node:crypto";
import type { SlashCommand } from "../../../../src/chat/slash.js";
import { type Reply, text } from "../../../../src/domain/reply.js";
import { gate, people, places, type RunningBot, startBot } from "../../../loopback/discord/bot.js";
import { toRead } from "../../../loopback/discord/reading.js";
import type { Message } from "../../../loopback/discord/world.js";

let bot: RunningBot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

const here = { userId: people.alice, channelId: places.general };
const typed = { ...here, name: "model" };
const key = createSecretKey(Buffer.alloc(32, 7));

/** A `/model` with a button, which may be made to wait. What it was told stands in `done`. */
async function start() {
  const done: string[] = [];
  const work = gate();
  const offer = (said: string): Reply => ({
    audience: "caller",
    blocks: [text(said), { kind: "choices", layout: "buttons", choices: [{ label: "opus", argument: "opus" }] }],
  });
  const command: SlashCommand = {
    name: "model",
    description: "Choose the model of this conversation.",
    argument: { name: "choice", description: "A model." },
    async run({ argument }) {
      done.push(argument);
      if (argument === "slow") await work.opened;
      return offer(argument === "" ? "Models" : `Chosen: ${argument}`);
    },
    pressable: async () => ({ names: [["opus"]], argument: ([name]) => name }),
  };
  let late = 0;
  bot = await startBot(
    {
      gatekeeper: { may: () => true, tokenKey: async () => key },
      commands: [command],
      async *converse() {
        yield { kind: "notice", reply: { ...offer("May it?"), audience: "room" } };
      },
    },
    { now: () => Date.now() + late },
  );
  const { discord, logged } = bot;
  return {
    discord,
    logged,
    done,
    work,
    passes: (ms: number) => (late += ms),
    button: (message: Message) => ({
      ...here,
      messageId: message.id,
      customId: message.components[0].components[0].custom_id as string,
    }),
    seen: (userId: string = people.alice) =>
      discord.messages(places.general, userId).map(({ content }) => toRead(content)),
    refused: (code: number) =>
      discord.waitFor(() => discord.refusals.some(({ answer }) => answer.code === code), `${code}`),
    ask: () => discord.message({ ...here, content: `<@${discord.botId}> hello` }),
    /** The question that everybody there reads. */
    question: () => discord.waitFor(() => discord.said.find(({ content }) => content === "May it?"), "the question"),
  };
}
type Started = Awaited<ReturnType<typeof start>>;

/** Whatever happened, the bot goes on: in this conversation too. */
async function goesOn({ discord }: Started): Promise<void> {
  expect((await discord.slash({ ...typed, options: { choice: "after" } }).reply()).content).toBe("Chosen: after");
  discord.message({ userId: people.bob, content: "hello" });
  await discord.waitFor(() => discord.messages(discord.dm(people.bob))[1], "an answer to a message");
}

test("an interaction that is delivered again is done once, and nobody is told of it", async () => {
  const stage = await start();
  const { discord, done, logged, button } = stage;
  const sent = discord.slash(typed);
  sent.again();
  const message = await sent.reply();
  const press = discord.component(button(message));
  press.again();
  await discord.waitFor(() => message.edits === 1, "the press");
  discord.dropGateway();
  sent.again();
  press.again();
  await goesOn(stage);
  expect(done).toEqual(["", "opus", "after"]);
  expect(discord.resumed).toBe(1);
  expect([logged, discord.refusals]).toEqual([[], []]);
});

test("a message that is delivered again is answered once", async () => {
  const stage = await start();
  const { discord } = stage;
  const said = stage.ask();
  discord.again(said);
  await stage.question();
  discord.dropGateway();
  discord.again(said);
  await goesOn(stage);
  expect(stage.seen().filter((content) => content === "May it?")).toHaveLength(1);
});

test("what a person dismissed meanwhile: they are told below what they chose, and they alone", async () => {
  const stage = await start();
  const { discord, logged, button } = stage;
  const sent = discord.slash(typed);
  const message = await sent.reply();
  const press = discord.component(button(message));
  sent.dismiss();
  const told = await discord.waitFor(() => press.interaction.followUps[0], "what was chosen");
  expect(told).toMatchObject({ content: "Chosen: opus", onlyFor: people.alice });
  expect(stage.seen(people.bob)).toEqual([]);

  const slow = discord.slash({ ...typed, options: { choice: "slow" } });
  await slow.acknowledged();
  slow.dismiss();
  stage.work.open();
  const later = await discord.waitFor(() => slow.interaction.followUps[0], "what was chosen");
  expect(later).toMatchObject({ content: "Chosen: slow", onlyFor: people.alice });
  await goesOn(stage);
  expect(logged).toEqual([]);
});

test("a choice that took longer than Discord remembers who made it is in the log, and is made", async () => {
  const stage = await start();
  const { discord, done, logged } = stage;
  const slow = discord.slash({ ...typed, options: { choice: "slow" } });
  await slow.acknowledged();
  stage.passes(15 * 60_000 + 1);
  stage.work.open();
  await stage.refused(50027);
  await goesOn(stage);
  expect(done).toEqual(["slow", "after"]);
  expect(logged).toEqual(["/model was not answered. Discord answers 50027: Invalid Webhook Token"]);
});

test("a press that Discord has forgotten does nothing", async () => {
  const stage = await start();
  const { discord, done, logged, button } = stage;
  const press = discord.component(button(await discord.slash(typed).reply()));
  stage.passes(3_001);
  await stage.refused(10062);
  await goesOn(stage);
  expect(done).toEqual(["", "after"]);
  expect(logged).toEqual(["A button was not answered. Discord answers 10062: Unknown interaction"]);
  expect(logged.join()).not.toContain(press.interaction.token);
});

describe("a button that everybody sees", () => {
  test("goes once it was pressed, also where the presser cannot be told", async () => {
    const stage = await start();
    const { discord, logged, button } = stage;
    stage.ask();
    const question = await stage.question();
    discord.fail(/messages\/@original$/, "500", 4);
    discord.component(button(question));
    await discord.waitFor(() => question.components.length === 0, "the button is gone");
    await discord.waitFor(() => discord.exchanges.filter(({ status }) => status === 500).length === 4, "the last try");
    await goesOn(stage);
    expect(logged).toEqual([expect.stringMatching(/^A button was not answered\. Discord answers /)]);
  });

  test("may be gone already: the presser is told what they did, and nothing was wrong", async () => {
    const stage = await start();
    const { discord, logged, button } = stage;
    stage.ask();
    const question = await stage.question();
    const press = discord.component(button(question));
    discord.remove(question.id);
    expect(await press.reply()).toMatchObject({ content: "Chosen: opus", onlyFor: people.alice });
    await stage.refused(10008);
    await goesOn(stage);
    expect(logged).toEqual([]);
  });
});
