import { model } from "../../../../commands/slash/model.js";
import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { createDispatcher, type Dispatcher } from "../../../../src/chat/dispatch.js";
import type { Invocation } from "../../../../src/chat/slash.js";
import type { Choice, Reply } from "../../../../src/domain/reply.js";
import { type AuthHouse, openAuth, smallConfig, smallProfiles } from "../../../fixtures/auth-house.js";

const now = Date.parse("2026-11-22T08:44:00Z");
const ann = { id: "discord:1", principals: ["discord:1"] };
const place = { platform: "discord", session: "discord:5", kind: "channel", peerId: "5", guildId: "9" } as const;
const access = { switch: ["*"], admin: ["discord:2"] };
const hiddenUse = { use: ["discord:2"] };
const key = { type: "api_key", key: "sk-hidden" };
const { defaults } = smallConfig.agents;
const withGrok = { defaults: { ...defaults, models: { ...defaults.models, "xai/grok": {} } } };
const sixty = Array.from({ length: 60 }, (_, index) => `anthropic:h${index}`);

/** Each world differs from the plain one by profiles that Ann may not use, in whatever way somebody may add them. */
const worlds: Record<string, { config: object; profiles: object; plain?: object }> = {
  "one more profile of a provider in use": {
    config: { auth: { profiles: { "anthropic:hidden": { provider: "anthropic", mode: "api_key", ...hiddenUse } } } },
    profiles: { "anthropic:hidden": { provider: "anthropic", ...key } },
  },
  "one that sorts first and pays flat": {
    config: {
      auth: { profiles: { "anthropic:a": { provider: "anthropic", mode: "token", billing: "flat", ...hiddenUse } } },
    },
    profiles: { "anthropic:a": { provider: "anthropic", type: "token", token: `sk-ant-oat01-${"x".repeat(80)}` } },
  },
  "one that is broken": {
    config: { auth: { profiles: { "anthropic:hidden": { provider: "anthropic", mode: "oauth", ...hiddenUse } } } },
    profiles: { "anthropic:hidden": { provider: "anthropic", type: "api_key", apiKey: "sk-hidden" } },
  },
  "one in the order": {
    config: {
      auth: {
        order: { anthropic: ["anthropic:hidden", "anthropic:work", "anthropic:home"] },
        profiles: { "anthropic:hidden": { provider: "anthropic", mode: "api_key", ...hiddenUse } },
      },
    },
    profiles: { "anthropic:hidden": { provider: "anthropic", ...key } },
    plain: { auth: { order: { anthropic: ["anthropic:work", "anthropic:home"] } } },
  },
  "one that is named but not stored": {
    config: { auth: { profiles: { "anthropic:hidden": { provider: "anthropic", mode: "api_key", ...hiddenUse } } } },
    profiles: {},
  },
  "the only one of its provider": {
    config: {
      agents: withGrok,
      auth: { profiles: { "xai:hidden": { provider: "xai", mode: "api_key", ...hiddenUse } } },
    },
    profiles: { "xai:hidden": { provider: "xai", ...key } },
    plain: { agents: withGrok },
  },
  "more of them than a page holds": {
    config: {
      auth: {
        profiles: Object.fromEntries(sixty.map((id) => [id, { provider: "anthropic", mode: "api_key", ...hiddenUse }])),
      },
    },
    profiles: Object.fromEntries(sixty.map((id) => [id, { provider: "anthropic", ...key }])),
  },
};

const typed = [
  "",
  "list",
  "list 2",
  "status",
  "why",
  "@hidden",
  "@a",
  "@anthropic:hidden",
  "@anthropic:a",
  "opus@hidden",
  "gpt@anthropic:hidden",
  "gpt@anthropic:a",
  "opus@nothing",
  "hidden",
  "consent hidden",
  "consent",
  "sonnet",
  "sonnet@work",
  "@auto",
  "grok@hidden",
  "grok",
  "status",
  "default",
];
const halves = ["", "@", "@h", "@hidden", "opus@", "opus@a", "opus@anthropic:h", "hid", "a"];
const surfaces: Record<string, Partial<Invocation>> = {
  "a select, alone": { seenByCallerAlone: true, menus: { entries: 25, both: true } },
  "a keyboard in a room": { seenByCallerAlone: false, menus: { entries: 8, both: false } },
  "text in a room": { seenByCallerAlone: false },
  "text, alone": { seenByCallerAlone: true },
};

let houses: AuthHouse[] = [];
afterEach(async () => {
  for (const house of houses) await house.close();
  houses = [];
});

/** Everything that Ann can get to read, in order. */
async function transcript(auth: ModelAuth): Promise<string[]> {
  const dispatcher: Dispatcher = createDispatcher({
    gatekeeper: auth,
    commands: [model(auth)],
    log: { warn: () => {} },
    now: () => now,
  });
  const command = dispatcher.find("model");
  if (!command) throw new Error("no /model");
  const lines: string[] = [];
  for (const [name, surface] of Object.entries(surfaces)) {
    const said = { place, person: ann, seenByCallerAlone: true, now, ...surface };
    for (const argument of typed) {
      const reply = await dispatcher.dispatch(command, { ...said, argument });
      lines.push(`${name} · ${argument}: ${written(reply)}`);
      for (const choice of choicesOf(reply)) {
        const pressed = await dispatcher.press(await tokenOf(dispatcher, choice), said);
        lines.push(`${name} · ${argument} · [${choice.label}]: ${pressed.accepted} ${written(pressed.reply)}`);
      }
    }
    for (const half of halves) {
      lines.push(
        `${name} · ${half}…: ${JSON.stringify(await dispatcher.complete(command, { ...said, argument: half }))}`,
      );
    }
    for (const names of [
      ["@anthropic:hidden"],
      ["opus = anthropic/claude-opus-4-5", "@anthropic:hidden"],
      ["consent", "anthropic:hidden"],
    ]) {
      const pressed = await dispatcher.press(await tokenOf(dispatcher, { label: "", argument: "", names }), said);
      lines.push(`${name} · forged ${names}: ${pressed.accepted} ${written(pressed.reply)}`);
    }
  }
  return lines;
}

const choicesOf = (reply: Reply): readonly Choice[] =>
  reply.blocks.flatMap((block) => (block.kind === "choices" ? block.choices : []));
const written = (reply: Reply): string =>
  JSON.stringify(reply, (_, value) => (typeof value === "function" ? value(7) : value));
async function tokenOf(dispatcher: Dispatcher, { names, argument }: Choice): Promise<string> {
  const picker = await dispatcher.picker();
  return picker?.sign({ use: "press", names: names ?? [argument], session: place.session, now }) ?? "";
}

test.each(Object.entries(worlds))(
  "a profile that somebody may not use cannot be told to exist, by no view, press, error, suggestion or count: %s",
  async (_, { config, profiles, plain = {} }) => {
    for (const [more, stored] of [
      [plain, smallProfiles],
      [config, { ...smallProfiles, ...profiles }],
    ] as const) {
      houses.push(await openAuth({ ...smallConfig, access, ...more }, stored, { now: () => now }));
    }
    const [without, withIt] = await Promise.all(houses.map(({ auth }) => transcript(auth)));
    const different = withIt?.filter((line, at) => line !== without?.[at]);
    expect(different).toEqual([]);
    expect(withIt).toEqual(without);
    expect(withIt?.length).toBeGreaterThan(200);
  },
);
