import fc from "fast-check";
import { model } from "../../../../commands/slash/model.js";
import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { createDispatcher, type Dispatcher } from "../../../../src/chat/dispatch.js";
import { plainText, renderReply } from "../../../../src/chat/render.js";
import type { Invocation, Menus } from "../../../../src/chat/slash.js";
import type { Choice, Reply } from "../../../../src/domain/reply.js";
import { type AuthHouse, openAuth, smallConfig, smallProfiles } from "../../../fixtures/auth-house.js";

const phone: Menus = { entries: 8, both: false };
const desk: Menus = { entries: 25, both: true };
const ann = { id: "telegram:11", principals: ["telegram:11"] };
const bob = { id: "telegram:12", principals: ["telegram:12"] };
const place = { platform: "telegram", session: "telegram:-500", kind: "group", peerId: "-500" } as const;

let house: AuthHouse;
afterEach(() => house.close());

const bot = (auth: ModelAuth): Dispatcher =>
  createDispatcher({ gatekeeper: auth, commands: [model(auth)], log: { warn: () => {} }, now: auth.now });

const said = (changes: Partial<Invocation> = {}): Omit<Invocation, "argument"> => ({
  place,
  person: ann,
  seenByCallerAlone: true,
  menus: phone,
  now: house.auth.now(),
  ...changes,
});
async function type(dispatcher: Dispatcher, argument: string, changes: Partial<Invocation> = {}): Promise<Reply> {
  const command = dispatcher.find("model");
  if (!command) throw new Error("no /model");
  return dispatcher.dispatch(command, { ...said(changes), argument });
}
const choicesOf = (reply: Reply): readonly Choice[] =>
  reply.blocks.flatMap((block) => (block.kind === "choices" ? block.choices : []));
const choiceOf = (reply: Reply, label: string): Choice => {
  const found = choicesOf(reply).find((choice) => choice.label === label);
  if (!found) throw new Error(`no "${label}" among ${choicesOf(reply).map((choice) => choice.label)}`);
  return found;
};
async function tokenOf(dispatcher: Dispatcher, { names, argument }: Choice, session = place.session): Promise<string> {
  const picker = await dispatcher.picker();
  if (!picker) throw new Error("no picker");
  return picker.sign({ use: "press", names: names ?? [argument], session, now: house.auth.now() });
}
const read = (reply: Reply): string =>
  renderReply(reply, plainText, { limit: 4096, now: house.auth.now(), menus: true });
const dead = "This does nothing any more, or not here, or not for you. Nothing was changed. A fresh list: /model";
const pinned = async (auth = house.auth) => (await auth.pins.readBack(place.session))?.pin;

test("pressing a model chooses it at once, and offers its provider's profiles in its place", async () => {
  house = await openAuth();
  const dispatcher = bot(house.auth);
  const list = await type(dispatcher, "");
  const { accepted, reply } = await dispatcher.press(await tokenOf(dispatcher, choiceOf(list, "sonnet")), said());
  expect(accepted).toBe(true);
  expect(await pinned()).toMatchObject({ model: "anthropic/claude-sonnet-4-5", by: ann.id, strict: true });
  expect(choicesOf(reply).map((choice) => choice.label)).toEqual([
    "home",
    "work",
    "Models",
    "Any account",
    "Default",
    "Status",
  ]);
  await dispatcher.press(await tokenOf(dispatcher, choiceOf(reply, "work")), said());
  expect(await pinned()).toMatchObject({ model: "anthropic/claude-sonnet-4-5", profileId: "anthropic:work" });
});

test("every button of every view does something for whoever may, after a restart too", async () => {
  house = await openAuth();
  const dispatcher = bot(house.auth);
  const restarted = bot(await house.open());
  for (const menus of [phone, desk]) {
    for (const typed of ["", "status", "why", "sonnet", "opus@work", "default"]) {
      for (const choice of choicesOf(await type(dispatcher, typed, { menus }))) {
        const pressed = await restarted.press(await tokenOf(dispatcher, choice), said({ menus }));
        expect([choice.label, pressed.accepted]).toEqual([choice.label, true]);
      }
    }
  }
});

test("a profile's button is complete in itself: it chooses the model that it was shown for", async () => {
  house = await openAuth();
  const dispatcher = bot(house.auth);
  const work = await tokenOf(dispatcher, choiceOf(await type(dispatcher, "opus"), "work"));
  await type(dispatcher, "gpt", { person: bob });
  await dispatcher.press(work, said());
  expect(await pinned()).toMatchObject({ model: "anthropic/claude-opus-4-5", profileId: "anthropic:work" });
});

test("what is pressed elsewhere, too late, altered, without permission or after its entry changed is one refusal", async () => {
  let now = Date.parse("2026-11-22T08:44:00Z");
  house = await openAuth(smallConfig, smallProfiles, { now: () => now });
  const dispatcher = bot(house.auth);
  const obeyed = (config: object): Promise<void> =>
    house.configure(config, () => {
      now += 1000;
    });
  const token = await tokenOf(dispatcher, choiceOf(await type(dispatcher, ""), "sonnet"));
  const answers: string[] = [];
  const refused = async (pressing: string, changes: Partial<Invocation> = {}): Promise<void> => {
    const { accepted, reply } = await dispatcher.press(pressing, said(changes));
    expect(accepted).toBe(false);
    answers.push(JSON.stringify(reply));
    expect(await pinned()).toBeUndefined();
  };
  await refused(token, { place: { ...place, session: "telegram:-501" } });
  await refused(token, { place: { ...place, session: "telegram:-500:17" } });
  await refused(token.replace(/^./, (first) => (first === "A" ? "B" : "A")));
  await refused("nonsense");
  await refused(token, { now: now + 24 * 60 * 60 * 1000 });
  for (const access of [{}, { view: ["telegram:11"] }, { chat: ["telegram:11"] }, { admin: ["telegram:12"] }]) {
    await obeyed({ ...smallConfig, access });
    await refused(token);
  }
  const { defaults } = smallConfig.agents;
  const models = (entries: object) => ({ ...smallConfig, agents: { defaults: { ...defaults, models: entries } } });
  const { "anthropic/claude-sonnet-4-5": sonnet, ...removed } = defaults.models;
  await obeyed(models(removed));
  await refused(token);
  await obeyed(models({ ...removed, "anthropic/claude-sonnet-4-5": { alias: "sonnet-old" } }));
  await refused(token);
  await obeyed(models({ ...removed, "openai/o9": sonnet, "anthropic/claude-sonnet-4-5": {} }));
  await refused(token);
  await obeyed({ ...smallConfig, agents: { defaults: { ...defaults, modelPolicy: { allow: ["openai/*"] } } } });
  await refused(token);
  await obeyed(models(Object.fromEntries(Object.entries(defaults.models).reverse())));
  expect((await dispatcher.press(token, said())).accepted).toBe(true);
  expect(await pinned()).toMatchObject({ model: "anthropic/claude-sonnet-4-5" });

  expect(new Set(answers).size).toBe(1);
  expect(read(JSON.parse(answers[0] ?? ""))).toBe(dead);
});

test("a profile that the presser may not use is refused like one that does not exist", async () => {
  const restricted = { "anthropic:work": { provider: "anthropic", mode: "api_key", use: ["telegram:11"] } };
  house = await openAuth({ ...smallConfig, access: { switch: ["*"] }, auth: { profiles: restricted } });
  const dispatcher = bot(house.auth);
  const token = await tokenOf(dispatcher, choiceOf(await type(dispatcher, "opus"), "work"));
  expect(choicesOf(await type(dispatcher, "opus", { person: bob })).map(({ label }) => label)).not.toContain("work");
  const foreign = await dispatcher.press(token, said({ person: bob }));
  const unknown = await dispatcher.press(
    await tokenOf(dispatcher, {
      label: "",
      argument: "",
      names: ["opus = anthropic/claude-opus-4-5", "@anthropic:no"],
    }),
    said({ person: bob }),
  );
  expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown));
  expect((await dispatcher.press(token, said())).accepted).toBe(true);
});

test("a model and an account that together read as another model's name are nothing", async () => {
  const id = "claude-opus-4-5@anthropic:work";
  const models = { ...smallConfig.agents.defaults.models, [`anthropic/${id}`]: {} };
  house = await openAuth({ ...smallConfig, agents: { defaults: { ...smallConfig.agents.defaults, models } } });
  const dispatcher = bot(house.auth);
  const list = await type(dispatcher, "opus");
  const { accepted, reply } = await dispatcher.press(await tokenOf(dispatcher, choiceOf(list, "work")), said());
  expect([accepted, read(reply)]).toEqual([false, dead]);
  expect(await pinned()).toEqual(expect.objectContaining({ model: "anthropic/claude-opus-4-5" }));
  expect((await pinned())?.profileId).toBeUndefined();
  const own = await dispatcher.press(await tokenOf(dispatcher, choiceOf(await type(dispatcher, ""), id)), said());
  expect(own.accepted).toBe(true);
  expect(await pinned()).toMatchObject({ model: `anthropic/${id}` });
});

test("in a catalogue of 2 000 awkward ids every press is exactly its label, or nothing", async () => {
  const character = fc.constantFrom(..."abz09-_.:@/é漢😀");
  const ids = fc
    .sample(fc.string({ unit: character, minLength: 1, maxLength: 250 }), { numRuns: 2000, seed: 3 })
    .map((id, index) => `anthropic/m${index}${id}`);
  const accounts = ["work", "a@b.c", "@", "x/y@z", ids[3]?.slice(10, 60) ?? ""].map((name) => `anthropic:${name}n`);
  const config = {
    ...smallConfig,
    agents: { defaults: { model: ids[0], models: Object.fromEntries(ids.map((id) => [id, {}])) } },
  };
  const profile = { type: "api_key", provider: "anthropic", key: "k" };
  house = await openAuth(config, Object.fromEntries(accounts.map((id) => [id, profile])));
  const dispatcher = bot(house.auth);
  for (const at of [0, 1, 7, 250]) {
    const page = await type(dispatcher, `list ${at + 1 > 250 ? 250 : at + 1}`);
    const menu = page.blocks.find((block) => block.kind === "choices" && block.layout === "menu");
    if (menu?.kind !== "choices") throw new Error("no menu");
    expect(menu.choices).toHaveLength(8);
    for (const choice of menu.choices.slice(0, 4)) {
      const { accepted, reply } = await dispatcher.press(await tokenOf(dispatcher, choice), said());
      expect([accepted, (await pinned())?.model]).toEqual([true, choice.argument]);
      for (const account of choicesOf(reply).slice(0, accounts.length)) {
        const pressed = await dispatcher.press(await tokenOf(dispatcher, account), said());
        const { model: ref = "", profileId = "" } = (await pinned()) ?? {};
        expect([pressed.accepted, `${ref}@${profileId}`]).toEqual([true, account.argument]);
      }
    }
  }
});
