import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { Converse } from "../../../../src/chat/conversation.js";
import type { SlashCommand } from "../../../../src/chat/slash.js";
import { isModelpinError } from "../../../../src/domain/errors.js";
import { text } from "../../../../src/domain/reply.js";
import { Secret } from "../../../../src/domain/secret.js";
import { dm, forum, group, person } from "../../../loopback/telegram/people.js";
import { Refusal } from "../../../loopback/telegram/refusal.js";
import { endStages, hurriedClock, startStage, token } from "./telegram-stage.js";

afterEach(endStages);

const ann = person(11, "Ann");
const bob = person(12, "Bob");
const room = group(-100500);

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("logging in", () => {
  test("says the bot's name, registers the menus once and asks for messages and taps only", async () => {
    const { server, connect } = await startStage();
    const first = await connect();
    expect(first.account).toBe("@model_bot");
    const count = (method: string) => server.calls.filter((call) => call.method === method).length;
    await server.waitFor(() => server.menus.size === 3 && count("getUpdates") > 0);
    expect(server.menu).toEqual([{ command: "model", description: "Choose the model of this conversation." }]);
    expect([...server.menus.keys()]).toEqual(["default ", "all_private_chats ", "all_group_chats "]);
    await first.close();
    await connect();
    await server.waitFor(() => count("getMyCommands") === 36);
    expect(count("setMyCommands")).toBe(3);
    expect(server.calls.find((call) => call.method === "getUpdates")?.parameters.allowed_updates).toEqual([
      "message",
      "callback_query",
    ]);
  });

  test.each(["4242:wrong", "not a token"])(
    "a token that Telegram does not know: what to do, never the token (%s)",
    async (wrong) => {
      const { connect } = await startStage();
      const error = await failureOf(connect({ token: new Secret(wrong) }));
      expect(isModelpinError(error, "telegram_token_refused")).toBe(true);
      expect(inspect(error, { depth: 10 })).not.toContain(wrong);
      expect((error as { hint: string }).hint).toContain("@BotFather");
    },
  );

  test("a webhook is never removed silently: the error names its host and the command", async () => {
    const { server, connect } = await startStage({ webhook: "https://hooks.example.com/secret-path" });
    const error = await failureOf(connect());
    expect(isModelpinError(error, "telegram_webhook_set")).toBe(true);
    expect(inspect(error)).toContain("hooks.example.com");
    expect(inspect(error)).toContain("deleteWebhook");
    expect(inspect(error)).not.toContain("secret-path");
    expect(server.calls.some((call) => call.method === "deleteWebhook")).toBe(false);
  });

  test("an unreachable server is a coded error without the token", async () => {
    const { connect } = await startStage();
    const error = await failureOf(connect({ apiRoot: "http://127.0.0.1:9", clock: hurriedClock() }));
    expect(isModelpinError(error, "telegram_unreachable")).toBe(true);
    expect(inspect(error, { depth: 10 })).not.toContain(token);
  });

  test("a redirect is not followed: what is said to Telegram is said to nobody else", async () => {
    const { server, connect } = await startStage();
    const elsewhere = createServer((_, response) => response.writeHead(307, { location: server.apiRoot }).end());
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const apiRoot = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const error = await failureOf(connect({ apiRoot, clock: hurriedClock() }));
    elsewhere.close();
    expect(isModelpinError(error, "telegram_unreachable")).toBe(true);
    expect(server.calls).toEqual([]);
  });
});

describe("answering messages", () => {
  test("in a DM every text; in a group what mentions the bot or replies to it, without the mention", async () => {
    const { server, heard, connect, texts } = await startStage();
    await connect();
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    await server.waitFor(() => texts().includes("echo: hi"));
    server.say({ chat: room, from: ann, text: "not for you @other_bot" });
    server.say({ chat: room, from: ann, text: "hey @Model_Bot what is up" });
    await server.waitFor(() => texts().includes("echo: hey what is up"));
    const answer = { message_id: server.shown[1]?.id ?? 0, from: server.me, chat: room, date: 0 };
    server.say({ chat: room, from: bob, text: "and me?", reply_to_message: answer as never });
    await server.waitFor(() => texts().includes("echo: and me?"));
    expect(heard.map((one) => [one.text, one.place.session, one.seenByCallerAlone])).toEqual([
      ["hi", "telegram:11", true],
      ["hey what is up", "telegram:-100500", false],
      ["and me?", "telegram:-100500", false],
    ]);
  });

  test("a message in a topic that the bot opened is not a reply to the bot", async () => {
    const { server, heard, connect, texts } = await startStage();
    await connect();
    const root = {
      message_id: 3,
      from: server.me,
      chat: forum(-100700),
      date: 0,
      forum_topic_created: { name: "x", icon_color: 0 },
    };
    server.say({ chat: forum(-100700), from: ann, text: "among us", topic: 3, reply_to_message: root as never });
    server.say({ chat: dm(ann), from: ann, text: "done" });
    await server.waitFor(() => texts().includes("echo: done"));
    expect(heard.map((one) => one.text)).toEqual(["done"]);
  });

  test("a command that the bot does not have gets the list of those it has, in a DM", async () => {
    const { server, connect, texts } = await startStage();
    await connect();
    server.say({ chat: dm(ann), from: ann, text: "/start" });
    await server.waitFor(() => server.shown[0]);
    expect(texts()).toEqual(["Write to me, or use a command:\n/model: Choose the model of this conversation."]);
  });

  test("messages of one conversation are answered in their order, those of others meanwhile", async () => {
    const gates = new Map<string, () => void>();
    const converse: Converse = async function* ({ text }) {
      await new Promise<void>((open) => gates.set(text, open));
      yield { kind: "text", delta: `answer ${text}` };
    };
    const { server, heard, connect, texts } = await startStage();
    await connect({ converse });
    for (const n of ["1", "2", "3"]) server.say({ chat: dm(ann), from: ann, text: n });
    server.say({ chat: dm(bob), from: bob, text: "other" });
    await server.waitFor(() => gates.has("other") && gates.has("1"));
    gates.get("other")?.();
    await server.waitFor(() => texts().includes("answer other"));
    for (const n of ["1", "2", "3"]) {
      await server.waitFor(() => gates.has(n));
      gates.get(n)?.();
      await server.waitFor(() => texts().includes(`answer ${n}`));
    }
    expect(heard.filter((one) => one.person.id === "telegram:11").map((one) => one.text)).toEqual(["1", "2", "3"]);
  });

  test("/model never waits behind a running turn, and the message after it waits for /model", async () => {
    const order: string[] = [];
    let finish = (): void => {};
    const converse: Converse = async function* ({ text }) {
      order.push(text);
      if (text === "long") await new Promise<void>((resolve) => (finish = resolve));
      yield { kind: "text", delta: `answer ${text}` };
    };
    const { server, connect, texts } = await startStage();
    await connect({ converse });
    server.say({ chat: dm(ann), from: ann, text: "long" });
    server.say({ chat: dm(ann), from: ann, text: "/model opus" });
    server.say({ chat: dm(ann), from: ann, text: "next" });
    await server.waitFor(() => texts().includes("model: opus"));
    expect(order).toEqual(["long"]);
    finish();
    await server.waitFor(() => texts().includes("answer next"));
    expect(order).toEqual(["long", "next"]);
  });

  test("a message that follows a command waits until the command is done", async () => {
    let choose = (): void => {};
    const slow: SlashCommand = {
      name: "model",
      description: "Choose.",
      run: () => new Promise((resolve) => (choose = () => resolve({ audience: "caller", blocks: [text("chosen")] }))),
    };
    const { server, connect, heard, texts } = await startStage();
    await connect({ commands: [slow] });
    server.say({ chat: dm(ann), from: ann, text: "/model opus" });
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    server.say({ chat: dm(bob), from: bob, text: "meanwhile" });
    await server.waitFor(() => texts().includes("echo: meanwhile"));
    expect(heard.map((one) => one.text)).toEqual(["meanwhile"]);
    choose();
    await server.waitFor(() => texts().includes("echo: hi"));
    expect(texts()).toEqual(["echo: meanwhile", "chosen", "echo: hi"]);
  });

  test("an answer streams into one message by edits and ends whole; its text is never mark-up", async () => {
    let go = (): void => {};
    const converse: Converse = async function* () {
      yield { kind: "text", delta: "<b>1 &" };
      await new Promise<void>((resolve) => (go = resolve));
      yield { kind: "text", delta: " amp; 2" };
    };
    const { server, connect } = await startStage();
    await connect({ converse, clock: hurriedClock() });
    server.say({ chat: dm(ann), from: ann, text: "go" });
    const shown = await server.waitFor(() => server.shown[0]);
    go();
    await server.waitFor(() => shown.text === "<b>1 & amp; 2");
    expect(shown.history).toEqual(["<b>1 &", "<b>1 & amp; 2"]);
    expect(server.shown).toHaveLength(1);
  });

  test("a long answer is several messages, split at line ends, in the topic where it was asked", async () => {
    const line = "0123456789 ".repeat(9).trim();
    const lines = Array.from({ length: 120 }, (_, i) => `${i} ${line}`);
    const { server, connect } = await startStage();
    await connect({
      clock: hurriedClock(),
      async *converse() {
        yield { kind: "text", delta: lines.join("\n") };
      },
    });
    server.say({ chat: forum(-100700), from: ann, text: "@model_bot go", topic: 9 });
    await server.waitFor(() => server.shown.at(-1)?.text.endsWith(lines.at(-1) ?? ""));
    expect(server.shown.length).toBe(4);
    expect(server.shown.every((one) => one.topic === 9)).toBe(true);
    expect(server.shown.map((one) => one.text).join("\n")).toBe(lines.join("\n"));
  });

  test("a flood limit is waited out and nothing is lost", async () => {
    const { server, connect, texts } = await startStage();
    await connect();
    server.refuseNext("sendMessage", new Refusal(429, "Too Many Requests: retry after 0", { retry_after: 0 }), 2);
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    await server.waitFor(() => texts().includes("echo: hi"));
    expect(texts()).toEqual(["echo: hi"]);
  });

  test("a connection that breaks while an answer is posted loses nothing and shows no token", async () => {
    const { server, connect, logged, texts } = await startStage();
    await connect({ clock: hurriedClock() });
    server.refuseNext("sendMessage", "cut", 2);
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    await server.waitFor(() => texts().includes("echo: hi"));
    server.refuseNext("sendMessage", "cut", 20);
    server.say({ chat: dm(ann), from: ann, text: "again" });
    await server.waitFor(() => logged.some((line) => line.includes("could not be posted")));
    expect(logged.join("\n")).toContain("ECONNRESET");
    expect(logged.join("\n")).not.toContain(token);
  });

  test("typing that fails or hangs delays nothing", async () => {
    const { server, connect, texts } = await startStage();
    await connect();
    server.refuseNext("sendChatAction", new Refusal(403, "Forbidden: bot was blocked by the user"));
    server.say({ chat: dm(ann), from: ann, text: "fails" });
    await server.waitFor(() => texts().includes("echo: fails"));
    const release = server.hold("sendChatAction");
    server.say({ chat: dm(ann), from: ann, text: "hangs" });
    await server.waitFor(() => texts().includes("echo: hangs"));
    release();
  });

  test("an answer that cannot be posted stops its turn and is in the log without the token", async () => {
    let stopped: AbortSignal | undefined;
    const { server, connect, logged } = await startStage();
    await connect({
      async *converse(_, signal) {
        stopped = signal;
        yield { kind: "text", delta: "hello" };
      },
    });
    server.refuseNext("sendMessage", new Refusal(403, "Forbidden: bot was blocked by the user"), 5);
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    await server.waitFor(() => logged.some((line) => line.includes("could not be posted")));
    expect(stopped?.aborted).toBe(true);
    expect(logged.join("\n")).toContain("403");
    expect(logged.join("\n")).not.toContain(token);
  });
});

describe("staying connected", () => {
  test("an update is not handled twice after a restart", async () => {
    const { server, connect, texts } = await startStage();
    const first = await connect();
    server.say({ chat: dm(ann), from: ann, text: "/model once" });
    await server.waitFor(() => texts().length === 1);
    await first.close();
    expect(server.unconfirmed).toBe(0);
    server.say({ chat: dm(ann), from: ann, text: "/model twice" });
    await connect();
    await server.waitFor(() => texts().includes("model: twice"));
    expect(texts()).toEqual(["model: once", "model: twice"]);
  });

  test("what was handled is confirmed when the bot closes, also when the last poll did not get through", async () => {
    const { server, connect, texts } = await startStage();
    const bot = await connect({ clock: { now: Date.now, after: () => () => {} } });
    await server.waitFor(() => server.calls.some((call) => call.method === "getUpdates"));
    server.refuseNext("getUpdates", "cut", 1);
    server.say({ chat: dm(ann), from: ann, text: "/model once" });
    await server.waitFor(() => texts().length === 1);
    expect(server.unconfirmed).toBe(1);
    await bot.close();
    expect(server.unconfirmed).toBe(0);
  });

  test("a running answer ends before the bot is closed", async () => {
    let finish = (): void => {};
    const { server, connect, texts } = await startStage();
    const bot = await connect({
      async *converse() {
        await new Promise<void>((resolve) => (finish = resolve));
        yield { kind: "text", delta: "the end" };
      },
    });
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    await server.waitFor(() => server.calls.some((call) => call.method === "sendChatAction"));
    const closing = bot.close();
    finish();
    await closing;
    expect(texts()).toEqual(["the end"]);
  });

  test("a turn that does not end is stopped, and the bot closes all the same", async () => {
    const { server, connect } = await startStage();
    let signal: AbortSignal | undefined;
    const bot = await connect({
      clock: hurriedClock(),
      async *converse(_, given) {
        signal = given;
        await new Promise(() => {});
      },
    });
    server.say({ chat: dm(ann), from: ann, text: "hi" });
    await server.waitFor(() => signal !== undefined);
    await bot.close();
    expect(signal?.aborted).toBe(true);
  });

  test("a second program with the same token is told in the log, and both go on", async () => {
    const { server, connect, logged, texts } = await startStage();
    const bot = await connect({ clock: hurriedClock() });
    const troubles = new Set<string | undefined>();
    const push = logged.push.bind(logged);
    logged.push = (...lines) => {
      troubles.add(bot.trouble?.());
      return push(...lines);
    };
    server.refuseNext("getUpdates", new Refusal(409, "Conflict: terminated by other getUpdates request"), 3);
    server.say({ chat: dm(ann), from: ann, text: "/model a" });
    server.say({ chat: dm(ann), from: ann, text: "/model b" });
    await server.waitFor(() => texts().includes("model: b"));
    await server.waitFor(() => logged.includes("Telegram: receiving messages again."));
    expect(logged.filter((line) => line.includes("another program"))).toHaveLength(1);
    expect([...troubles]).toEqual([expect.stringContaining("another program"), undefined]);
  });

  test("a lost connection is retried until it is back, without the token in the log", async () => {
    const { server, connect, logged, texts } = await startStage();
    await connect({ clock: hurriedClock() });
    server.refuseNext("getUpdates", "cut", 12);
    server.say({ chat: dm(ann), from: ann, text: "/model a" });
    server.say({ chat: dm(ann), from: ann, text: "/model b" });
    await server.waitFor(() => texts().includes("model: b") && logged.includes("Telegram: receiving messages again."));
    expect(logged.join("\n")).toContain("cannot be reached");
    expect(logged.join("\n")).not.toContain(token);
  });
});
