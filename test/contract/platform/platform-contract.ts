import type { Invocation, SlashCommand } from "../../../src/chat/slash.js";
import type { Person } from "../../../src/domain/access.js";
import { Refusal } from "../../../src/domain/refusal.js";
import { type Reply, text } from "../../../src/domain/reply.js";
import { orderContract } from "./order-contract.js";
import type { By, PlatformUnderTest, Stage } from "./stage.js";

/**
 * The contract of every chat platform. A platform's test is this call with its descriptor:
 *
 * @example
 * platformContract({ name, limit: 4096, people: { owner: "telegram:1", other: "telegram:2" }, places, presses, start });
 */
export function platformContract(platform: PlatformUnderTest): void {
  orderContract(platform);
  describe(`the platform contract, kept by ${platform.name}`, () => {
    const invocations: Invocation[] = [];
    const asked: Person[] = [];
    const logged: unknown[] = [];
    let answer: (invocation: Invocation) => Reply = () => say("Done.");
    let lets: (person: Person) => boolean = () => true;
    let stage: Stage;

    const model: SlashCommand = {
      name: "model",
      description: "Choose the model of this conversation.",
      argument: { name: "choice", description: "A model, a profile, or a word like status." },
      async run(invocation) {
        invocations.push(invocation);
        return answer(invocation);
      },
    };

    beforeAll(async () => {
      stage = await platform.start({
        commands: [model],
        async *converse() {},
        gatekeeper: {
          may(person) {
            asked.push(person);
            return lets(person);
          },
        },
        log: { info: (line) => logged.push(line), warn: (line, error) => logged.push(line, error) },
        now: Date.now,
      });
    });
    afterAll(async () => await stage?.close());
    beforeEach(() => {
      invocations.length = 0;
      asked.length = 0;
      answer = () => say("Done.");
      lets = () => true;
    });

    const dm: By = { who: "owner", where: "dm" };
    const everywhere = platform.places.map((where): By => ({ who: "owner", where }));

    test.each([
      "opus@anthropic:work --once",
      "openrouter/@cf/meta/llama@google:me@example.com",
      "<b>&amp; \"quotes\" 'and' `ticks`",
      "နမူနာ 模型 😀 --soft",
    ])("hands the argument over whole: %s", async (argument) => {
      await stage.command("model", argument, dm);
      expect(invocations.map((invocation) => invocation.argument)).toEqual([argument]);
    });

    test.each(everywhere)("runs the bare command, with an empty argument: $where", async (by) => {
      expect((await stage.command("model", "", by)).text).toBe("Done.");
      expect(invocations.map((invocation) => invocation.argument)).toEqual([""]);
    });

    test("says where it was typed and by whom", async () => {
      for (const by of everywhere) await stage.command("model", "", by);
      const [inDm, ...inGroups] = invocations;
      expect(inDm?.person.id).toBe(platform.people.owner);
      expect(inDm?.person.principals).toContain(platform.people.owner);
      expect(inDm?.place).toMatchObject({ platform: platform.name, kind: "dm" });
      expect(inDm?.seenByCallerAlone).toBe(true);
      expect(invocations.map(({ place }) => place.session.split(":")[0])).toEqual(everywhere.map(() => platform.name));
      for (const { place } of inGroups) {
        expect(place.kind).not.toBe("dm");
        expect(place.session).not.toBe(inDm?.place.session);
      }
    });

    test("never shows a caller-only reply to the room: where the room reads it, the command was told so", async () => {
      for (const by of everywhere) {
        const seen = await stage.command("model", "status", by);
        expect(seen.visibleTo).toBe(invocations.at(-1)?.seenByCallerAlone ? "caller" : "room");
      }
    });

    test("shows text as it is, never as mark-up", async () => {
      const hostile = "<b>bold</b> &amp; <a href='x'>link</a> **x** _y_ `z` @everyone";
      answer = () => ({ audience: "caller", blocks: [text(hostile, [{ code: "<i>&</i>" }])] });
      const seen = await stage.command("model", "", dm);
      expect(seen.text.split("\n")[0]).toBe(hostile);
    });

    test("says a coded error as words, message and hint", async () => {
      answer = () => {
        throw new Refusal("unknown_model", { typed: "opsu", near: ["opus"] });
      };
      expect((await stage.command("model", "opsu", dm)).text).toBe(
        'There is no model "opsu". Nothing was changed.\nDid you mean opus? See all with /model list',
      );
    });

    test("shows nothing of an unexpected error but an id that the log knows", async () => {
      answer = () => {
        throw new TypeError("sk-secret-in-a-message");
      };
      const seen = await stage.command("model", "", dm);
      expect(seen.text).not.toContain("sk-secret");
      const id = /[0-9a-f]{8}/.exec(seen.text)?.[0] ?? "no id was shown";
      expect(logged.some((entry) => typeof entry === "string" && entry.includes(id))).toBe(true);
    });

    test("stays inside the limit of its messages, whole lines only, the current entry kept", async () => {
      const items = Array.from({ length: 6000 }, (_, i) => ({ line: [`${i}. model & <co>`], current: i === 4321 }));
      answer = () => ({
        audience: "caller",
        blocks: [text("Models"), { kind: "list", items, more: (hidden) => [`+${hidden} more: /model list 2`] }],
      });
      const seen = await stage.command("model", "list", dm);
      expect(seen.text.length).toBeLessThanOrEqual(platform.limit);
      const lines = seen.text.split("\n");
      expect(lines[0]).toBe("Models");
      expect(lines).toContain("4321. model & <co>");
      expect(lines.at(-1)).toMatch(/^\+\d+ more: \/model list 2$/);
      for (const line of lines.slice(1, -1)) expect(line).toMatch(/^\d+\. model & <co>$/);
    });

    test("asks `may` for the person who typed, and runs nothing for a stranger", async () => {
      for (const by of everywhere) await stage.command("model", "", by);
      expect([...new Set(asked.map((person) => person.id))]).toEqual([platform.people.owner]);
      invocations.length = 0;
      lets = (person) => person.id !== platform.people.other;
      const refused = await stage.command("model", "opus", { who: "other", where: "dm" });
      expect(refused.text).toContain(`modelpin access add ${platform.people.other} --level switch`);
      expect(invocations).toEqual([]);
    });
  });
}

function say(line: string): Reply {
  return { audience: "caller", blocks: [text(line)] };
}
