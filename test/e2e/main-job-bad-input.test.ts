import { readFile } from "node:fs/promises";
import { people, places } from "../loopback/discord/bot.js";
import { dm, person } from "../loopback/telegram/people.js";
import { atTerminal, onDiscord, onTelegram } from "./conversations.js";
import { buildHouse, type House, profiles } from "./house.js";

const stranger = person(66, "Stranger");

let house: House;
beforeEach(async () => {
  house = await buildHouse();
});
afterEach(async () => {
  await house.close();
});

/** Asks until the answer matches: what an editor changes is obeyed 250 ms later, by whoever asks then. */
async function eventually(ask: () => Promise<string>, wanted: RegExp): Promise<string> {
  const until = Date.now() + 30_000;
  for (;;) {
    const said = await ask();
    if (wanted.test(said)) return said;
    if (Date.now() > until) throw new Error(`never ${wanted}: ${said}`);
  }
}

test("a profile file broken by hand is named, never written over, and what it said before still applies", async () => {
  const gateway = await house.gateway();
  const talk = atTerminal(gateway);
  await talk.command("/model opus@work");
  const broken = '{\n  "version": 1,\n  "profiles": { "anthropic:work": \n}';
  await house.writeProfiles(broken);
  const status = await eventually(() => talk.command("/model status"), /auth-profiles\.json/);
  expect(status).toContain(house.profilesFile);
  expect(status).toMatch(/line 4, column 1/);
  await talk.say("still there?");
  expect(house.asked).toEqual(["anthropic:work claude-opus-4-5"]);
  const written = await house.cli(["models", "auth", "paste-api-key", "--provider", "anthropic"], "sk-ant-api03-new");
  expect(written.code).toBe(1);
  expect(written.stderr).toContain("auth-profiles.json");
  expect(await readFile(house.profilesFile, "utf8")).toBe(broken);

  await house.writeProfiles({ version: 1, profiles });
  expect(await eventually(() => talk.command("/model status"), /^(?!.*auth-profiles\.json)/s)).toContain(
    "anthropic:work",
  );
});

test("a valid edit of the configuration is picked up; an invalid one is refused and the old one stays", async () => {
  const gateway = await house.gateway();
  const talk = atTerminal(gateway);
  expect(await talk.command("/model big")).toMatch(/no model "big"/);
  await house.configure(({ agents }) => {
    agents.defaults.models["anthropic/claude-opus-4-5"].alias = "big";
    agents.defaults.model = "sonnet";
  });
  expect(await eventually(() => talk.command("/model big@work"), /Model/)).toMatch(/big.*anthropic\/claude-opus-4-5/);
  await talk.command("/model default");
  await talk.say("hello");
  await house.configure((config) => {
    config.agents.defaults.modle = "gpt";
  });
  const status = await eventually(() => talk.command("/model status"), /modle/);
  expect(status).toMatch(/agents\.defaults\.modle.*model/s);
  await talk.say("hello");
  expect(house.asked).toEqual(["anthropic:home claude-sonnet-4-5", "anthropic:home claude-sonnet-4-5"]);
});

test("the menus of both platforms follow the language of the configuration, there and back", async () => {
  await house.gateway();
  const { discord, telegram } = house;
  const onDiscord = () => discord.commands().find(({ name }) => name === "model");
  const onTelegram = () => [...telegram.menus.values()].map((menu) => menu[0]?.description ?? "");
  const german = /^Modelle ansehen/;
  const isEachOnesOwn = async (): Promise<void> => {
    await telegram.waitFor(() => new Set(onTelegram()).size === 6 && onTelegram().length === 18);
    await discord.waitFor(() => /^See/.test(onDiscord()?.description) && onDiscord()?.description_localizations, "all");
  };
  await isEachOnesOwn();
  await house.configure((config) => {
    config.language = "de";
  });
  await telegram.waitFor(() => onTelegram().length === 3 && onTelegram().every((line) => german.test(line)));
  await discord.waitFor(() => german.test(onDiscord()?.description), "German");
  expect(onDiscord()?.description_localizations ?? null).toBeNull();
  await house.configure((config) => {
    config.language = "auto";
  });
  await isEachOnesOwn();
  expect(discord.refusals).toEqual([]);
});

test("what is not there is named with its near names, and nothing is changed", async () => {
  const gateway = await house.gateway();
  const talk = atTerminal(gateway);
  await talk.command("/model opus@work");
  const told = async (typed: string, ...parts: readonly string[]): Promise<void> => {
    const said = await talk.command(typed);
    for (const part of [...parts, "Nothing was changed"]) expect(said).toContain(part);
  };
  await told("/model opsu", '"opsu"', "opus");
  await told("/model opus@wrok", '"wrok"', "anthropic:work", "anthropic:home");
  await told("/model opus@openai:team", "openai:team", "openai", "anthropic:home");
  await told("/model opus --onec", "--onec", "--once");
  await told("/model opus work", '"work"');
  await told("/model proxy/unheard-of", "proxy/unheard-of");
  expect(await talk.command("/modle opus")).toMatch(/no command \/modle.*\/model, \/new/);
  await talk.say("hello");
  expect(house.asked).toEqual(["anthropic:work claude-opus-4-5"]);

  const agent = await house.cli(["models", "auth", "list", "--agent", "mian"]);
  expect(agent.code).not.toBe(0);
  expect(agent.stderr).toMatch(/mian.*main/s);
});

test("a stranger reads once whom to add, and is in as soon as somebody did", async () => {
  const gateway = await house.gateway();
  const telegram = onTelegram(house, gateway, { chat: dm(stranger), from: stranger });
  expect(await telegram.say("hello", /./)).toMatch(/telegram:66.*modelpin access add telegram:66 --level chat/s);
  const discord = onDiscord(house, gateway, { userId: people.bob, channelId: places.general });
  expect(await discord.command("/model status")).toContain(`modelpin access add discord:${people.bob} --level switch`);
  expect(await discord.command("/model opus")).not.toContain("anthropic");
  expect(house.asked).toEqual([]);

  for (const principal of ["telegram:66", `discord:${people.bob}`]) {
    const added = await house.cli(["access", "add", principal, "--level", "switch"]);
    expect([added.code, added.stderr]).toEqual([0, ""]);
  }
  await eventually(() => discord.command("/model opus@work"), /anthropic:work/);
  await telegram.command("/model sonnet@home");
  await telegram.say("hello");
  await discord.say("hello");
  expect(house.asked).toEqual(["anthropic:home claude-sonnet-4-5", "anthropic:work claude-opus-4-5"]);
});

test("a channel without a token is skipped with one line that says how to set it", async () => {
  const gateway = await house.gateway({ DISCORD_BOT_TOKEN: "", TELEGRAM_BOT_TOKEN: "" });
  const lines = gateway.stderr.trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines.toSorted()).toEqual([
    "Up: terminal",
    `discord: skipped, no token · set DISCORD_BOT_TOKEN, for example with the line DISCORD_BOT_TOKEN=… in ${house.stateDir}/.env`,
    `telegram: skipped, no token · set TELEGRAM_BOT_TOKEN, for example with the line TELEGRAM_BOT_TOKEN=… in ${house.stateDir}/.env`,
  ]);
  const talk = atTerminal(gateway);
  expect(await talk.say("hello")).toBe("Paid by anthropic:home.");
  gateway.end();
  expect(await gateway.ended).toEqual({ code: 0, signal: null });
});

test("a channel that nobody wrote down waits for its token all the same", async () => {
  await house.configure((config) => {
    delete config.channels;
  });
  const gateway = await house.gateway({ DISCORD_BOT_TOKEN: "", TELEGRAM_BOT_TOKEN: "" });
  expect(gateway.stderr).toMatch(/^discord: skipped, no token · set DISCORD_BOT_TOKEN/m);
  expect(gateway.stderr).toMatch(/^telegram: skipped, no token · set TELEGRAM_BOT_TOKEN/m);
});

test("a wrong token is said at once and keeps nobody else from running", async () => {
  const gateway = await house.gateway({ DISCORD_BOT_TOKEN: "wrong", TELEGRAM_BOT_TOKEN: "1:wrong" });
  expect(gateway.stderr).toMatch(/^discord: .*token/m);
  expect(gateway.stderr).toMatch(/^telegram: .*token/m);
  expect(gateway.stderr).toMatch(/^Up: terminal$/m);
  expect(gateway.stderr).not.toContain("wrong");
});

test("a configuration that is invalid at the start is refused with path and nearest key", async () => {
  await house.configure((config) => {
    config.acess = config.access;
    delete config.access;
  });
  const { code, stderr, stdout } = await house.cli(["gateway"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/acess.*access/s);
});

test("a platform that is unwell at the start is connected as soon as it answers", async () => {
  for (let request = 0; request < 8; request++) house.discord.fail(/\/gateway\/bot$/, "500");
  const gateway = await house.gateway();
  expect(gateway.stderr).toMatch(/^discord: .*\n.*\n {2}It is tried again by itself\.$/m);
  expect(gateway.stderr).toMatch(/^Up: telegram @model_bot, terminal$/m);
  await gateway.saying("stderr", /^Up: discord pinbot/m);
  const talk = onDiscord(house, gateway, { userId: people.alice });
  await talk.command("/model opus@work");
  await talk.say("hello");
  expect(house.asked).toEqual(["anthropic:work claude-opus-4-5"]);
});
