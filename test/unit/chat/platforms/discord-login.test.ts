import { inspect } from "node:util";
import { connect } from "../../../../src/chat/platforms/discord-bot.js";
import type { ModelpinError } from "../../../../src/domain/errors.js";
import { Secret } from "../../../../src/domain/secret.js";
import { converseWith, people, startBot, token } from "../../../loopback/discord/bot.js";
import { startDiscord } from "../../../loopback/discord/server.js";

async function refusal(connecting: Promise<unknown>): Promise<ModelpinError> {
  const error = await connecting.then(
    () => undefined,
    (thrown: ModelpinError) => thrown,
  );
  if (error === undefined) throw new Error("the bot logged in");
  expect(inspect(error, { depth: 9 })).not.toContain("w0rthless");
  expect(inspect(error, { depth: 9 })).not.toContain(token);
  return error;
}

test.each(["w0rthless.token", "w0rthless\ntoken", "w0rthless töken", ""])(
  "a token that Discord refuses is an error that says where to get another, without the token: %j",
  async (wrong) => {
    const error = await refusal(startBot({ token: new Secret(wrong) }));
    expect(error.code).toBe("discord_token_refused");
    expect(error.hint).toContain("Reset Token");
  },
);

test("a token is taken without the line break of the file it came from", async () => {
  const bot = await startBot({ token: new Secret(`${token}\n`) });
  expect(bot.connection.account).toMatch(/^pinbot/);
  await bot.close();
});

test("a token that dies between the request and the gateway is the same error", async () => {
  const discord = await startDiscord({ token });
  const connecting = connect({
    token: new Secret(token),
    apiRoot: discord.apiRoot,
    gatekeeper: { may: () => true },
    commands: [],
    converse: converseWith(() => ""),
    log: { info() {}, warn() {} },
    now: Date.now,
  });
  const refused = refusal(connecting);
  await discord.waitFor(() => discord.exchanges.some(({ path }) => path === "/gateway/bot"), "the request");
  discord.resetToken("another");
  expect((await refused).code).toBe("discord_token_refused");
  await discord.close();
});

test("the message content intent that is not switched on is named, with where to switch it on", async () => {
  const error = await refusal(startBot({ messageContent: true }));
  expect(error.code).toBe("discord_intent_refused");
  expect(error.message).toContain("Message Content");
  expect(error.hint).toContain("Privileged Gateway Intents");
});

test("a server that is not there is said to be unreachable", async () => {
  const discord = await startDiscord({ token });
  await discord.close();
  const error = await refusal(startBot({ apiRoot: discord.apiRoot }));
  expect(error.code).toBe("discord_unreachable");
  expect(error.message).toContain("ECONNREFUSED");
});

test("a token that is reset while the bot runs is told to the operator, and nothing crashes", async () => {
  const bot = await startBot();
  bot.discord.resetToken("another");
  const told = new Promise<void>((resolve) => {
    const push = bot.logged.push.bind(bot.logged);
    bot.logged.push = (...lines) => {
      const length = push(...lines);
      if (lines.join().includes("the token is not valid any more")) resolve();
      return length;
    };
  });
  bot.discord.dropGateway();
  expect(bot.connection.trouble?.()).toBeUndefined();
  await told;
  expect(bot.connection.trouble?.()).toMatch(
    /^Discord closed the connection for good: the token is not valid any more\./,
  );
  expect(bot.logged.join()).not.toContain(token);
  bot.discord.message({ userId: people.alice, content: "hello?" });
  await bot.close();
});
