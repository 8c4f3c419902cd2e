import { alone, createHouse, token } from "../../auth/house.js";
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
afterAll(() => house.end());

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
