import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import type { AnswerEvent } from "../../../../src/chat/conversation.js";
import { connectTerminal, type TerminalOptions } from "../../../../src/chat/platforms/terminal.js";
import type { SlashCommand } from "../../../../src/chat/slash.js";
import { text as block } from "../../../../src/domain/reply.js";
import { t0 } from "../../domain/world.js";

const model: SlashCommand = {
  name: "model",
  description: "Choose.",
  run: async ({ argument }) => ({ audience: "caller", blocks: [block(`Chosen: ${argument}`)] }),
};

type Own = Pick<TerminalOptions, "input" | "output" | "converse"> & Partial<TerminalOptions>;
const connect = (own: Own) =>
  connectTerminal({
    gatekeeper: { may: () => true },
    commands: [model],
    log: { warn: () => undefined },
    now: () => t0,
    ...own,
  });

/** A terminal at which somebody sits. */
const attended = () => ({
  input: Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => undefined }),
  output: Object.assign(new PassThrough(), { isTTY: true as const, columns: 80 }),
});

/** What a terminal prints for piped lines. */
async function printed(lines: string, answers: (said: string) => readonly AnswerEvent[], language = "auto") {
  const input = new PassThrough();
  const output = new PassThrough();
  const terminal = connect({
    input,
    output,
    gatekeeper: { may: () => true, language: () => language },
    async *converse({ text: said }) {
      yield* answers(said);
    },
  });
  input.end(lines);
  await terminal.ended;
  output.end();
  return text(output);
}

test("piped lines get one answer each, in order, and the conversation ends with them", async () => {
  const said = await printed("one\n\ntwo\n", (line) => [{ kind: "text", delta: `heard ${line}` }]);
  expect(said).toBe("heard one\nheard two\n");
});

test("a piped command waits for the answers before it: the same lines always mean the same", async () => {
  const said = await printed("one\n/model  opus \ntwo\n", (line) => [{ kind: "text", delta: `heard ${line}` }]);
  expect(said).toBe("heard one\nChosen: opus\nheard two\n");
});

test("of what is piped no more is read than is answered: a flood waits outside", async () => {
  let read = 0;
  const input = Readable.from(
    (function* () {
      for (; read < 500; read++) yield `${"word ".repeat(100)}\n`.repeat(100);
    })(),
    { objectMode: false },
  );
  const output = new PassThrough().resume();
  let atFirst: number | undefined;
  const terminal = connect({
    input,
    output,
    async *converse() {
      // As many turns of the event loop as a flood would need to come in.
      for (let turn = 0; atFirst === undefined && turn < 1000; turn++) await new Promise(setImmediate);
      atFirst ??= read;
      yield { kind: "text", delta: "heard" };
    },
  });
  await terminal.ended;
  expect(read).toBe(500);
  expect(atFirst).toBeLessThan(50);
});

test("a command typed into an answer is answered on lines of its own, and the answer goes on below", async () => {
  const { input, output } = attended();
  let goOn = (): void => {};
  const chosen = new Promise<void>((resolve) => (goOn = resolve));
  const terminal = connect({
    input,
    output,
    async *converse() {
      yield { kind: "text", delta: "Once upon" };
      input.write("/model opus\r");
      await chosen;
      yield { kind: "text", delta: " a time." };
    },
  });
  let said = "";
  output.on("data", (chunk) => {
    said += chunk;
    if (said.includes("Chosen")) goOn();
    if (/a time\.\n.*> /s.test(said)) void terminal.close();
  });
  input.write("a story\r");
  await terminal.ended;
  // What readline echoes of the command stands where the cursor was; everything else has its line.
  expect(stripVTControlCharacters(said).replace("/model opus\r\n", "")).toContain(
    "Once upon\nChosen: opus\n a time.\n> ",
  );
});

test("what a model says steers no terminal", async () => {
  const delta = "a\u001b]0;owned\u0007b\u001b[2Jc";
  expect(await printed("hello\n", () => [{ kind: "text", delta }])).toBe("a]0;ownedb[2Jc\n");
});

test("an answer without a word is said to be empty, in the configured language", async () => {
  expect(await printed("hello\n", () => [])).toBe("The model gave an empty answer.\n");
  const blank = await printed("hello\n", () => [{ kind: "text", delta: " \u200b" }]);
  expect(blank.trim()).toBe("The model gave an empty answer.");
  const german = await printed("hallo\n", () => [], "de");
  expect(german.trim()).not.toBe("");
  expect(german).not.toContain("empty");
});

test("somebody at a terminal reads how to talk; Ctrl-C stops an answer, and the next one ends the conversation", async () => {
  const { input, output } = attended();
  const ctrlC = (): unknown => input.write("\u0003");
  const terminal = connect({
    input,
    output,
    commands: [],
    async *converse(_, signal) {
      yield { kind: "text", delta: "Once upon" };
      const stopped = new Promise((_resolve, reject) => signal.addEventListener("abort", reject));
      setImmediate(ctrlC);
      await stopped;
    },
  });
  let said = "";
  output.on("data", (chunk) => {
    said += chunk;
    // The prompt is back: whoever stopped the answer leaves.
    if (/Stopped\.\n.*> /s.test(said)) setImmediate(ctrlC);
  });
  input.write("hello\r");
  await terminal.ended;
  output.end();
  const plain = stripVTControlCharacters(said);
  expect(plain).toMatch(/^Type a message, or \/model\. Ctrl-C ends\.\n> /);
  expect(plain).toContain("Once upon\nStopped.\n");
  expect(plain).not.toMatch(/Back at|went wrong/);
});
