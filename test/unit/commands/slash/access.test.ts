import { model } from "../../../../commands/slash/model.js";
import { createDispatcher } from "../../../../src/chat/dispatch.js";
import type { Invocation, Place } from "../../../../src/chat/slash.js";
import type { Person } from "../../../../src/domain/access.js";
import type { Reply } from "../../../../src/domain/reply.js";
import { type AuthHouse, openAuth, smallConfig } from "../../../fixtures/auth-house.js";

const now = Date.parse("2026-11-22T08:44:00Z");
const roles = ["stranger", "view", "chat", "switch", "listed", "admin"] as const;
type Role = (typeof roles)[number];
const personOf = (role: Role): Person => {
  const id = `discord:${roles.indexOf(role) + 1}`;
  return { id, principals: [id, `discord:role:${100 + roles.indexOf(role)}`] };
};
const principal = (role: Role): string => `discord:role:${100 + roles.indexOf(role)}`;
const access = {
  view: [principal("view")],
  chat: [principal("chat")],
  switch: [principal("switch"), principal("listed")],
  admin: [principal("admin")],
};
const config = {
  ...smallConfig,
  access,
  auth: { profiles: { "anthropic:work": { provider: "anthropic", mode: "api_key", use: [principal("listed")] } } },
};

const places: Record<string, Place> = {
  "a channel": { platform: "discord", session: "discord:10", kind: "channel", peerId: "10", guildId: "9" },
  "a thread": {
    platform: "discord",
    session: "discord:11",
    kind: "thread",
    peerId: "11",
    parent: "discord:10",
    parentPeerId: "10",
    guildId: "9",
  },
  "a DM": { platform: "discord", session: "discord:12", kind: "dm", peerId: "12" },
  "a forum topic": {
    platform: "telegram",
    session: "telegram:-5:17",
    kind: "thread",
    peerId: "-5:17",
    parent: "telegram:-5",
    parentPeerId: "-5",
  },
};

const opus = "opus = anthropic/claude-opus-4-5";
/** What is done, by what is typed and by what a button is made of, and from which role on. */
const actions = {
  "see the list": { typed: "list", names: ["list"], from: "view", pins: undefined },
  "see the status": { typed: "status", names: ["status"], from: "view", pins: undefined },
  "choose a model": { typed: "gpt", names: ["gpt = openai/gpt-5.2"], from: "switch", pins: "openai/gpt-5.2@" },
  "choose an open profile": {
    typed: "opus@home",
    names: [opus, "@anthropic:home"],
    from: "switch",
    pins: "anthropic/claude-opus-4-5@anthropic:home",
  },
  "choose a restricted profile": {
    typed: "opus@work",
    names: [opus, "@anthropic:work"],
    from: "listed",
    pins: "anthropic/claude-opus-4-5@anthropic:work",
  },
} as const;
const surfaces = ["text", "slash", "press", "suggestion"] as const;

let house: AuthHouse;
beforeAll(async () => {
  house = await openAuth(config, undefined, { now: () => now });
});
afterAll(() => house.close());

const cases = Object.keys(places).flatMap((place) =>
  roles.flatMap((role) =>
    Object.keys(actions).flatMap((action) => surfaces.map((surface) => [role, surface, action, place] as const)),
  ),
);

test.each(cases)("%s, by %s: %s in %s", async (role, surface, action, placeName) => {
  const { auth } = house;
  const place = places[placeName] as Place;
  const { typed, names, from, pins } = actions[action as keyof typeof actions];
  const isIn = roles.indexOf(role) >= roles.indexOf(from);
  const dispatcher = createDispatcher({
    gatekeeper: auth,
    commands: [model(auth)],
    log: { warn() {} },
    now: () => now,
  });
  const command = dispatcher.find("model");
  const picker = await dispatcher.picker();
  if (!command || !picker) throw new Error("no /model, or no key");
  await auth.pins.change(place.session, () => undefined);
  const alone = surface !== "text";
  const said: Omit<Invocation, "argument"> = { place, person: personOf(role), seenByCallerAlone: alone, now };
  const sign = (use: "press" | "type"): string => picker.sign({ use, names, session: place.session, now });

  /** Whoever is not let in reads of no model, whatever they typed. */
  const isAnswered = (reply?: Reply): void =>
    expect(/anthropic\/claude|openai\/gpt/.test(JSON.stringify(reply ?? ""))).toBe(isIn);
  const doneBy = {
    text: async () => isAnswered(await dispatcher.dispatchText(command, { ...said, argument: typed })),
    slash: async () => isAnswered(await dispatcher.dispatch(command, { ...said, argument: typed })),
    press: async () => {
      const { accepted, reply } = await dispatcher.press(sign("press"), said);
      expect([accepted, accepted || JSON.stringify(reply).includes("does nothing any more")]).toEqual([isIn, true]);
    },
    suggestion: async () => {
      const offered = await dispatcher.complete(command, { ...said, argument: typed });
      expect(offered.some(({ value }) => value === typed)).toBe(typed.includes("@") ? isIn : role !== "stranger");
      await dispatcher.dispatch(command, { ...said, argument: `~${sign("type")}` });
    },
  };
  await doneBy[surface]();
  const pin = (await auth.pins.readBack(place.session))?.pin;
  const found = pin && `${pin.model}@${pin.profileId ?? ""}`;
  expect(found).toBe(isIn ? pins : undefined);
  if (pin) expect(pin.by).toBe(personOf(role).id);
});
