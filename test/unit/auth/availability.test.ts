import { openModelAuth } from "../../../src/auth/open.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { createHouse, owner, token } from "./house.js";

const models = Array.from({ length: 40 }, (_, index) => `anthropic/model-${index}`);
const ids = ["anthropic:a", "anthropic:b", "anthropic:c", "anthropic:d"];
const house = createHouse(
  {
    agents: { defaults: { model: "anthropic/model-0", models: Object.fromEntries(models.map((ref) => [ref, {}])) } },
    auth: { profiles: { "anthropic:a": { provider: "anthropic", mode: "token", use: ["terminal"] } } },
  },
  { version: 1, profiles: Object.fromEntries(ids.map((id) => [id, token()])), order: { anthropic: ids } },
);
afterAll(() => house.end());

test("a model that rests is told alone, and does not make a long list judge its accounts model by model", async () => {
  let looked = 0;
  const auth = await openModelAuth({
    stateDir: house.stateDir,
    env: {},
    now: () => house.clock,
    may: (_person, action) => {
      if (action.startsWith("use:")) looked += 1;
      return true;
    },
  });
  try {
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
  } finally {
    await auth.close();
  }
});
