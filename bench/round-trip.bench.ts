import { run } from "@grammyjs/runner";
import { Bot } from "grammy";
import { fresh, model } from "../commands/slash/index.js";
import { connect } from "../src/chat/platforms/telegram-bot.js";
import { Secret } from "../src/domain/secret.js";
import { dm, person } from "../test/loopback/telegram/people.js";
import { type LoopbackTelegram, startTelegram } from "../test/loopback/telegram/server.js";
import { byTurns, inMs, p50, p99, report } from "./measure.js";
import { openSmallHouse } from "./small-house.js";

// From "somebody typed /model" to "the answer stands in the chat", each bot at a loopback server of its own, by turns.
const alice = person(11, "Alice");
const token = "4242:a-token";

async function roundTrip(server: LoopbackTelegram, text: string): Promise<void> {
  const before = server.shown.length;
  server.say({ chat: dm(alice), from: alice, text });
  await server.waitFor(() => server.shown.length > before);
}

const house = await openSmallHouse();
const server = await startTelegram({ token });
const connection = await connect({
  token: new Secret(token),
  apiRoot: server.apiRoot,
  gatekeeper: house.auth,
  commands: [model(house.auth), fresh(house.auth, () => undefined)],
  converse: async function* () {},
  log: { info: () => undefined, warn: console.error },
  now: Date.now,
});
await roundTrip(server, "/model");

// The constant is the very message that /model answers with, keyboard and all: what is left is our own work.
const constant = server.calls.findLast(({ method }) => method === "sendMessage")?.parameters ?? {};
const { text, parse_mode, reply_markup } = constant as { text: string; parse_mode: "HTML"; reply_markup?: object };
const bareServer = await startTelegram({ token });
const bareBot = new Bot(token, { client: { apiRoot: bareServer.apiRoot } });
bareBot.command("model", (context) =>
  context.reply(text, { parse_mode, ...(reply_markup && { reply_markup: reply_markup as never }) }),
);
await bareBot.init();
const runner = run(bareBot);

const times = await byTurns(2000, {
  bare: () => roundTrip(bareServer, "/model"),
  list: () => roundTrip(server, "/model"),
  pin: () => roundTrip(server, "/model large@work"),
});
await connection.close();
await runner.stop();
await Promise.all([server.close(), bareServer.close()]);
await house.close();

report("bare grammY bot, p50", inMs(p50(times.bare)));
report("/model, p50", inMs(p50(times.list)), { of: p50(times.list) / p50(times.bare), to: "the bare bot", aim: 1.3 });
report("/model, p99", inMs(p99(times.list)), { of: p99(times.list) / p99(times.bare), to: "the bare bot" });
report("/model large@work (durable), p50", inMs(p50(times.pin)), {
  of: p50(times.pin) / p50(times.bare),
  to: "the bare bot",
});
process.exit();
