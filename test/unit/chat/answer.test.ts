import { type Clock, deliver, type Surface } from "../../../src/chat/answer.js";
import type { AnswerEvent } from "../../../src/chat/conversation.js";
import { plainText, renderReply } from "../../../src/chat/render.js";
import { type Reply, text } from "../../../src/domain/reply.js";

/** Everything that is due runs; nothing waits. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

function fakeClock() {
  let now = 0;
  const timers = new Map<() => void, number>();
  const clock: Clock = {
    now: () => now,
    after(ms, callback) {
      const due = (): void => callback();
      timers.set(due, now + ms);
      return () => void timers.delete(due);
    },
  };
  return {
    clock,
    timers,
    async pass(ms: number): Promise<void> {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b);
        if (next === undefined) break;
        now = next[1];
        timers.delete(next[0]);
        next[0]();
        await settle();
      }
      now = until;
      await settle();
    },
  };
}

/** Events that a test sends one by one. */
function stream() {
  const waiting: ((result: IteratorResult<AnswerEvent>) => void)[] = [];
  const ready: IteratorResult<AnswerEvent>[] = [];
  let returned = false;
  const put = async (result: IteratorResult<AnswerEvent>): Promise<void> => {
    const taker = waiting.shift();
    if (taker === undefined) ready.push(result);
    else taker(result);
    await settle();
  };
  const events: AsyncIterableIterator<AnswerEvent> = {
    [Symbol.asyncIterator]: () => events,
    next: () => {
      const first = ready.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
    return: async () => {
      returned = true;
      return { done: true, value: undefined };
    },
  };
  return {
    events,
    wasStopped: () => returned,
    text: (delta: string) => put({ done: false, value: { kind: "text", delta } }),
    notice: (line: string) =>
      put({ done: false, value: { kind: "notice", reply: { audience: "room", blocks: [text(line)] } } }),
    end: () => put({ done: true, value: undefined }),
  };
}

function setUp(more: Partial<Surface<number>> = {}) {
  const messages: string[] = [];
  const writes: [number, string][] = [];
  const time = fakeClock();
  const logged: string[] = [];
  const surface: Surface<number> = {
    limit: 100,
    paceMs: 3000,
    async post(plain) {
      writes.push([time.clock.now(), plain]);
      return messages.push(plain) - 1;
    },
    async edit(message, plain) {
      writes.push([time.clock.now(), plain]);
      messages[message] = plain;
    },
    async say(reply) {
      messages.push(`[${renderReply(reply, plainText, { limit: 100, now: 0 })}]`);
    },
    ...more,
  };
  const failed = (): Reply => ({ audience: "room", blocks: [text("It failed.")] });
  const source = stream();
  const answer = deliver(source.events, surface, {
    clock: time.clock,
    log: { warn: (line) => void logged.push(line) },
    failed,
  });
  answer.catch(() => {});
  return { ...source, ...time, messages, writes, logged, answer };
}

test("the first words are posted at once, then edits keep the pace, and the last shows everything", async () => {
  const { text, end, pass, writes, answer, messages, timers } = setUp();
  await text("One");
  for (const word of [" two", " three", " four"]) {
    await text(word);
    await pass(1000);
  }
  await text(" five");
  await end();
  await pass(1000);
  await answer;
  expect(writes).toEqual([
    [0, "One"],
    [3000, "One two three four"],
    [4000, "One two three four five"],
  ]);
  expect(messages).toEqual(["One two three four five"]);
  expect(timers.size).toBe(0);
});

test("a long answer goes on in further messages, split at a line end", async () => {
  const { text, end, pass, answer, messages } = setUp();
  await text(`${"a".repeat(60)}\n`);
  await text(`${"b".repeat(60)}\n${"c".repeat(60)}`);
  await end();
  await pass(10_000);
  await answer;
  expect(messages).toEqual(["a".repeat(60), "b".repeat(60), "c".repeat(60)]);
});

test("a notice is a message of its own, in its place", async () => {
  const { text, notice, end, pass, answer, messages } = setUp();
  await notice("Moved to opus.");
  await text("Hello");
  await text(" there");
  await notice("Cut.");
  await end();
  await pass(10_000);
  await answer;
  expect(messages).toEqual(["[Moved to opus.]", "Hello there", "[Cut.]"]);
});

test.each([" \n ", "\u200b\u2060\ufeff"])(
  "an answer of which nothing can be seen is said to be empty (%j)",
  async (said) => {
    const blank = setUp();
    await blank.text(said);
    await blank.end();
    await blank.answer;
    expect(blank.messages).toEqual(["[The model gave an empty answer.]"]);
  },
);

test("an answer without a word is said to be empty, unless a notice said why", async () => {
  const empty = setUp();
  await empty.text(" \n ");
  await empty.end();
  await empty.answer;
  expect(empty.messages).toEqual(["[The model gave an empty answer.]"]);
  const told = setUp();
  await told.notice("No credentials.");
  await told.end();
  await told.answer;
  expect(told.messages).toEqual(["[No credentials.]"]);
});

test("an error in the making is told after what was already said", async () => {
  const failing = (async function* (): AsyncGenerator<AnswerEvent> {
    yield { kind: "text", delta: "Half" };
    throw new Error("sk-secret");
  })();
  const said: string[] = [];
  await deliver(
    failing,
    {
      limit: 100,
      paceMs: 0,
      post: async (plain) => said.push(plain),
      edit: async () => {},
      say: async (reply) => void said.push(renderReply(reply, plainText, { limit: 100, now: 0 })),
    },
    { log: { warn() {} }, failed: () => ({ audience: "room", blocks: [text("It failed.")] }) },
  );
  expect(said).toEqual(["Half", "It failed."]);
});

test("an edit that the platform refuses becomes a new message with the whole text", async () => {
  const { text, end, pass, answer, messages, logged } = setUp({
    edit: async () => {
      throw new Error("message to edit not found");
    },
  });
  await text("One");
  await text(" two");
  await end();
  await pass(10_000);
  await answer;
  expect(messages).toEqual(["One", "One two"]);
  expect(logged).toHaveLength(1);
});

test("a platform that takes no text stops the turn", async () => {
  const { text, answer, wasStopped } = setUp({
    post: async () => {
      throw new Error("blocked by the user");
    },
  });
  await text("One");
  await expect(answer).rejects.toThrow("blocked");
  await text(" two");
  expect(wasStopped()).toBe(true);
});

test("reading the model never waits for the platform", async () => {
  let letPost = (): void => {};
  const { text, end, pass, answer, messages } = setUp({
    post: () => new Promise((resolve) => (letPost = () => resolve(messages.push("posted") - 1))),
  });
  for (let i = 0; i < 20; i++) await text(`${i} `);
  await end();
  letPost();
  await pass(10_000);
  await answer;
  expect(messages).toEqual([Array.from({ length: 20 }, (_, i) => i).join(" ")]);
});

test("half a character is never shown", async () => {
  const { text, end, pass, answer, writes } = setUp();
  await text("A \ud83d");
  await text("\ude00");
  await end();
  await pass(10_000);
  await answer;
  expect(writes.map(([, plain]) => plain)).toEqual(["A", "A 😀"]);
});

test("typing is shown until the first words, and can neither delay nor fail an answer", async () => {
  let typed = 0;
  const { text, end, pass, answer, messages, timers } = setUp({
    typing: () => {
      typed++;
      return typed === 1 ? Promise.reject(new Error("no")) : new Promise(() => {});
    },
  });
  await pass(9500);
  expect(typed).toBe(3);
  await text("Hello");
  expect(messages).toEqual(["Hello"]);
  await pass(60_000);
  expect(typed).toBe(3);
  await end();
  await answer;
  expect(timers.size).toBe(0);
});
