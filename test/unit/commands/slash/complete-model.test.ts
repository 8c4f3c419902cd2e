import { alone, createHouse, token } from "../../../fixtures/auth-house.js";
import { createAsking } from "./asking.js";

const models = {
  "anthropic/claude-opus-4-5": { alias: "opus" },
  "google/gemini-3": { alias: "flash" },
  "openrouter/@cf/meta/llama": {},
  "openrouter/my-opus": {},
  "openrouter/octopus": {},
  "openrouter/o-p-u-s": {},
  ...Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`xai/grok-${index}`, {}])),
};
const house = createHouse(
  { agents: { defaults: { model: "flash", models } }, access: { switch: ["discord:1"] } },
  {
    version: 1,
    profiles: {
      "anthropic:work": token(),
      "anthropic:home": token(),
      "google:me@example.com": token("google"),
      "google:you@example.com": token("google"),
      "openrouter:main": token("openrouter"),
    },
  },
);
const auth = await house.open();
const { suggest } = createAsking(auth);
const values = async (typed: string): Promise<string[]> =>
  (await suggest(typed, alone("discord:1"))).map((line) => line.split(" → ")[0] ?? "");
afterAll(() => house.close());

test("best first: what begins so, then a word of it, then what holds it, then its letters in their order", async () => {
  expect(await values("opus")).toEqual(["opus", "my-opus", "octopus", "o-p-u-s"]);
});

test("at most 25, the words among them", async () => {
  expect(await values("grok")).toHaveLength(25);
  const first = await values("");
  expect(first).toHaveLength(25);
  expect(first).toEqual(expect.arrayContaining(["flash", "opus", "list", "status", "why", "default", "@auto"]));
});

test("a model that alone is meant brings its accounts along", async () => {
  expect(await values("claude")).toEqual(["opus", "opus@home", "opus@work"]);
});

test.each([
  ["opus@", ["opus@home", "opus@work"]],
  ["opus@w", ["opus@work"]],
  ["opus@anthropic:h", ["opus@home"]],
  ["openrouter/@cf/meta/llama@", ["openrouter/@cf/meta/llama@main"]],
  ["flash@me", ["flash@me@example.com"]],
  ["flash@me@", ["flash@me@example.com"]],
  ["flash@me@exa", ["flash@me@example.com"]],
  ["flash@google:you@ex", ["flash@you@example.com"]],
  ["@", ["@me@example.com", "@you@example.com", "@auto"]],
  ["@you@exam", ["@you@example.com"]],
  ["@a", ["@auto", "@me@example.com"]],
])("behind @ the accounts of that model: %s", async (typed, wanted) => {
  expect(await values(typed)).toEqual(expect.arrayContaining(wanted));
  expect((await values(typed))[0]).toBe(wanted[0]);
});

test("what is suggested means, when it is typed, the model and the account that its label names", async () => {
  const ofVertex = ["work", "home", "20250514", "auto", "a b", "x@y"].map((name) => `vertex:${name}`);
  const awkward = createHouse(
    {
      agents: {
        defaults: {
          model: "vertex/opus",
          models: Object.fromEntries(
            ["opus", "opus@work", "claude", "claude@20250514", "3", "list"].map((id) => [`vertex/${id}`, {}]),
          ),
        },
      },
      models: { providers: { vertex: { baseUrl: "https://vertex.test/v1" } } },
      access: { switch: ["discord:1"] },
    },
    { version: 1, profiles: Object.fromEntries(ofVertex.map((id) => [id, token("vertex")])) },
  );
  const me = alone("discord:1");
  const auth = await awkward.open();
  const { ask, suggest } = createAsking(auth);
  const meant: string[] = [];
  for (const half of ["opus@", "vertex/opus@", "opus", "claude@", "@", "vertex/3", "3@", "list@"]) {
    for (const [value = "", label = ""] of (await suggest(half, me)).map((line) => line.split(" → "))) {
      const [model = "", account] = label.split(" · ");
      if (account === undefined) continue;
      await ask("vertex/claude", me);
      await ask(value, me);
      const { current, pin } = await auth.session("discord:10").status(me);
      expect(`${value}: ${current.model?.ref}`).toMatch(half === "@" ? "vertex/claude" : new RegExp(`${model}$`));
      expect([value, pin?.profile]).toEqual([value, { kind: "named", id: account }]);
      meant.push(value);
    }
  }
  expect(meant).toEqual(expect.arrayContaining(["opus@vertex:work", "opus@x@y", "claude@vertex:20250514", "@work"]));
  expect(meant).toContain("vertex/3@home");
  await awkward.close();
});
