// TELEGRAM_BOT_TOKEN=… npx tsx telegram/main.ts
import { Bot } from "grammy";
import { openModelAuth } from "modelpin";
import { addBot } from "./bot.js";

const auth = await openModelAuth();
const bot = new Bot(process.env.TELEGRAM_BOT_TOKEN ?? "");
addBot(bot, auth);
bot.catch(({ error }) => console.error(error)); // without it grammY stops the bot at the first error
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => bot.stop());
// For long answers take @grammyjs/runner: with `start()` alone one update waits for the one before it.
await bot.start({ allowed_updates: ["message", "callback_query"] });
await auth.close();
