import { setTimeout } from "node:timers/promises";
import { people, places } from "../loopback/discord/bot.js";
import { answer, refuse } from "../loopback/provider/behaviour.js";
import { dm, group } from "../loopback/telegram/people.js";
import { alice, atTerminal, onDiscord, onTelegram } from "./conversations.js";
import { buildHouse, type House, profiles, secrets } from "./house.js";

const family = group(-100123, "Family");
let house: House;
beforeEach(async () => {
  house = await buildHouse();
  // The flat account first, the metered one behind it.
  await house.configure((config) => {
    config.auth = { order: { anthropic: ["anthropic:home", "anthropic:work"] } };
  });
});
afterEach(async () => {
  await house.close();
});

const limited = (seconds: number) =>
  refuse(
    429,
    { type: "error", error: { type: "rate_limit_error", message: "This request would exceed your rate limit." } },
    { "retry-after": String(seconds) },
  );

test("on Telegram a dry flat account ends in a question; a press consents; its return is told", async () => {
  const gateway = await house.gateway();
  const { telegram, provider } = house;
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  expect(await talk.say("hello")).toBe("Paid by anthropic:home.");
  provider.account(secrets.home).always(limited(3600));
  const question = await talk.say("and now?", /metered/);
  expect(question).toMatch(/anthropic:work/);
  expect(house.asked.filter((one) => one.startsWith("anthropic:work"))).toEqual([]);

  const shown = telegram.shown.find(({ text }) => text === question);
  if (!shown) throw new Error("the question is gone");
  telegram.tap(shown, "Go on with anthropic:work (metered)", alice);
  await gateway.alive(telegram.waitFor(() => telegram.shown.find(({ text }) => /Consent noted/.test(text))));
  expect(await talk.say("go on")).toBe("Paid by anthropic:work.");
  await gateway.alive(telegram.waitFor(() => telegram.shown.find(({ text }) => /answers for now/.test(text))));
  expect(await talk.say("once more")).toBe("Paid by anthropic:work.");

  provider.account(secrets.home).always(answer("Paid by anthropic:home."));
  const cleared = await house.cli(["models", "auth", "cooldown", "clear", "anthropic:home"]);
  expect(cleared.code).toBe(0);
  const back = gateway.alive(
    telegram.waitFor(() => telegram.shown.find(({ text }) => /^Back: .*answers again/.test(text))),
  );
  // The gateway obeys the other process within a quarter of a second; until then the metered one answers.
  for (let tries = 0; tries < 20 && (await talk.say("are you back?")) !== "Paid by anthropic:home."; tries++);
  expect(await back).toBeDefined();
  expect(telegram.shown.filter(({ text }) => /answers for now/.test(text))).toHaveLength(1);
  expect(await house.leaks()).toEqual([]);
});

test("in groups no account is named by the question, the notice or the failure, but by the button that consents", async () => {
  await house.configure((config) => {
    config.access.chat = ["*"];
  });
  const gateway = await house.gateway();
  house.provider.account(secrets.home).always(limited(3600));
  const telegram = onTelegram(house, gateway, { chat: family, from: alice });
  const discord = onDiscord(house, gateway, { userId: people.alice, channelId: places.general });
  for (const talk of [telegram, discord]) {
    const question = await talk.say("hello", /metered/);
    expect(question).toMatch(/\/model consent/);
    expect(question).not.toMatch(/anthropic:(home|work)/);
  }
  const shown = house.telegram.shown.find(({ text }) => /metered/.test(text));
  expect(JSON.stringify(shown)).toContain('"Go on with anthropic:work (metered)"');
  expect(house.asked).toEqual(["anthropic:home claude-opus-4-5"]);
});

test("on Discord the question's button consents for who may switch, and for nobody else", async () => {
  const gateway = await house.gateway();
  const { discord, provider } = house;
  provider.account(secrets.home).always(limited(3600));
  const here = { userId: people.alice, channelId: places.general };
  const talk = onDiscord(house, gateway, here);
  const said = await talk.say("hello", /metered/);
  const question = discord.messages(places.general, people.alice).find(({ content }) => content === said);
  if (!question) throw new Error("the question is gone");
  const button = { messageId: question.id, customId: question.components[0].components[0].custom_id as string };
  const press = (userId: string) => gateway.alive(discord.component({ ...here, ...button, userId }).reply());
  expect(await press(people.bob)).toMatchObject({ content: expect.stringMatching(/^This does nothing any more/) });
  expect(await talk.say("and now?", /metered/)).toBe(said);
  expect(await press(people.alice)).toMatchObject({ content: expect.stringMatching(/^Consent noted/) });
  expect(await talk.say("go on")).toBe("Paid by anthropic:work.");
  expect(house.asked).toEqual(["anthropic:home claude-opus-4-5", "anthropic:work claude-opus-4-5"]);
});

test("deny: nobody is paid by use, and the answer says when the flat account is back", async () => {
  await house.configure((config) => {
    config.auth.crossBilling = "deny";
  });
  const talk = onTelegram(house, await house.gateway(), { chat: dm(alice), from: alice });
  house.provider.account(secrets.home).always(limited(3600));
  expect(await talk.say("hello", /limit/)).toMatch(/Back at 20\d\d-/);
  expect(await talk.command("/model consent")).toMatch(/never takes a flat one's place/);
  expect(await talk.say("hello", /cooling/)).toMatch(/Back at 20\d\d-/);
  expect(house.asked).toEqual(["anthropic:home claude-opus-4-5"]);
});

test("allow: the turn goes on at once with one notice", async () => {
  await house.configure((config) => {
    config.auth.crossBilling = "allow";
  });
  const talk = atTerminal(await house.gateway());
  house.provider.account(secrets.home).always(limited(3600));
  const first = await talk.say("hello");
  expect(first).toMatch(/Paid by anthropic:work\./);
  expect(first).toMatch(/anthropic:work \(metered\) answers for now: anthropic:home · limit reached, until 20/);
  expect(await talk.say("hello")).toBe("Paid by anthropic:work.");
});

test("a limit of a few seconds is waited for while the chat sees typing, and the same account answers", async () => {
  const talk = onTelegram(house, await house.gateway(), { chat: dm(alice), from: alice });
  house.provider.account(secrets.home).next(limited(1));
  expect(await talk.say("hello")).toBe("Paid by anthropic:home.");
  expect(house.asked).toEqual(["anthropic:home claude-opus-4-5", "anthropic:home claude-opus-4-5"]);
  expect(house.telegram.calls.map(({ method }) => method)).toContain("sendChatAction");
});

test("explain asks the running gateway, /model why says the same, and nothing is asked of a provider", async () => {
  await house.configure((config) => {
    config.auth.crossBilling = "allow";
  });
  const gateway = await house.gateway();
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  house.provider.account(secrets.home).always(limited(3600));
  await talk.say("hello");
  const { stdout, stderr, code } = await house.cli(["models", "explain", "telegram:11", "--json"]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("running gateway")]);
  const explained = JSON.parse(stdout);
  expect(explained).toMatchObject({
    decidedBy: "gateway",
    choice: { profileId: "anthropic:work" },
    last: {
      tried: [{ profileId: "anthropic:home", outcome: "rate_limit" }],
      answeredBy: { profileId: "anthropic:work" },
    },
  });
  const why = await talk.command("/model why");
  expect(why).toMatch(/tried anthropic:home: limit reached/);
  expect(why).toMatch(/Taken: anthropic:work/);
  const later = await house.cli(["models", "explain", "telegram:11", "--at", "+2h", "--json"]);
  expect(JSON.parse(later.stdout).choice.profileId).toBe("anthropic:home");
  expect(house.asked).toHaveLength(2);
});

test("a second gateway on the same state directory refuses to start and names the first", async () => {
  const first = await house.gateway();
  const second = await house.cli(["gateway"]);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/already running .*\(process \d+\)/);
  expect((await atTerminal(first).say("hello")).length).toBeGreaterThan(0);
  await first.stop("SIGKILL");
  const third = await house.gateway();
  expect(await atTerminal(third).say("hello")).toBe("Paid by anthropic:home.");
});

test("an answer that ends before it began moves on; one that is cut rests the account that cut it", async () => {
  await house.configure((config) => {
    config.agents.defaults.model = { primary: "opus", fallbacks: ["qwen"] };
    config.auth = { crossBilling: "allow" };
  });
  const gateway = await house.gateway();
  const { provider } = house;
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  for (const owner of [secrets.home, secrets.work])
    provider.account(owner).always({ kind: "cut", pieces: [], how: "end" });
  expect(await talk.say("hello")).toBe("Paid by proxy:default.");
  provider.account(secrets.proxy).next({ kind: "cut", pieces: ["Half an"], how: "end" });
  await talk.say("once more", /cut off/);
  const { stdout } = await house.cli(["models", "auth", "cooldown", "list", "--json"]);
  const rests = JSON.parse(stdout).map(({ profileId, class: kind }: Record<string, string>) => `${profileId} ${kind}`);
  expect(rests.sort()).toEqual(["anthropic:home unknown", "anthropic:work unknown", "proxy:default unknown"]);
});

test("a key that is replaced by hand answers at once, although the old one was not accepted", async () => {
  await house.configure((config) => {
    config.auth = { order: { anthropic: ["anthropic:work"] } };
  });
  const gateway = await house.gateway();
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  house.provider.account(secrets.work).always(refuse(401, { error: { type: "authentication_error", message: "no" } }));
  expect(await talk.say("hello", /./)).not.toMatch(/Paid by/);
  expect(await talk.say("and now?", /./)).not.toMatch(/Paid by/);
  expect(house.asked).toEqual(["anthropic:work claude-opus-4-5"]);

  await house.writeProfiles({
    version: 1,
    profiles: { ...profiles, "anthropic:work": { ...profiles["anthropic:work"], key: secrets.team } },
  });
  // The gateway obeys the file within a quarter of a second.
  await setTimeout(300);
  expect(await talk.say("and with the new one?", /./)).toBe("Paid by openai:team.");
  expect(await house.leaks()).toEqual([]);
});
