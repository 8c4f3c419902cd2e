import type { ModelAuth } from "../../src/auth/model-auth.js";
import { openModelAuth } from "../../src/auth/open.js";
import { effectivePin } from "../../src/domain/effective-pin.js";
import { people, places } from "../loopback/discord/bot.js";
import { dm, forum } from "../loopback/telegram/people.js";
import { alice, type Conversation, onDiscord, onTelegram } from "./conversations.js";
import { buildHouse, type House, ownerOf } from "./house.js";

/** How many actions all conversations take together. */
const actions = Number(process.env.MODELPIN_ACTIONS ?? 1000);
const team = forum(-100777, "Team");

let house: House;
let reader: ModelAuth;
beforeAll(async () => {
  house = await buildHouse();
  await house.configure((config) => {
    // Written orders: what a conversation gets must not depend on what the others do meanwhile.
    config.auth = {
      order: {
        anthropic: ["anthropic:home", "anthropic:work"],
        openai: ["openai:default", "openai:team"],
        proxy: ["proxy:default"],
      },
    };
  });
  reader = await openModelAuth({ config: house.configFile, stateDir: house.stateDir, env: {} });
});
afterAll(async () => {
  await reader.close();
  await house.close();
});

const models: Readonly<Record<string, string>> = {
  opus: "anthropic/claude-opus-4-5",
  sonnet: "anthropic/claude-sonnet-4-5",
  gpt: "openai/gpt-5.2",
  qwen: "proxy/qwen3-coder",
};
const profiles: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["home", "work"],
  openai: ["default", "team"],
  proxy: ["default"],
};

/** The same numbers every time, or those of MODELPIN_SEED. */
function dice(seed: number): <T>(items: readonly T[]) => T {
  let state = seed;
  return (items) => {
    state = (state * 48_271) % 2_147_483_647;
    const item = items[state % items.length];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  };
}

interface Seat {
  readonly name: string;
  readonly session: string;
  readonly parent?: string;
  readonly talk: Conversation;
}

/** What somebody might type: mostly choices, some of them refused. */
function typed(roll: <T>(items: readonly T[]) => T): string {
  const alias = roll(Object.keys(models));
  const provider = models[alias]?.split("/")[0] ?? "";
  const flag = roll(["", "", "", " --soft", " --once"]);
  const some = roll(Object.values(profiles).flat());
  return roll([
    `/model ${alias}${flag}`,
    `/model ${models[alias]}${flag}`,
    `/model ${alias}@${roll(profiles[provider] ?? [])}${flag}`,
    `/model ${alias}@${provider}:${roll(profiles[provider] ?? [])}`,
    `/model @${some}${flag}`,
    `/model @auto`,
    `/model default`,
    `/model ${alias}@nobody`,
    `/model nonsense`,
  ]);
}

const refOf = (text: string): string | undefined => /\b(?:anthropic|openai|proxy)\/[\w.-]+\w/.exec(text)?.[0];
const profileOf = (text: string): string | undefined => /\b(?:anthropic|openai|proxy):[a-z]+/.exec(text)?.[0];
const firstLine = (text: string): string => text.split("\n")[0] ?? "";

/** One action and a message: what was said, stored, shown and sent. */
async function act(seat: Seat, command: string, nonce: string): Promise<void> {
  const { talk, session, parent } = seat;
  const own = { session, record: await reader.pins.readBack(session) };
  const reply = await talk.command(command);
  const record = await reader.pins.readBack(session);
  if (/Nothing was changed/.test(reply)) expect(record).toEqual(own.record);
  const around = parent === undefined ? undefined : { session: parent, record: await reader.pins.readBack(parent) };
  const pin = effectivePin({ session, record }, around, { withOnce: true })?.pin;

  const status = await talk.command("/model status");
  const shown = { model: refOf(firstLine(status)), profile: profileOf(firstLine(status)) };
  await talk.say(`hello ${nonce}`, /Paid by .*\./);
  const request = house.provider.requests.find(({ body }) => JSON.stringify(body).includes(`hello ${nonce}"`));
  if (!request) throw new Error(`${nonce} never arrived`);
  const owner = ownerOf(request);
  const sent = { model: `${owner.split(":")[0]}/${request.body.model}`, profile: owner };

  // What was shown is what runs, and both are what is stored.
  expect({ command, ...sent }).toEqual({ command, ...shown });
  if (pin?.model !== undefined) expect(sent.model).toBe(pin.model);
  if (pin?.profileId !== undefined) expect(sent.profile).toBe(pin.profileId);
  if (!/Nothing was changed/.test(reply)) {
    expect({ command, model: refOf(reply), profile: profileOf(reply) }).toEqual({ command, ...sent });
  }
}

test(`${actions} actions in five conversations: reply, record, status and the credential on the wire agree`, async () => {
  const gateway = await house.gateway();
  const discord = (channelId: string) => onDiscord(house, gateway, { userId: people.alice, channelId });
  const general = `discord:${places.general}`;
  const forumSession = `telegram:${team.id}`;
  // Conversations that inherit from each other take turns; the others go on at the same time.
  const lanes: readonly (readonly Seat[])[] = [
    [
      { name: "channel", session: general, talk: discord(places.general) },
      { name: "thread", session: `discord:${places.thread}`, parent: general, talk: discord(places.thread) },
    ],
    [
      { name: "group", session: forumSession, talk: onTelegram(house, gateway, { chat: team, from: alice }) },
      {
        name: "topic",
        session: `${forumSession}:17`,
        parent: forumSession,
        talk: onTelegram(house, gateway, { chat: team, from: alice, topic: 17 }),
      },
    ],
    [{ name: "DM", session: "telegram:11", talk: onTelegram(house, gateway, { chat: dm(alice), from: alice }) }],
  ];
  const seats = lanes.flat().length;
  await Promise.all(
    lanes.map(async (lane, index) => {
      const roll = dice(Number(process.env.MODELPIN_SEED ?? 1) + index * 7919);
      const share = Math.ceil((actions * lane.length) / seats);
      for (let count = 0; count < share; count++) {
        const seat = roll(lane);
        await act(seat, typed(roll), `${seat.name}-${count}`);
      }
    }),
  );
  expect(house.telegram.calls.filter(({ refused }) => refused !== undefined)).toEqual([]);
  expect(house.discord.refusals).toEqual([]);
  expect(await house.leaks()).toEqual([]);
}, 900_000);
