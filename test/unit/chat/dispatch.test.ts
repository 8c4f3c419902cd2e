import { createDispatcher } from "../../../src/chat/dispatch.js";
import { plainText, renderReply } from "../../../src/chat/render.js";
import type { Invocation, SlashCommand } from "../../../src/chat/slash.js";
import type { Action, Person } from "../../../src/domain/access.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { Refusal } from "../../../src/domain/refusal.js";
import { type Reply, text } from "../../../src/domain/reply.js";

const stranger: Person = { id: "telegram:9", principals: ["telegram:9"] };
const invocation = (session = "telegram:1", person = stranger): Invocation => ({
  place: { platform: "telegram", session, kind: "dm", peerId: "1" },
  person,
  argument: "opus",
  seenByCallerAlone: true,
  now: 0,
});
const command = (run: () => Promise<Reply>, complete?: SlashCommand["complete"]): SlashCommand => ({
  name: "model",
  description: "Choose.",
  run,
  ...(complete && { complete }),
});
const done = async (): Promise<Reply> => ({ audience: "caller", blocks: [text("Done.")] });
const read = (reply: Reply | undefined): string | undefined =>
  reply && renderReply(reply, plainText, { limit: 4096, now: 0 });

function setUp(lets: (action: Action) => boolean, run = done) {
  let now = 1_000_000;
  const logged: [string, unknown][] = [];
  const model = command(run, async () => [{ label: "opus", value: "opus" }]);
  const dispatcher = createDispatcher({
    gatekeeper: { may: (_, action) => lets(action) },
    commands: [model],
    log: { warn: (line, error) => logged.push([line, error]) },
    now: () => now,
  });
  return { dispatcher, model, logged, pass: (ms: number) => (now += ms) };
}

const hour = 3_600_000;
const refusal =
  "You are not on this bot's list. It knows you as telegram:9.\n" +
  "Its owner adds you with modelpin access add telegram:9 --level switch";

test("whoever may view may run a command and complete it", async () => {
  const { dispatcher, model } = setUp((action) => action === "view");
  expect(read(await dispatcher.dispatch(model, invocation()))).toBe("Done.");
  expect(await dispatcher.complete(model, invocation())).toHaveLength(1);
  expect(dispatcher.find("MODEL")).toBe(model);
});

test("a stranger reads once an hour and conversation who they are and what adds them, then nothing", async () => {
  const { dispatcher, model, pass } = setUp(() => false);
  expect(read(await dispatcher.dispatchText(model, invocation()))).toBe(refusal);
  expect(await dispatcher.dispatchText(model, invocation())).toBeUndefined();
  expect(read(await dispatcher.dispatchText(model, invocation("telegram:2")))).toBe(refusal);
  pass(hour - 1);
  expect(await dispatcher.dispatchText(model, invocation())).toBeUndefined();
  pass(2);
  expect(read(await dispatcher.dispatchText(model, invocation()))).toBe(refusal);
});

test("a stranger is refused in their own language, or in the one that the configuration fixes", async () => {
  const model = command(done);
  const refusedIn = async (language: string): Promise<string | undefined> => {
    const gatekeeper = { may: () => false, language: () => language };
    const dispatcher = createDispatcher({ gatekeeper, commands: [model], log: { warn() {} }, now: () => 0 });
    return read(await dispatcher.dispatch(model, { ...invocation(), locale: "es" }));
  };
  expect(await refusedIn("auto")).toContain("No estás en la lista");
  expect(await refusedIn("de")).toContain("Du stehst nicht auf der Liste");
});

test("of a crowd of strangers the first five are told in a minute, the others when they ask again later", async () => {
  const { dispatcher, model, pass } = setUp(() => false);
  const ask = (id: number, session = "telegram:-1") =>
    dispatcher.dispatchText(model, invocation(session, { id: `telegram:${id}`, principals: [`telegram:${id}`] }));
  const answered = async (from: number, to: number): Promise<number> => {
    const replies = await Promise.all(Array.from({ length: to - from }, (_, index) => ask(from + index)));
    return replies.filter((reply) => reply !== undefined).length;
  };
  expect(await answered(100, 200)).toBe(5);
  expect(await ask(199, "telegram:-2")).toBeDefined();
  pass(59_999);
  expect(await ask(150)).toBeUndefined();
  pass(2);
  expect(read(await ask(150))).toContain("telegram:150");
});

test("where an answer is due, a stranger reads a short refusal within the hour", async () => {
  const { dispatcher, model } = setUp(() => false);
  await dispatcher.dispatch(model, invocation());
  expect(read(await dispatcher.dispatch(model, invocation()))).toBe("You are not on this bot's list.");
});

test.each(["may_not_switch", "may_not_chat"] as const)(
  "whoever may look is told once an hour what they lack, by a command or a message, and then in short or not at all: %s",
  async (code) => {
    const { dispatcher, model, pass } = setUp(
      (action) => action === "view",
      () => {
        throw new Refusal(code, { principal: "telegram:9" });
      },
    );
    const message = { person: stranger, place: invocation().place };
    const command = /\nAn operator can allow it: modelpin access add telegram:9 --level (switch|chat)$/;
    for (let hours = 0; hours < 2; hours++) {
      expect(read(await dispatcher.dispatch(model, invocation()))).toMatch(command);
      expect(read(await dispatcher.dispatch(model, invocation()))).toMatch(
        /^You may look, but .*\. Nothing was changed\.$/,
      );
      expect(await dispatcher.dispatchText(model, invocation())).toBeUndefined();
      expect(dispatcher.admit(message)).toEqual({ admitted: false });
      expect(read(await dispatcher.dispatchText(model, invocation("telegram:2")))).toMatch(command);
      pass(hour + 1);
    }
  },
);

test("a message is admitted for whoever may chat; another is told once, with the level that it needs", () => {
  const message = { person: stranger, place: invocation().place };
  expect(setUp((action) => action === "chat").dispatcher.admit(message)).toEqual({ admitted: true });
  const { dispatcher } = setUp((action) => action === "view");
  const first = dispatcher.admit(message);
  expect(first.admitted === false && read(first.reply)).toContain("modelpin access add telegram:9 --level chat");
  expect(dispatcher.admit(message)).toEqual({ admitted: false });
});

test("a stranger gets no suggestions, and a completion that fails gives none", async () => {
  const { dispatcher, model, logged } = setUp(() => false);
  expect(await dispatcher.complete(model, invocation())).toEqual([]);
  const failing = command(done, async () => {
    throw new Error("broken");
  });
  expect(await setUp(() => true).dispatcher.complete(failing, invocation())).toEqual([]);
  expect(logged).toEqual([]);
});

test("a refusal is its message and its hint, line by line", async () => {
  const { dispatcher, model, logged } = setUp(
    () => true,
    async () => {
      throw new Refusal("unknown_model", { typed: "opsu", near: ["opus"] });
    },
  );
  expect(read(await dispatcher.dispatch(model, invocation()))).toBe(
    'There is no model "opsu". Nothing was changed.\nDid you mean opus? See all with /model list',
  );
  expect(logged).toEqual([]);
});

test("an error that names files of the machine tells them to an operator alone, to others its code; the log has it all", async () => {
  const error = new ModelpinError("store_replaced", "/home/ann/.modelpin/lmdb/data.mdb was replaced.");
  const fails = async (): Promise<Reply> => {
    throw error;
  };
  const general = "This did not work, and only an operator can mend it (store_replaced). More with: modelpin doctor";
  const alone = invocation();
  const inARoom = { ...alone, seenByCallerAlone: false };
  const operators = setUp(() => true, fails);
  expect(read(await operators.dispatcher.dispatch(operators.model, alone))).toBe(`${general}\n${error.message}`);
  expect(operators.logged).toEqual([]);
  const others = setUp((action) => action !== "admin", fails);
  const adminUnknown = setUp((action) => {
    if (action === "admin") throw new Error("not now");
    return true;
  }, fails);
  for (const [{ dispatcher, model, logged }, asked] of [
    [operators, inARoom],
    [others, alone],
    [others, inARoom],
    [adminUnknown, alone],
  ] as const) {
    expect(read(await dispatcher.dispatch(model, asked))).toBe(general);
    expect(logged.at(-1)).toEqual(["told in a chat as store_replaced", error]);
  }
});

test("another error shows an id that the log knows, and nothing of its text", async () => {
  const { dispatcher, model, logged } = setUp(
    () => true,
    async () => {
      throw new Error("sk-secret");
    },
  );
  const shown = read(await dispatcher.dispatch(model, invocation())) ?? "";
  expect(shown).not.toContain("sk-secret");
  const [line, error] = logged[0] ?? [];
  expect(line).toContain(/[0-9a-f]{8}/.exec(shown)?.[0] ?? "no id");
  expect(error).toBeInstanceOf(Error);
});

test("a gatekeeper that throws lets nobody in", async () => {
  const { dispatcher, model } = setUp(() => {
    throw new Error("lists are broken");
  });
  expect(read(await dispatcher.dispatch(model, invocation()))).toContain("Something went wrong");
  expect(dispatcher.admit({ person: stranger, place: invocation().place }).admitted).toBe(false);
});
