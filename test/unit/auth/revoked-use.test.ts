import type { ModelAuth } from "../../../src/auth/model-auth.js";
import { alone, createHouse, type House, person, pin, plainConfig } from "../../fixtures/auth-house.js";

let house: House;
let auth: ModelAuth;
beforeEach(async () => {
  house = createHouse();
  auth = await house.open();
});
afterEach(() => house.close());

/** From now on `anthropic:work` is for these alone. */
function reserve(...use: string[]): void {
  const profiles = { "anthropic:work": { provider: "anthropic", mode: "token", use } };
  house.writeConfig({ ...plainConfig, auth: { profiles, order: { anthropic: ["anthropic:home", "anthropic:work"] } } });
  house.later();
}

/** Who pays for what somebody writes, or why nobody does. */
function payer(who: string, key = "discord:10", parent?: string): Promise<string> {
  return auth
    .session(key, parent === undefined ? {} : { parent })
    .run(async ({ profileId }) => profileId, { person: person(who) })
    .catch((error: { message: string }) => error.message);
}

test("an account that was taken away from who pinned it does not go on paying for them", async () => {
  await pin(auth, "discord:10", "@work", alone("discord:1"));
  expect(await payer("discord:1")).toBe("anthropic:work");
  reserve("discord:2");
  expect(await payer("discord:1")).toContain("The pinned profile is not there any more");
  expect(await payer("discord:1", "discord:11", "discord:10")).toContain("The pinned profile is not there any more");
  const { pin: shown, current } = await auth.session("discord:10").status(alone("discord:1"));
  expect(shown).toMatchObject({ profile: { kind: "private" }, dangling: true });
  expect(current.profile).toBeUndefined();

  reserve("discord:1", "discord:2");
  expect(await payer("discord:1")).toBe("anthropic:work");
});

test("what they only preferred is left for the order", async () => {
  await pin(auth, "discord:10", "@work --soft", alone("discord:1"));
  reserve("discord:2");
  expect(await payer("discord:1")).toBe("anthropic:home");
});

test("whoever may use it opens it to everybody who may chat there, as before", async () => {
  reserve("discord:2");
  await pin(auth, "discord:10", "@work", alone("discord:2"));
  for (const writer of ["discord:1", "discord:2", "discord:8"]) expect(await payer(writer)).toBe("anthropic:work");
});
