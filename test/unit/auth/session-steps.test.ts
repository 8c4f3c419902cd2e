import type { ModelAuth } from "../../../src/auth/model-auth.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { createHouse, type House, owner, pin, plainConfig } from "../../fixtures/auth-house.js";

let house: House;
let auth: ModelAuth;

beforeEach(async () => {
  house = createHouse();
  auth = await house.open();
});
afterEach(() => house.close());

const refusal = (status: number) => Object.assign(new Error("refused"), { status, headers: {} });

test("unpin leaves the conversation to the agent's own choice", async () => {
  const session = auth.session("discord:10");
  await pin(auth, "discord:10", "sonnet@work");
  const { status } = await session.unpin(owner);
  expect(status.pin).toBeUndefined();
  expect((await session.status(owner)).current.modelSource).toBe("default");
});

test("a host that takes the steps itself is believed: what it reports moves the next decision", async () => {
  const session = auth.session("discord:10");
  const first = await session.resolve(terminalPerson);
  expect(session.report(first, { error: refusal(429) })).toMatchObject({ class: "rate_limit" });
  const second = await session.resolve(terminalPerson);
  expect(second.profileId).not.toBe(first.profileId);
  expect(session.report(second, { result: {} })).toBeUndefined();
  const { providers } = await session.status(owner);
  const used = providers.flatMap(({ candidates }) => candidates).find(({ next }) => next);
  expect(used).toMatchObject({ profile: { kind: "named", id: second.profileId }, unproven: false });
});

test("a pinned model that is not offered any more is asked of nobody, and the answer says how to go on", async () => {
  const session = auth.session("discord:10");
  await pin(auth, "discord:10", "sonnet@work");
  const { defaults } = plainConfig.agents;
  const { "anthropic/claude-sonnet-4-5": _gone, ...models } = defaults.models;
  house.writeConfig({ ...plainConfig, agents: { defaults: { ...defaults, models } } });
  house.later();

  let asked = 0;
  const turn = session.run(async () => {
    asked++;
  });
  await expect(turn).rejects.toMatchObject({
    code: "no_usable_profile",
    message: "The pinned model anthropic/claude-sonnet-4-5 is not offered here any more.",
    hint: expect.stringMatching(/\/model list.*\/model default/),
  });
  expect(asked).toBe(0);
  expect((await session.status(owner)).pin).toMatchObject({ dangling: true });
  await pin(auth, "discord:10", "default");
  await expect(session.run(async () => "answered")).resolves.toBe("answered");
});

test("a configuration that disappears is missed, not taken for an empty one", async () => {
  const session = auth.session("discord:10");
  const before = (await session.status(owner)).current.model;
  house.removeConfig();
  house.later();
  const { current, problems } = await session.status(owner);
  expect(current.model).toEqual(before);
  expect(problems).toMatchObject([{ code: "config_missing" }]);
  house.writeConfig(plainConfig);
  house.later();
  expect((await session.status(owner)).problems).toEqual([]);
});

test("a layer for one turn ends with the report of a host that takes the steps itself", async () => {
  const session = auth.session("discord:10");
  await pin(auth, "discord:10", "sonnet@work --once");
  const first = await session.resolve(terminalPerson);
  expect(first.model.model).toBe("claude-sonnet-4-5");
  session.report(first, { error: refusal(400) });
  expect((await session.resolve(terminalPerson)).model.model).toBe("claude-opus-4-5");
});
