import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type { AnswerEvent } from "../../../../src/chat/conversation.js";
import { connectTerminal } from "../../../../src/chat/platforms/terminal.js";
import { t0 } from "../../domain/world.js";

/** What a terminal prints for piped lines. */
async function printed(lines: string, answers: (said: string) => readonly AnswerEvent[], language = "auto") {
  const input = new PassThrough();
  const output = new PassThrough();
  const terminal = connectTerminal({
    input,
    output,
    gatekeeper: { may: () => true, language: () => language },
    commands: [],
    async *converse({ text: said }) {
      yield* answers(said);
    },
    log: { warn: () => undefined },
    now: () => t0,
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

test("what a model says steers no terminal", async () => {
  const delta = "a\u001b]0;owned\u0007b\u001b[2Jc";
  expect(await printed("hello\n", () => [{ kind: "text", delta }])).toBe("a]0;ownedb[2Jc\n");
});

test("an answer without a word is said to be empty, in the configured language", async () => {
  expect(await printed("hello\n", () => [])).toBe("The model gave an empty answer.\n");
  const german = await printed("hallo\n", () => [], "de");
  expect(german.trim()).not.toBe("");
  expect(german).not.toContain("empty");
});
