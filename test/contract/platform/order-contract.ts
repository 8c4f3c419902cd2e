import { createSecretKey } from "node:crypto";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import type { Converse } from "../../../src/chat/conversation.js";
import type { SlashCommand } from "../../../src/chat/slash.js";
import { type Choice, text } from "../../../src/domain/reply.js";
import type { By, PlatformUnderTest, Stage } from "./stage.js";

const models = ["opus", "sonnet", "gpt"];
const here: By = { who: "owner", where: "dm" };

/** Who waits for whom in one conversation; the same on every platform, however something was said. */
export function orderContract(platform: PlatformUnderTest): void {
  describe(`the order of a conversation, kept by ${platform.name}`, () => {
    const heard: string[] = [];
    let chosen = "opus";
    let stage: Stage;
    /** What a command, or a turn, waits for before it ends. */
    const doors = new Map<string, { opened: Promise<void>; open(): void }>();
    const watchers = new Set<() => void>();

    function close(what: string): () => void {
      let open = (): void => {};
      const opened = new Promise<void>((resolve) => (open = resolve));
      doors.set(what, { opened, open });
      return open;
    }
    async function isHeard(what: string): Promise<void> {
      while (!heard.includes(what)) await new Promise<void>((resolve) => watchers.add(resolve));
    }
    function hear(what: string): void {
      heard.push(what);
      for (const wake of watchers) wake();
      watchers.clear();
    }
    const toChoice = (name: string): Choice => ({ label: name, argument: name });

    const model: SlashCommand = {
      name: "model",
      description: "Choose the model of this conversation.",
      argument: { name: "choice", description: "A model." },
      async run({ argument }) {
        hear(`/model ${argument}`.trim());
        await doors.get(argument)?.opened;
        if (argument !== "") chosen = argument;
        const menu = { kind: "choices", layout: "menu", choices: ["opus", "sonnet"].map(toChoice) } as const;
        const buttons = { kind: "choices", layout: "buttons", choices: [toChoice("gpt")] } as const;
        return { audience: "caller", blocks: [text(`Chosen: ${chosen}`), menu, buttons] };
      },
      pressable: async () => ({ names: [models], argument: ([name]) => name }),
    };
    const converse: Converse = async function* ({ text: said }) {
      hear(said);
      const by = chosen;
      await doors.get(said)?.opened;
      yield { kind: "text", delta: `re: ${said} by ${by}` };
    };
    /** Whatever was sent before it has arrived by now. */
    async function arrived(): Promise<void> {
      if (platform.places.includes("group")) await stage.say("elsewhere", { who: "owner", where: "group" });
      for (let turns = 0; turns < 5; turns++) await turnOfTheLoop();
    }
    const typed = ["sonnet", (): Promise<unknown> => stage.command("model", "sonnet", here)] as const;
    const pressed = platform.presses.map(
      (label) => [label, (): Promise<unknown> => stage.press?.(label, here) ?? Promise.reject()] as const,
    );
    const ways = [["typed", ...typed], ...pressed.map(([label, act]) => ["pressed", label, act] as const)] as const;

    beforeAll(async () => {
      const key = createSecretKey(Buffer.alloc(32, 7));
      stage = await platform.start({
        commands: [model],
        converse,
        gatekeeper: { may: () => true, tokenKey: async () => key },
        log: { info() {}, warn() {} },
        now: Date.now,
      });
    });
    afterAll(async () => await stage?.close());
    beforeEach(async () => {
      await stage.command("model", "opus", here);
      heard.length = 0;
    });
    afterEach(() => {
      for (const { open } of doors.values()) open();
      doors.clear();
    });

    test.each(ways)(
      "a message right after a choice (%s: %s) is answered by what was chosen",
      async (_, name, choose) => {
        const open = close(name);
        const choice = choose();
        const answer = stage.say("hello", here);
        await isHeard(`/model ${name}`);
        await arrived();
        expect(heard).not.toContain("hello");
        open();
        await choice;
        expect(await answer).toBe(`re: hello by ${name}`);
      },
    );

    test.each(ways)(
      "a choice (%s: %s) is answered at once while a turn runs, and the turn ends as it began",
      async (_, name, choose) => {
        const open = close("long");
        const long = stage.say("long", here);
        await isHeard("long");
        const next = stage.say("next", here);
        await choose();
        expect(chosen).toBe(name);
        await arrived();
        expect(heard).not.toContain("next");
        open();
        expect(await long).toBe("re: long by opus");
        expect(await next).toBe(`re: next by ${name}`);
      },
    );

    test("commands are done in the order in which they came", async () => {
      const open = close("sonnet");
      const first = stage.command("model", "sonnet", here);
      const second = stage.command("model", "gpt", here);
      await isHeard("/model sonnet");
      await arrived();
      expect(heard).not.toContain("/model gpt");
      open();
      await Promise.all([first, second]);
      expect(chosen).toBe("gpt");
    });
  });
}
