import { PassThrough, Writable } from "node:stream";
import { connectTerminal } from "../../../src/chat/platforms/terminal.js";
import { platformContract } from "./platform-contract.js";

/** Somebody sits at it: lines are typed while answers are under way. Nobody else is there, and nothing can be pressed. */
platformContract({
  name: "terminal",
  limit: 100_000,
  people: { owner: "terminal", other: "terminal" },
  places: ["dm"],
  presses: [],
  start(parts) {
    const chunks: string[] = [];
    const watchers = new Set<() => void>();
    const input = Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => undefined });
    const write = (chunk: Buffer, _: unknown, done: () => void): void => {
      chunks.push(chunk.toString());
      for (const wake of watchers) wake();
      watchers.clear();
      done();
    };
    const output = Object.assign(new Writable({ write }), { isTTY: true as const, columns: 80 });
    const terminal = connectTerminal({ ...parts, input, output });
    // What is said is written in one go; what readline echoes is a key, or begins with a control character.
    const replies = (): string[] => chunks.filter((chunk) => !/^\p{Cc}/u.test(chunk) && chunk.endsWith("\n"));
    async function until<T>(find: () => T | undefined): Promise<T> {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => watchers.add(resolve));
      }
    }
    let typed = replies().length;
    return {
      async command(name, argument) {
        const mine = typed++;
        input.write(`${`/${name} ${argument}`.trim()}\r`);
        const reply = await until(() => replies()[mine]);
        return { text: reply.slice(0, -1), visibleTo: "caller" };
      },
      async say(text) {
        const before = chunks.length;
        input.write(`${text}\r`);
        return until(() => chunks.slice(before).find((chunk) => chunk.startsWith(`re: ${text}`)));
      },
      close: () => terminal.close(),
    };
  },
});
