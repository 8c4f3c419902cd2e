import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { people } from "../loopback/discord/bot.js";
import { answer, refuse } from "../loopback/provider/behaviour.js";
import { createScript } from "../loopback/provider/script.js";
import { startProvider } from "../loopback/provider/start-provider.js";
import { dm } from "../loopback/telegram/people.js";
import { alice, atTerminal, onDiscord, onTelegram, surfaces } from "./conversations.js";
import { buildHouse, type House, secrets } from "./house.js";
import type { BinProcess } from "./process.js";

let house: House;
beforeEach(async () => {
  house = await buildHouse();
});
afterEach(async () => {
  await house.close();
});

describe.each(Object.entries(surfaces))("on %s", (_, seat) => {
  const sit = (gateway: BinProcess) => seat(house, gateway);

  test("a provider's error is one clear answer without secrets, and nobody else pays for a pinned turn", async () => {
    const gateway = await house.gateway();
    const talk = sit(gateway);
    await talk.command("/model opus@work");
    const quoting = { type: "error", error: { type: "authentication_error", message: `bad key ${secrets.work}` } };
    house.provider.account(secrets.work).next(refuse(401, quoting));
    const said = await talk.say("hello", /./);
    expect(said).toMatch(/key|credential|sign/i);
    expect(said).not.toContain("canary");
    expect(said.split("\n").length).toBeLessThanOrEqual(2);
    house.provider.account(secrets.work).next(refuse(503, "<html>upstream</html>"));
    expect(await talk.say("hello", /./)).not.toContain("<html>");
    expect(new Set(house.asked)).toEqual(new Set(["anthropic:work claude-opus-4-5"]));
    expect(await house.leaks()).toEqual([]);
  });

  test("an answer that breaks off stays, and one line says that it is not all", async () => {
    const talk = sit(await house.gateway());
    house.provider.account(secrets.home).next({ kind: "cut", pieces: ["Half of an "], how: "reset" });
    expect(await talk.say("hello", /cut off/)).toMatch(/cut off/);
    expect(house.asked).toEqual(["anthropic:home claude-opus-4-5"]);
  });
});

test("an answer without an end is cut off, the request ended, and the account is not blamed", async () => {
  const talk = atTerminal(await house.gateway());
  const script = createScript();
  house.provider.account(secrets.home).next({ kind: "script", script });
  for (let written = 0; written <= 200_000; written += 10_000) script.text("so on and so on\n".repeat(625));
  // It never ends by itself.
  const said = await talk.say("hello");
  expect(said.length).toBeLessThan(200_100);
  expect(said).toMatch(/\nThe answer was cut off here: it is longer than 200000 characters\.$/);
  expect(await talk.say("and again?")).toBe("Paid by anthropic:home.");
});

const poem = Array.from(
  { length: 60 },
  (_, line) => `${line}: ${"so much depends upon a red wheel barrow ".repeat(2)}`,
);

test("a long answer comes whole, in messages that the platform takes, cut at line ends", async () => {
  const gateway = await house.gateway();
  house.provider.account(secrets.home).always(answer(poem.map((line) => `${line}\n`)));
  await onTelegram(house, gateway, { chat: dm(alice), from: alice }).say("a poem", /59: /);
  await onDiscord(house, gateway, { userId: people.alice }).say("a poem", /59: /);
  const telegram = house.telegram.shown.map(({ text }) => text);
  const discord = house.discord.said.map(({ content }) => content);
  for (const messages of [telegram, discord]) {
    expect(messages.length).toBeGreaterThan(1);
    expect(
      messages
        .join("\n")
        .split("\n")
        .map((line) => line.trim()),
    ).toEqual(poem.map((line) => line.trim()));
  }
  expect(await atTerminal(gateway).say("a poem")).toBe(poem.join("\n").trimEnd());
  expect(house.telegram.calls.filter(({ refused }) => refused !== undefined)).toEqual([]);
  expect(house.discord.refusals).toEqual([]);
});

test("an answer grows in one message while it comes, with typing shown before its first word", async () => {
  const gateway = await house.gateway();
  for (const platform of ["Telegram", "Discord"] as const) {
    const script = createScript();
    house.provider.account(secrets.home).next({ kind: "script", script });
    const telegram = onTelegram(house, gateway, { chat: dm(alice), from: alice });
    const discord = onDiscord(house, gateway, { userId: people.alice });
    const talk = platform === "Telegram" ? telegram : discord;
    const first = talk.say("a story", /Once upon/);
    const typing = () =>
      platform === "Telegram"
        ? house.telegram.calls.some(({ method }) => method === "sendChatAction")
        : house.discord.typed(house.discord.dm(people.alice)) > 0;
    await gateway.alive(house[platform === "Telegram" ? "telegram" : "discord"].waitFor(typing));
    script.text("Once upon");
    expect(await first).toBe("Once upon");
    script.text(" a time.");
    script.end();
    if (platform === "Telegram") {
      const one = await gateway.alive(
        house.telegram.waitFor(() => house.telegram.shown.at(-1)?.text.endsWith("time.")),
      );
      expect(one).toBe(true);
      expect(house.telegram.shown.map(({ history }) => history)).toEqual([["Once upon", "Once upon a time."]]);
    } else {
      await gateway.alive(house.discord.waitFor(() => house.discord.said.at(-1)?.content === "Once upon a time."));
      expect(house.discord.said).toHaveLength(1);
    }
  }
});

test("/model answers while a turn is running, and holds from the next message", async () => {
  const gateway = await house.gateway();
  const script = createScript();
  house.provider.account(secrets.home).next({ kind: "script", script });
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  const running = talk.say("a story", /The end/);
  await gateway.alive(house.provider.request(0));
  expect(await talk.command("/model sonnet@work")).toMatch(/anthropic:work.*from the next message/s);
  script.text("The end.");
  script.end();
  await running;
  await talk.say("another");
  expect(house.asked).toEqual(["anthropic:home claude-opus-4-5", "anthropic:work claude-sonnet-4-5"]);
});

test("the SDKs' own environment variables are without effect", async () => {
  const trap = await startProvider();
  const traps = {
    ANTHROPIC_BASE_URL: trap.baseUrl,
    ANTHROPIC_AUTH_TOKEN: "trap-auth-token",
    OPENAI_BASE_URL: trap.baseUrl,
    OPENAI_API_BASE: trap.baseUrl,
    OPENAI_ORG_ID: "trap-organization",
    OPENAI_ORGANIZATION: "trap-organization",
    OPENAI_PROJECT: "trap-project",
    AI_GATEWAY_API_KEY: "trap-gateway",
    OPENAI_API_KEY: secrets.environment,
  };
  const gateway = await house.gateway(traps);
  const talk = atTerminal(gateway);
  for (const choice of ["opus@work", "opus@home", "gpt@default", "gpt@team", "qwen", "gpt@env"]) {
    await talk.command(`/model ${choice}`);
    expect(await talk.say("hello")).toMatch(/^Paid by/);
  }
  expect(house.asked).toEqual([
    "anthropic:work claude-opus-4-5",
    "anthropic:home claude-opus-4-5",
    "openai:default gpt-5.2",
    "openai:team gpt-5.2",
    "proxy:default qwen3-coder",
    "openai:env gpt-5.2",
  ]);
  expect(trap.requests).toEqual([]);
  expect(JSON.stringify(house.provider.requests)).not.toContain("trap-");
  expect(await house.leaks()).toEqual([]);
  await trap.close();
});

test("a key comes from the state directory's .env, never from one that lies where somebody stands", async () => {
  const line = `OPENAI_API_KEY=${secrets.environment}\n`;
  await writeFile(join(house.dir, ".env"), line);
  await house.writeProfiles({ version: 1, profiles: {} });
  await house.configure(({ agents }) => {
    agents.defaults.model = "gpt";
  });
  const talk = atTerminal(await house.gateway());
  expect(await talk.say("hello")).toMatch(/No credentials found for openai.*paste-api-key --provider openai/s);
  await writeFile(join(house.stateDir, ".env"), line, { mode: 0o600 });
  let said = "";
  const writtenAt = Date.now();
  // Obeyed by a turn that starts 250 ms later.
  for (let startedAt = 0; startedAt < writtenAt + 250; ) {
    startedAt = Date.now();
    said = await talk.say("hello");
  }
  expect(said).toBe("Paid by openai:env.");
});
