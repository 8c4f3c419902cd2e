import { ModelpinError } from "../../../src/domain/errors.js";
import { keepConnecting } from "../../../src/gateway/keep-connecting.js";
import { gate } from "../../loopback/discord/bot.js";

const unreachable = new ModelpinError("telegram_unreachable", "Telegram cannot be reached (ECONNREFUSED).");

function stage(outcomes: readonly (ModelpinError | "up")[]) {
  const pauses: number[] = [];
  const logged: string[] = [];
  const closed: number[] = [];
  const up = gate();
  let attempts = 0;
  const channel = keepConnecting({
    name: "telegram",
    connect: async () => {
      const outcome = outcomes[attempts++];
      if (outcome instanceof ModelpinError) throw outcome;
      return { account: "@bot", close: async () => void closed.push(attempts) };
    },
    log: {
      info: (line) => {
        logged.push(line);
        up.open();
      },
      warn: (line) => void logged.push(line),
    },
    wait: async (ms) => void pauses.push(ms),
  });
  return { channel, pauses, logged, closed, up, attempts: () => attempts };
}

test("a platform that cannot be reached is tried again with growing pauses, and said once", async () => {
  const failures = Array.from({ length: 12 }, () => unreachable);
  const { channel, pauses, logged, up } = stage([...failures, "up"]);
  await channel.tried;
  expect(channel.state).toBe("connecting");
  await up.opened;
  expect([channel.state, channel.account]).toEqual(["up", "@bot"]);
  expect(pauses.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000]);
  expect(Math.max(...pauses)).toBe(300_000);
  expect(logged).toEqual([
    "telegram: Telegram cannot be reached (ECONNREFUSED).\n  It is tried again by itself.",
    "Up: telegram @bot",
  ]);
});

test("a token that is wrong is said with what to do, and not tried again", async () => {
  const refused = new ModelpinError("telegram_token_refused", "Telegram does not know this bot token.", {
    hint: "Copy it.",
  });
  const { channel, pauses, logged, attempts } = stage([refused, "up"]);
  await channel.tried;
  await Promise.resolve();
  expect([channel.state, attempts(), pauses]).toEqual(["lost", 1, []]);
  expect(channel.trouble).toBe("Telegram does not know this bot token. Copy it.");
  expect(logged).toEqual(["telegram: Telegram does not know this bot token.\n  Copy it."]);
});

test("a token that is reset while the platform is away ends the trying", async () => {
  const refused = new ModelpinError("telegram_token_refused", "Telegram does not know this bot token.");
  const { channel, logged, attempts } = stage([unreachable, unreachable, refused, "up"]);
  await channel.tried;
  while (channel.state === "connecting") await Promise.resolve();
  expect([channel.state, attempts()]).toEqual(["lost", 3]);
  expect(logged.at(-1)).toBe("telegram: Telegram does not know this bot token.");
});

test("one that is up says itself what keeps it from hearing anything", async () => {
  let trouble: string | undefined;
  const connection = { account: "@bot", close: async () => undefined, trouble: () => trouble };
  const channel = keepConnecting({ name: "telegram", connect: async () => connection, log: { info() {}, warn() {} } });
  await channel.tried;
  expect(channel.trouble).toBeUndefined();
  trouble = "It is not well.";
  expect([channel.state, channel.trouble]).toEqual(["up", "It is not well."]);
});

test("closing ends the trying, and a login that succeeds too late is undone", async () => {
  const late = gate<void>();
  const closed: string[] = [];
  const logged: string[] = [];
  const note = (line: string): void => void logged.push(line);
  const channel = keepConnecting({
    name: "telegram",
    connect: async () => {
      await late.opened;
      return { account: "@bot", close: async () => void closed.push("@bot") };
    },
    log: { info: note, warn: note },
  });
  await channel.close();
  late.open();
  await channel.tried;
  expect([closed, logged, channel.account]).toEqual([["@bot"], [], undefined]);
});
