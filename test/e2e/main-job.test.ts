import { people, places } from "../loopback/discord/bot.js";
import { dm, forum, group } from "../loopback/telegram/people.js";
import { alice, atTerminal, onDiscord, onTelegram, surfaces } from "./conversations.js";
import { buildHouse, type House, ownerOf, secrets } from "./house.js";
import type { BinProcess } from "./process.js";

const lounge = group(-100500);
const agora = forum(-100600);

let house: House;
beforeEach(async () => {
  house = await buildHouse();
});
afterEach(async () => {
  await house.close();
});

describe.each(Object.entries(surfaces))("on %s", (_, seat) => {
  const sit = (gateway: BinProcess) => seat(house, gateway);

  test("what the confirmation says is what the next request carries", async () => {
    const talk = sit(await house.gateway());
    expect(await talk.command("/model opus@anthropic:work")).toMatch(
      /opus.*anthropic\/claude-opus-4-5.*\n.*anthropic:work.*pinned/,
    );
    await talk.say("hello");
    await talk.command("/model sonnet@home");
    await talk.say("hello again");
    await talk.command("/model gpt@openai:team");
    await talk.say("and you?");
    await talk.command("/model qwen");
    await talk.say("and you?");
    expect(house.asked).toEqual([
      "anthropic:work claude-opus-4-5",
      "anthropic:home claude-sonnet-4-5",
      "openai:team gpt-5.2",
      "proxy:default qwen3-coder",
    ]);
    const [key, token, bearer, proxy] = house.provider.requests;
    expect([key?.path, key?.header]).toEqual(["/v1/messages", "x-api-key"]);
    expect([token?.path, token?.header]).toEqual(["/v1/messages", "authorization"]);
    expect(token?.headers["anthropic-beta"]).toContain("oauth-2025-04-20");
    expect(key?.headers["anthropic-beta"] ?? "").not.toContain("oauth");
    expect([bearer?.path, bearer?.header]).toEqual(["/v1/responses", "authorization"]);
    expect([proxy?.path, proxy?.header]).toEqual(["/v1/chat/completions", "authorization"]);
    expect(await house.leaks()).toEqual([]);
  });

  test("a pin outlives a restart, and a kill right after its confirmation was read", async () => {
    const profiles = ["anthropic:work", "anthropic:home", "anthropic:work"];
    for (const [round, profile] of profiles.entries()) {
      const gateway = await house.gateway();
      await sit(gateway).command(`/model opus@${profile}`);
      await gateway.stop(round === 0 ? "SIGTERM" : "SIGKILL");
      const again = await house.gateway();
      await sit(again).say(`round ${round}`);
      expect(house.asked.at(-1)).toBe(`${profile} claude-opus-4-5`);
      expect(await sit(again).command("/model")).toContain(profile);
      expect(await again.stop()).toEqual({ code: 0, signal: null });
    }
  });

  test("--once is for exactly one turn, whatever its outcome, and leaves the pin alone", async () => {
    const gateway = await house.gateway();
    const talk = sit(gateway);
    await talk.command("/model opus@work");
    expect(await talk.command("/model sonnet@home --once")).toMatch(/next turn only/);
    await talk.say("one");
    await talk.say("two");
    await talk.command("/model sonnet@home --once");
    house.provider.account(secrets.home).next({ kind: "refuse", status: 400, body: { error: { message: "no" } } });
    await talk.say("three", /./);
    await talk.say("four");
    expect(house.asked).toEqual([
      "anthropic:home claude-sonnet-4-5",
      "anthropic:work claude-opus-4-5",
      "anthropic:home claude-sonnet-4-5",
      "anthropic:work claude-opus-4-5",
    ]);
  });

  test("/new forgets what was said, keeps the pin and says so", async () => {
    const talk = sit(await house.gateway());
    await talk.command("/model opus@work");
    await talk.say("remember the heron");
    await talk.say("what did I say?");
    expect(await talk.command("/new")).toMatch(/fresh.*pin stays.*anthropic:work/is);
    await talk.say("what did I say?");
    const heard = house.provider.requests.map(({ body }) => JSON.stringify(body.messages).includes("heron"));
    expect(heard).toEqual([true, true, false]);
    expect(house.asked.at(-1)).toBe("anthropic:work claude-opus-4-5");
  });

  test("@auto drops the account and keeps the model; default drops both", async () => {
    const talk = sit(await house.gateway());
    await talk.command("/model sonnet@work");
    expect(await talk.command("/model @auto")).toMatch(/sonnet.*anthropic:home.*anthropic:work/s);
    await talk.say("one");
    await talk.command("/model @work");
    await talk.say("two");
    await talk.command("/model default");
    await talk.say("three");
    expect(house.asked).toEqual([
      "anthropic:home claude-sonnet-4-5",
      "anthropic:work claude-sonnet-4-5",
      "anthropic:home claude-opus-4-5",
    ]);
  });
});

test("conversations do not hear of each other's pins", async () => {
  const gateway = await house.gateway();
  const on = (channelId?: string) =>
    onDiscord(house, gateway, { userId: people.alice, ...(channelId === undefined ? {} : { channelId }) });
  const at = (chat = lounge as Parameters<typeof onTelegram>[2]["chat"], topic?: number) =>
    onTelegram(house, gateway, { chat, from: alice, ...(topic === undefined ? {} : { topic }) });
  const seats = [atTerminal(gateway), on(), on(places.general), on(places.side), at(dm(alice)), at(), at(agora)];
  const wanted = ["opus@work", "sonnet@home", "gpt@team", "qwen@default", "gpt@default", "sonnet@work", "opus@home"];
  for (const [index, seat] of seats.entries()) await seat.command(`/model ${wanted[index]}`);
  for (const seat of seats) await seat.say("who pays?");
  expect(house.asked).toEqual([
    "anthropic:work claude-opus-4-5",
    "anthropic:home claude-sonnet-4-5",
    "openai:team gpt-5.2",
    "proxy:default qwen3-coder",
    "openai:default gpt-5.2",
    "anthropic:work claude-sonnet-4-5",
    "anthropic:home claude-opus-4-5",
  ]);
});

test("a thread or topic follows what is around it until it has a pin of its own; a DM inherits nothing", async () => {
  const gateway = await house.gateway();
  const discord = (channelId?: string) =>
    onDiscord(house, gateway, { userId: people.alice, ...(channelId === undefined ? {} : { channelId }) });
  const telegram = (topic?: number) =>
    onTelegram(house, gateway, { chat: agora, from: alice, ...(topic === undefined ? {} : { topic }) });
  const families = [
    { around: discord(places.general), within: discord(places.thread), apart: discord() },
    {
      around: telegram(),
      within: telegram(7),
      apart: onTelegram(house, gateway, { chat: dm(alice), from: alice }),
    },
  ];
  for (const { around, within, apart } of families) {
    house.provider.forget();
    await around.command("/model sonnet@work");
    await within.say("inside");
    await apart.say("apart");
    await within.command("/model gpt@team");
    await within.say("inside");
    await around.say("around");
    await within.command("/model default");
    await within.say("inside");
    expect(house.asked).toEqual([
      "anthropic:work claude-sonnet-4-5",
      "anthropic:home claude-opus-4-5",
      "openai:team gpt-5.2",
      "anthropic:work claude-sonnet-4-5",
      "anthropic:work claude-sonnet-4-5",
    ]);
  }
});

test("an order that another process sets is obeyed by a turn that starts 250 ms later", async () => {
  const gateway = await house.gateway();
  const talk = atTerminal(gateway);
  await talk.say("before");
  const order = ["models", "auth", "order", "set", "--provider", "anthropic", "anthropic:work", "anthropic:home"];
  const { code, stderr } = await house.cli(order);
  expect([code, stderr]).toEqual([0, ""]);
  const setAt = Date.now();
  // Turns go on meanwhile; the one that starts 250 ms later is the one that counts.
  for (let startedAt = 0; startedAt < setAt + 250; ) {
    startedAt = Date.now();
    await talk.say("after");
  }
  expect(house.provider.requests.map(ownerOf).at(0)).toBe("anthropic:home");
  expect(house.provider.requests.map(ownerOf).at(-1)).toBe("anthropic:work");
  await house.cli(["models", "auth", "order", "clear", "--provider", "anthropic"]);
});
