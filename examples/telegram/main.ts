// TELEGRAM_BOT_TOKEN=… node main.js
import { Bot } from "grammy";
import { openModelAuth } from "modelpin";
import { addBot } from "./bot.js";

const auth = await openModelAuth();
const bot = new Bot(process.env.TELEGRAM_BOT_TOKEN ?? "");
addBot(bot, auth);
process.once("SIGINT", async () => {
  await bot.stop();
  await auth.close();
});
// For long answers take @grammyjs/runner: with `start()` alone one update waits for the one before it.
await bot.start({ allowed_updates: ["message", "callback_query"] });
