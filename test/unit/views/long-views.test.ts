import fc from "fast-check";
import type { CandidateStatus, ModelLine, ModelName, ModelStatus } from "../../../src/auth/status/status.js";
import { plainText, renderReply } from "../../../src/chat/render.js";
import type { Reply } from "../../../src/domain/reply.js";
import { compactView } from "../../../src/views/compact.js";
import { fullView } from "../../../src/views/full.js";
import type { Reader } from "../../../src/views/parts.js";
import { wordsIn } from "../../../src/views/words/all.js";

const reader: Reader = { words: wordsIn("en"), id: "discord:1" };
/** Discord's, the shortest. */
const limit = 2000;
const shown = (reply: Reply): string[] => renderReply(reply, plainText, { limit, now: 0 }).split("\n");

const model = (ref: string, alias?: string): ModelName => ({ ref, inCatalog: true, ...(alias ? { alias } : {}) });
const line = (ref: string, current = false): ModelLine => ({
  ...model(ref),
  provider: "p",
  availability: { kind: "cooling", until: 60_000 },
  current,
});
const candidate = (id: string, next = false): CandidateStatus => ({
  profile: { kind: "named", id },
  provider: "p",
  model: "p/a",
  type: "token",
  state: "ready",
  next,
  pinned: false,
  refreshable: false,
  unproven: false,
});
const status = (parts: Partial<ModelStatus>): ModelStatus => ({
  agentId: "main",
  session: "discord:10",
  current: { model: model("p/a"), modelSource: "default", source: "all_profiles" },
  fallbacks: [],
  models: [],
  providers: [],
  problems: [],
  ...parts,
});

test("every block of a long status is shortened alike and names what to type", () => {
  const many = Array.from({ length: 60 }, (_, index) => `x-${index}`);
  const provider = (name: string) => ({
    provider: name,
    candidates: many.map((id, index) => candidate(`${name}:${id}`, index === 40)),
  });
  const said = shown(
    fullView(
      status({
        fallbacks: many.map((id) => model(`p/${id}`)),
        consents: many.map((id) => ({ profile: { kind: "named", id: `p:${id}` }, by: "discord:2", at: 0 })),
        problems: many.map((id) => ({ code: "profile_skipped", kind: "profile", detail: `profiles.p:${id}` })),
        providers: [provider("p"), provider("q")],
      }),
      reader,
    ),
  );
  const more = said.filter((text) => text.startsWith("+"));
  expect(more.map((text) => text.replace(/\d+/, "N"))).toEqual([
    "+N more; an operator sees all: modelpin doctor",
    "+N more: /model list",
    "+N more; an operator sees all: modelpin models explain discord:10 --agent main",
    "+N more; an operator sees all: modelpin models status --agent main",
    "+N more; an operator sees all: modelpin models status --agent main",
  ]);
  expect(said).toContain("Fallbacks: p/x-0");
  expect(said.filter((text) => /:x-40 .* next$/.test(text))).toHaveLength(2);
  // None is shortened to its smallest so that another one may be long.
  expect(Math.min(...more.map((text) => 60 - Number(/\d+/.exec(text))))).toBeGreaterThan(2);
});

test("a status of more providers than a message holds says how many lines are left out and where they are", () => {
  const providers = Array.from({ length: 60 }, (_, index) => ({
    provider: `provider-${index}`,
    candidates: ["home", "work"].map((name) => candidate(`provider-${index}:${name}`, index === 59 && name === "work")),
  }));
  const said = shown(fullView(status({ providers }), reader));
  expect(said.join("\n").length).toBeLessThanOrEqual(limit);
  expect(said.at(-1)).toMatch(/^\+\d+ more; an operator sees all: modelpin models status --agent main$/);
  expect(said.filter((text) => / next$/.test(text))).toEqual(["2. provider-59:work · token · ready · next"]);
});

test("what several profiles suffer from is said once to whoever may not read the details", () => {
  const problem = { code: "profile_skipped", kind: "profile", detail: "" } as const;
  const said = shown(compactView(status({ problems: [problem, problem, problem] }), reader));
  expect(said.filter((text) => text.startsWith("!"))).toEqual(["! A profile is not usable as it is written."]);
});

test("whatever the names' length, each model stands on exactly one page, which fits the shortest message", () => {
  const refs = fc.array(fc.integer({ min: 1, max: 256 }), { minLength: 1, maxLength: 90 });
  fc.assert(
    fc.property(refs, (lengths) => {
      const models = lengths.map((length, index) => line(`p/${"m".repeat(length)}`, index === 0));
      const view = (page: string | { entry: number }) => shown(compactView(status({ models }), reader, page));
      const pages = Number(/^Page 1 of (\d+)/m.exec(view("1").join("\n"))?.[1] ?? 1);
      const numbers = Array.from({ length: pages }, (_, index) =>
        view(`${index + 1}`).flatMap((text) => /^(\d+)\. /.exec(text)?.[1] ?? []),
      );
      expect(numbers.flat()).toEqual(models.map((_, index) => `${index + 1}`));
      expect(Math.max(...numbers.map((page) => page.length))).toBeLessThanOrEqual(20);
      numbers.forEach((page, index) => {
        expect(view({ entry: Number(page.at(-1)) })).toEqual(view(`${index + 1}`));
      });
      expect(() => view("0")).toThrow(expect.objectContaining({ code: "page_out_of_range" }));
      expect(() => view(`${pages + 1}`)).toThrow(expect.objectContaining({ code: "page_out_of_range" }));
    }),
  );
});
