import { Bot } from "grammy";
import { telegram } from "../../../../src/chat/platforms/telegram.js";
import { type Reply, text } from "../../../../src/domain/reply.js";
import { dm, forum, group, person } from "../../../loopback/telegram/people.js";
import { Refusal } from "../../../loopback/telegram/refusal.js";
import { endStages, startStage, token } from "./telegram-stage.js";

afterEach(endStages);

const ann = person(11, "Ann", { language_code: "de" });
const room = group(-100500);
const board = forum(-100700);

describe("where /model was typed", () => {
  test("a DM: the caller alone sees the answer", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    const asked = server.say({ chat: dm(ann), from: ann, text: "/model opus@work --once" });
    const shown = await server.waitFor(() => server.shown[0]);
    expect(shown).toMatchObject({ text: "model: opus@work --once", answers: asked.message_id });
    expect(invocations[0]).toMatchObject({
      place: { platform: "telegram", session: "telegram:11", kind: "dm", peerId: "11" },
      person: { id: "telegram:11", principals: ["telegram:11"], name: "Ann" },
      argument: "opus@work --once",
      locale: "de",
      seenByCallerAlone: true,
    });
  });

  test("a group: bare, or addressed to this bot in any case; never what is addressed to another bot", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    for (const command of ["/model@other_bot 1", "/model 2", "/model@Model_Bot 3", "/MODEL 4", "say /model 5"]) {
      server.say({ chat: room, from: ann, text: command });
    }
    await server.waitFor(() => server.shown.length === 3);
    expect(invocations.map((one) => one.argument)).toEqual(["2", "3", "4"]);
    expect(invocations[0]).toMatchObject({
      place: { session: "telegram:-100500", kind: "group", peerId: "-100500" },
      seenByCallerAlone: false,
    });
    expect(invocations[0]?.place.parent).toBeUndefined();
  });

  test("a forum topic: its own conversation, inheriting from its group, answered in the topic", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    server.say({ chat: board, from: ann, text: "/model opus", topic: 17 });
    expect(await server.waitFor(() => server.shown[0])).toMatchObject({ topic: 17 });
    expect(invocations[0]?.place).toEqual({
      platform: "telegram",
      session: "telegram:-100700:17",
      parent: "telegram:-100700",
      kind: "thread",
      peerId: "-100700:17",
      parentPeerId: "-100700",
    });
  });

  test("General is the group itself, and so is a thread of replies: requests carry no thread id", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    server.say({ chat: board, from: ann, text: "/model a" });
    server.say({ chat: board, from: ann, text: "/model b", message_thread_id: 99 });
    server.say({ chat: board, from: ann, text: "/model c", topic: 1 });
    await server.waitFor(() => server.shown.length === 3);
    expect(invocations.map((one) => one.place.session)).toEqual(Array(3).fill("telegram:-100700"));
    expect(server.shown.every((one) => one.topic === undefined)).toBe(true);
  });

  test("a topic of a DM is a conversation that inherits nothing", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    server.say({ chat: dm(ann), from: ann, text: "/model", topic: 5 });
    await server.waitFor(() => server.shown[0]);
    expect(invocations[0]?.place).toEqual({ platform: "telegram", session: "telegram:11:5", kind: "dm", peerId: "11" });
  });
});

describe("who typed /model", () => {
  test("an admin of the group is also telegram:chat-admin, asked for once a minute", async () => {
    const { server, invocations, connect } = await startStage();
    let now = 1_000_000;
    await connect({ gatekeeper: { may: (_, action) => action !== "admin" }, now: () => now });
    server.say({ chat: room, from: ann, text: "hello" });
    server.makeAdmin(room.id, ann.id);
    const lookups = () => server.calls.filter((call) => call.method === "getChatAdministrators").length;
    for (const [i, later] of [0, 59_000, 2_000].entries()) {
      now += later;
      server.say({ chat: room, from: ann, text: "/model" });
      await server.waitFor(() => server.shown.length === i + 1);
    }
    expect(invocations.map((one) => one.person.principals)).toEqual(
      Array(3).fill(["telegram:11", "telegram:chat-admin"]),
    );
    expect(lookups()).toBe(2);
  });

  test("an anonymous admin is telegram:chat-admin", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    const anonymous = person(1087968824, "Group", { is_bot: true, username: "GroupAnonymousBot" });
    server.say({ chat: room, from: anonymous, sender_chat: room, text: "/model" });
    await server.waitFor(() => server.shown[0]);
    expect(invocations[0]?.person).toEqual({ id: "telegram:chat-admin", principals: ["telegram:chat-admin"] });
  });

  test("when Telegram does not say who is an admin, the answer is to try again, never a refusal", async () => {
    const { server, invocations, connect, texts } = await startStage();
    await connect({ gatekeeper: { may: (one) => one.principals.includes("telegram:chat-admin") } });
    server.refuseNext("getChatAdministrators", new Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED"));
    server.say({ chat: room, from: ann, text: "/model" });
    await server.waitFor(() => server.shown[0]);
    expect(texts()[0]).toContain("Versuch es gleich noch einmal.");
    expect(invocations).toEqual([]);
  });

  test("other bots, channels, forwarded channel posts and edited messages run nothing", async () => {
    const { server, invocations, connect } = await startStage();
    await connect();
    const channel = { id: -100900, type: "channel", title: "News" } as const;
    const bot = person(12, "Other", { is_bot: true });
    server.say({ chat: room, from: bot, text: "/model bot" });
    server.say({ chat: room, from: bot, sender_chat: channel, text: "/model channel" });
    server.say({ chat: room, from: ann, sender_chat: channel, is_automatic_forward: true, text: "/model post" });
    server.push({ edited_message: server.say({ chat: room, from: ann, text: "x" }) as never });
    server.say({ chat: room, from: ann, text: "/model mine" });
    await server.waitFor(() => server.shown[0]);
    expect(invocations.map((one) => one.argument)).toEqual(["mine"]);
  });

  test("a stranger is told once an hour in a conversation whom to add, then nothing", async () => {
    const { server, connect, texts } = await startStage();
    await connect({ gatekeeper: { may: (one) => one.id === "telegram:11" } });
    const eve = person(66, "Eve");
    server.say({ chat: dm(eve), from: eve, text: "/model" });
    server.say({ chat: dm(eve), from: eve, text: "/model opus" });
    server.say({ chat: dm(eve), from: eve, text: "let me in" });
    server.say({ chat: dm(ann), from: ann, text: "/model mine" });
    await server.waitFor(() => server.unconfirmed === 0 && texts().includes("model: mine"));
    expect(texts().filter((shown) => shown.includes("telegram:66"))).toEqual([
      "You are not on this bot's list. It knows you as telegram:66.\n" +
        "Its owner adds you with modelpin access add telegram:66 --level switch",
    ]);
  });
});

describe("inside somebody's own grammY bot", () => {
  async function hostBot(server: { apiRoot: string }, reply: Reply) {
    const bot = new Bot(token, { client: { apiRoot: server.apiRoot } });
    const passed: string[] = [];
    const moves: string[][] = [];
    const model = { name: "model", description: "Choose.", run: async () => reply };
    const options = { onMigrate: (...keys: string[]) => void moves.push(keys) };
    bot.use(telegram({ may: () => true }, [model], options));
    bot.use((ctx) => void passed.push(ctx.message?.text ?? "(other)"));
    await bot.init();
    return { bot, passed, moves };
  }

  test("everything that is not a command of ours goes on to the bot's own middleware", async () => {
    const { server } = await startStage();
    const { bot, passed, moves } = await hostBot(server, { audience: "caller", blocks: [text("Done.")] });
    const say = (more: object) =>
      bot.handleUpdate({ update_id: 1, message: server.say({ chat: room, from: ann, ...more }) as never });
    await say({ text: "/model" });
    await say({ text: "/start" });
    await say({ text: "hello" });
    await say({ text: "/model@other_bot" });
    await say({ migrate_to_chat_id: -100999 });
    expect(passed).toEqual(["/start", "hello", "/model@other_bot", "(other)"]);
    expect(server.shown.map((one) => one.text)).toEqual(["Done."]);
    expect(moves).toEqual([["telegram:-100500", "telegram:-100999"]]);
  });

  test("what a person reads is what was said: marks are text, code is code", async () => {
    const { server } = await startStage();
    const reply: Reply = { audience: "caller", blocks: [text(['<b> & "x" ', { code: "<a>&" }, { strong: "now" }])] };
    const { bot } = await hostBot(server, reply);
    await bot.handleUpdate({ update_id: 1, message: server.say({ chat: room, from: ann, text: "/model" }) as never });
    expect(server.shown[0]).toMatchObject({
      text: '<b> & "x" <a>&now',
      entities: [
        { type: "code", offset: 10, length: 4 },
        { type: "bold", offset: 14, length: 3 },
      ],
    });
  });
});
