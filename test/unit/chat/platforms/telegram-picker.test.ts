import { model } from "../../../../commands/slash/model.js";
import type { OpenOptions } from "../../../../src/auth/open.js";
import type { Clock } from "../../../../src/chat/answer.js";
import { type AuthHouse, openAuth, smallConfig } from "../../../fixtures/auth-house.js";
import type { Shown } from "../../../loopback/telegram/chats.js";
import { dm, forum, group, person } from "../../../loopback/telegram/people.js";
import { Refusal } from "../../../loopback/telegram/refusal.js";
import { endStages, type Stage, startStage } from "./telegram-stage.js";

const ann = person(11, "Ann");
const bob = person(12, "Bob");
const room = group(-100500);
const board = forum(-100700);
const dead = "This does nothing any more, or not here, or not for you. Nothing was changed. A fresh list: /model";

let house: AuthHouse | undefined;
afterEach(async () => {
  await endStages();
  await house?.close();
  house = undefined;
});

/** However slow the machine: a tap is acknowledged with what it did, unless a test wants otherwise. */
const patient: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = ms === 300 ? undefined : setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

type Started = Stage & { auth: AuthHouse["auth"]; house: AuthHouse; bot: { close(): Promise<void> } };
async function start(
  config: object = smallConfig,
  more: Parameters<Stage["connect"]>[0] = {},
  options: OpenOptions = {},
) {
  house = await openAuth(config, undefined, options);
  const stage = await startStage();
  const bot = await stage.connect({ gatekeeper: house.auth, commands: [model(house.auth)], clock: patient, ...more });
  return { ...stage, auth: house.auth, house, bot } satisfies Started;
}
const labels = (shown: Shown): string[] => shown.keyboard.flat().map(({ text }) => text);

/** Somebody opens the picker; resolves with the message that carries it. */
async function open({ server }: Started, chat: Parameters<Stage["server"]["say"]>[0]["chat"], topic?: number) {
  const before = server.shown.length;
  server.say({ chat, from: ann, text: "/model", ...(topic !== undefined && { topic }) });
  return server.waitFor(() => server.shown[before]);
}

test("model, then profile, in one message; each tap is acknowledged with what it did", async () => {
  const stage = await start();
  const { server, auth } = stage;
  const shown = await open(stage, dm(ann));
  expect(labels(shown)).toEqual([
    "✓ opus · anthropic · claude-opus-4-5",
    "sonnet · anthropic · claude-sonnet-4-5",
    "gpt · openai · gpt-5.2",
    "Accounts",
    "Default",
    "Status",
  ]);
  const first = server.tap(shown, "sonnet", ann);
  await server.waitFor(() => first.answer && shown.history.length === 2);
  expect(first.answer).toEqual({ text: "Model: sonnet (anthropic/claude-sonnet-4-5)", isAlert: false });
  expect(labels(shown)).toEqual(["home · token", "work · API key", "Models", "Any account", "Default", "Status"]);
  server.tap(shown, "work", ann);
  await server.waitFor(() => shown.history.length === 3);
  expect(shown.text).toContain("Profile: anthropic:work (pinned by you)");
  expect(server.shown).toHaveLength(1);
  expect((await auth.pins.readBack("telegram:11"))?.pin).toMatchObject({
    model: "anthropic/claude-sonnet-4-5",
    profileId: "anthropic:work",
    by: "telegram:11",
  });
  for (const label of ["Status", "Why?", "Models", "Accounts", "Default"]) {
    const edits: number = shown.history.length;
    server.tap(shown, label, ann);
    await server.waitFor(() => shown.history.length > edits);
  }
  expect(await auth.pins.readBack("telegram:11")).toBeUndefined();
  expect(server.calls.filter(({ refused }) => refused !== undefined)).toEqual([]);
});

test("in a forum topic the picker stays in its topic, and chooses for it alone", async () => {
  const stage = await start();
  const { server, auth } = stage;
  const shown = await open(stage, board, 17);
  server.tap(shown, "gpt", ann);
  await server.waitFor(() => shown.history.length === 2);
  expect(shown.topic).toBe(17);
  expect((await auth.pins.readBack("telegram:-100700:17"))?.pin?.model).toBe("openai/gpt-5.2");
  expect(await auth.pins.readBack("telegram:-100700")).toBeUndefined();
});

test("where the message cannot be edited the answer is a new one in the same topic", async () => {
  const stage = await start();
  const { server } = stage;
  const shown = await open(stage, board, 17);
  server.refuseNext("editMessageText", new Refusal(400, "Bad Request: message can't be edited"));
  const tap = server.tap(shown, "gpt", ann);
  const fresh = await server.waitFor(() => server.shown[1]);
  expect(fresh).toMatchObject({ topic: 17 });
  expect(labels(fresh)).toContain("default · API key");
  expect(tap.answer?.text).toContain("gpt");
});

test("where Telegram takes no keyboard everything is said in words, numbered", async () => {
  const stage = await start();
  const { server } = stage;
  server.refuseNext("sendMessage", new Refusal(400, "Bad Request: BUTTON_DATA_INVALID"));
  const shown = await open(stage, room);
  expect(shown.keyboard).toEqual([]);
  expect(shown.text).toContain("2. sonnet (anthropic/claude-sonnet-4-5)");
});

test("a tap in a restarted bot, on a catalogue of 2 000 that changed: what its label says, or nothing", async () => {
  const ids = (from: number) => Array.from({ length: 2000 }, (_, at) => `anthropic/${"m".repeat(240)}-${from + at}`);
  const config = (models: string[]) => ({
    ...smallConfig,
    agents: { defaults: { model: models[0], models: Object.fromEntries(models.map((id) => [id, {}])) } },
  });
  const stage = await start(config(ids(0)));
  const { server, connect } = stage;
  const shown = await open(stage, dm(ann));
  expect(shown.keyboard.flat().filter(({ text }) => text.includes("mmm"))).toHaveLength(8);
  expect(shown.text).toContain("Page 1 of 250");
  server.tap(shown, "2 ›", ann);
  await server.waitFor(() => shown.text.includes("Page 2 of 250"));
  const keyboard = shown.keyboard.flat();
  await stage.bot.close();
  await stage.house.configure(
    config(
      ids(1005)
        .reverse()
        .concat(keyboard[3] ? ids(1004).slice(0, 1) : []),
    ),
  );
  const auth = await stage.house.open();
  await connect({ gatekeeper: auth, commands: [model(auth)], clock: patient });
  const answers = [];
  for (const button of keyboard.slice(0, 8)) {
    const number = Number(/-(\d+) ·|-(\d+)$/.exec(button.text)?.[1] ?? Number.NaN);
    const edits: number = shown.history.length;
    const tap = server.tapData(shown, button.callback_data ?? "", ann);
    await server.waitFor(() => tap.answer);
    const exists = number >= 1004;
    if (exists) await server.waitFor(() => shown.history.length > edits);
    const pin = (await auth.pins.readBack("telegram:11"))?.pin?.model;
    answers.push([exists, tap.answer?.text === dead, exists ? pin?.endsWith(`-${number}`) : undefined]);
  }
  expect(new Set(answers.map(([exists]) => exists)).size).toBe(2);
  for (const [exists, refused, chosen] of answers)
    expect([refused, chosen]).toEqual(exists ? [false, true] : [true, undefined]);
});

test("while a turn runs, a store is slow and a look-up hangs, a tap is acknowledged at once, and told what became of it when that is known", async () => {
  let [beats, time] = [0, Date.now()];
  const impatient: Clock = {
    now: Date.now,
    after: (ms, call) => {
      beats += ms === 300 ? 1 : 0;
      const timer = setTimeout(call, ms === 300 ? 1 : ms);
      return () => clearTimeout(timer);
    },
  };
  let endTurn = (): void => {};
  const turn = new Promise<void>((resolve) => {
    endTurn = resolve;
  });
  const stage = await start(
    { ...smallConfig, access: { switch: ["*"] } },
    {
      clock: impatient,
      now: () => time,
      async *converse() {
        await turn;
        yield { kind: "text" as const, delta: "done" };
      },
    },
  );
  const { server } = stage;
  const shown = await open(stage, room);
  server.say({ chat: room, from: ann, text: "@model_bot think for ten minutes" });
  await server.waitFor(() => stage.heard.length === 1);
  const release = server.hold("getChatAdministrators");
  time += 61_000;
  const tap = server.tap(shown, "gpt", bob);
  await server.waitFor(() => tap.answer);
  expect(tap.answer).toEqual({ isAlert: false });
  expect(shown.history).toHaveLength(1);
  release();
  await server.waitFor(() => shown.history.length === 2);
  expect(shown.text).toContain("gpt");
  expect(beats).toBeGreaterThan(0);
  const releaseAgain = server.hold("getChatAdministrators");
  time += 61_000;
  const forged = server.tapData(shown, "mp:forged", person(13, "Eve"));
  await server.waitFor(() => forged.answer);
  expect([forged.answer, server.shown.length]).toEqual([{ isAlert: false }, 1]);
  releaseAgain();
  expect((await server.waitFor(() => server.shown[1])).text).toBe(dead);
  endTurn();
});

test("who lost the right between the list and the tap is refused at the tap, alone and without a trace in the room", async () => {
  let time = Date.now();
  const stage = await start(
    { ...smallConfig, access: { view: ["*"], switch: ["telegram:chat-admin"] } },
    { now: () => time },
  );
  const { server, auth } = stage;
  for (const admin of [ann, bob]) server.makeAdmin(room.id, admin.id);
  const shown = await open(stage, room);
  server.dismissAdmin(room.id, bob.id);
  time += 61_000;
  const refused = server.tap(shown, "gpt", bob);
  await server.waitFor(() => refused.answer);
  expect(refused.answer).toEqual({ text: dead, isAlert: true });
  expect(server.shown).toHaveLength(1);
  expect(shown.history).toHaveLength(1);
  expect(await auth.pins.readBack("telegram:-100500")).toBeUndefined();
  server.tap(shown, "gpt", ann);
  await server.waitFor(() => shown.history.length === 2);
});

test("a look-up that fails is 'try again', not a refusal, and nothing is changed", async () => {
  let time = Date.now();
  const stage = await start(
    { ...smallConfig, access: { view: ["*"], switch: ["telegram:chat-admin"] } },
    { now: () => time },
  );
  const { server } = stage;
  server.makeAdmin(room.id, ann.id);
  const shown = await open(stage, room);
  time += 61_000;
  server.refuseNext("getChatAdministrators", new Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED"));
  const tap = server.tap(shown, "gpt", bob);
  await server.waitFor(() => tap.answer);
  expect(tap.answer?.text).toContain("Try again in a moment.");
  expect(shown.history).toHaveLength(1);
});

test("an anonymous admin's tap does not tell who they are", async () => {
  const stage = await start({ ...smallConfig, access: { view: ["*"], switch: ["telegram:chat-admin"] } });
  const { server, auth } = stage;
  server.makeAdmin(room.id, bob.id, true);
  const shown = await open(stage, room);
  server.tap(shown, "gpt", bob);
  await server.waitFor(() => shown.history.length === 2);
  expect((await auth.pins.readBack("telegram:-100500"))?.pin?.by).toBe("telegram:chat-admin");
});

test("somebody else's buttons, forged and foreign tokens: one refusal, or the host's business", async () => {
  const stage = await start();
  const { server } = stage;
  const shown = await open(stage, dm(ann));
  const elsewhere = await open(stage, room);
  const data = shown.keyboard[1]?.[0]?.callback_data ?? "";
  const taps = [
    server.tapData(elsewhere, data, ann),
    server.tapData(shown, `${data.slice(0, -1)}${data.endsWith("A") ? "B" : "A"}`, ann),
    server.tapData(shown, "mp:", ann),
  ];
  await server.waitFor(() => taps.every(({ answer }) => answer));
  expect(taps.map(({ answer }) => answer)).toEqual(Array(3).fill({ text: dead, isAlert: true }));
  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
});

test("whoever may only look is told once what lets them switch, and still gets every look", async () => {
  const stage = await start({ ...smallConfig, access: { view: ["*"] } });
  const { server, texts, auth } = stage;
  for (const text of ["/model gpt", "/model sonnet", "@model_bot hello", "/model"])
    server.say({ chat: room, from: ann, text });
  await server.waitFor(() => texts().length === 2);
  expect(texts()).toEqual([
    "You may look, but not switch. Nothing was changed.\n" +
      "An operator can allow it: modelpin access add telegram:11 --level switch",
    expect.stringContaining("Now: opus"),
  ]);
  expect(await auth.pins.readBack("telegram:-100500")).toBeUndefined();
});

describe("a group becomes a supergroup", () => {
  const old = { id: -77, type: "group", title: "Group" } as const;
  const fresh = group(-100777);
  const told = {
    to: { chat: old, migrate_to_chat_id: fresh.id },
    from: { chat: fresh, migrate_from_chat_id: old.id },
  };
  test.each([["to"], ["from"], ["to", "from"], ["from", "to"], ["to", "to", "from", "from"]] as const)(
    "what was chosen follows, told in the order %s %s %s %s",
    async (...order) => {
      const stage = await start();
      const { server, auth } = stage;
      server.say({ chat: old as never, from: ann, text: "/model gpt" });
      await server.waitFor(() => server.shown[0]);
      server.upgrade(old.id, fresh);
      for (const which of order) server.say({ ...told[which], from: ann } as never);
      server.say({ chat: fresh, from: ann, text: "/model status" });
      const status = await server.waitFor(() => server.shown[1]);
      expect(status.text).toContain("gpt");
      expect((await auth.pins.readBack("telegram:-100777"))?.pin?.model).toBe("openai/gpt-5.2");
      expect(await auth.pins.readBack("telegram:-77")).toEqual(await auth.pins.readBack("telegram:-100777"));
    },
  );

  test("when only a refused request tells, the answer arrives in the new group and the choice with it", async () => {
    const stage = await start();
    const { server, auth } = stage;
    server.say({ chat: old as never, from: ann, text: "/model gpt" });
    await server.waitFor(() => server.shown[0]);
    server.upgrade(old.id, fresh);
    server.push({
      message: {
        message_id: 900,
        date: 1,
        chat: old,
        from: ann,
        text: "/model sonnet",
        entities: [{ type: "bot_command", offset: 0, length: 6 }],
      } as never,
    });
    const answer = await server.waitFor(() => server.shown[1]);
    expect(answer.chat.id).toBe(fresh.id);
    expect((await auth.pins.readBack("telegram:-100777"))?.pin?.model).toBe("anthropic/claude-sonnet-4-5");
  });

  test("what is said in the new group waits for the answer that is under way in the old one", async () => {
    let finish = (): void => {};
    const order: string[] = [];
    const stage = await start(smallConfig, {
      async *converse({ text }) {
        order.push(text);
        if (text === "long") await new Promise<void>((resolve) => (finish = resolve));
        yield { kind: "text", delta: `answer ${text}` };
      },
    });
    const { server, texts } = stage;
    server.say({ chat: old as never, from: ann, text: "@model_bot long" });
    await server.waitFor(() => order.length > 0);
    server.upgrade(old.id, fresh);
    server.say({ ...told.to, from: ann } as never);
    server.say({ chat: fresh, from: ann, text: "/model help" });
    await server.waitFor(() => server.shown.length === 1);
    server.say({ chat: fresh, from: ann, text: "@model_bot next" });
    server.say({ chat: dm(bob), from: bob, text: "elsewhere" });
    await server.waitFor(() => texts().includes("answer elsewhere"));
    expect(order).toEqual(["long", "elsewhere"]);
    finish();
    await server.waitFor(() => texts().includes("answer next"));
    expect(texts().slice(1)).toEqual(["answer elsewhere", "answer long", "answer next"]);
    expect(server.shown.slice(1).map(({ chat }) => chat.id)).toEqual([bob.id, fresh.id, fresh.id]);
  });

  test("a button of the old group does in the new one what its label says", async () => {
    const stage = await start();
    const { server, auth } = stage;
    server.say({ chat: old as never, from: ann, text: "/model" });
    const shown = await server.waitFor(() => server.shown[0]);
    server.upgrade(old.id, fresh);
    server.say({ ...told.to, from: ann } as never);
    server.tap(shown, "gpt", ann);
    const answer = await server.waitFor(() => server.shown[1]);
    expect(answer.chat.id).toBe(fresh.id);
    expect(answer.text).toContain("Model: gpt");
    expect((await auth.pins.readBack("telegram:-100777"))?.pin?.model).toBe("openai/gpt-5.2");
  });

  test("what somebody chose in the new group already stays", async () => {
    const stage = await start();
    const { server, auth } = stage;
    server.say({ chat: old as never, from: ann, text: "/model gpt" });
    server.say({ chat: fresh, from: ann, text: "/model sonnet" });
    await server.waitFor(() => server.shown.length === 2);
    server.say({ ...told.to, from: ann } as never);
    server.say({ chat: fresh, from: ann, text: "/model" });
    await server.waitFor(() => server.shown.length === 3);
    expect((await auth.pins.readBack("telegram:-77"))?.pin?.model).toBe("anthropic/claude-sonnet-4-5");
  });
});
