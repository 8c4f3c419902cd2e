import { terminalPerson } from "../../../src/domain/access.js";
import { createHouse, owner, token } from "../../fixtures/auth-house.js";

const models = Array.from({ length: 40 }, (_, index) => `anthropic/model-${index}`);
const ids = ["anthropic:a", "anthropic:b", "anthropic:c", "anthropic:d"];
const house = createHouse(
  {
    agents: { defaults: { model: "anthropic/model-0", models: Object.fromEntries(models.map((ref) => [ref, {}])) } },
    auth: { profiles: { "anthropic:a": { provider: "anthropic", mode: "token", use: ["terminal"] } } },
  },
  { version: 1, profiles: Object.fromEntries(ids.map((id) => [id, token()])), order: { anthropic: ids } },
);
afterAll(() => house.close());

test("a model that rests is told alone, and does not make a long list judge its accounts model by model", async () => {
  let looked = 0;
  const auth = await house.open({
    may: (_person, action) => {
      if (action.startsWith("use:")) looked += 1;
      return true;
    },
  });
  const session = auth.session("terminal:main");
  const look = async () => {
    looked = 0;
    const { models: lines } = await session.status(owner);
    return { looked, resting: lines.filter(({ availability }) => availability.kind === "cooling") };
  };
  const before = await look();
  const limited = () => Promise.reject(Object.assign(new Error("limit"), { statusCode: 429 }));
  await session.run(limited, { person: terminalPerson }).catch(() => undefined);
  const after = await look();
  expect(after.resting.map(({ ref }) => ref)).toEqual(["anthropic/model-0"]);
  // Judged once by itself, and once for all the others.
  expect(after.looked).toBe(before.looked + 1);
});
