import type { Bot } from "grammy";
import { type ModelAuth, wordsOf } from "modelpin";
import { model } from "modelpin/commands";
import { personOf, placeOf, telegram } from "modelpin/telegram";
import { askModel } from "../ask-model.js";

/**
 * A bot with a command and a button of its own that answers messages with a model. The two marked lines are all that
 * modelpin needs: people now choose model and account with `/model`.
 *
 * @returns what takes modelpin out again; the bot's own handlers stay.
 */
export function addBot(bot: Bot, auth: ModelAuth): () => void {
  const models = telegram(auth, [model(auth)]);
  bot.use(models); // ← 1, before handlers that take every message

  bot.command("ping", (ctx) =>
    ctx.reply("pong", { reply_markup: { inline_keyboard: [[{ text: "again", callback_data: "ping" }]] } }),
  );
  bot.callbackQuery("ping", (ctx) => ctx.answerCallbackQuery("pong again"));

  bot.on("message:text", async (ctx) => {
    try {
      const session = auth.session(placeOf(ctx.message)); // ← 2
      const { text } = await session.run((resolution, signal) => askModel(resolution, ctx.message.text, signal), {
        person: personOf(ctx.message),
      });
      // Telegram takes 4096 characters, and no empty message.
      await ctx.reply(text.slice(0, 4096) || "…");
    } catch (error) {
      const words = wordsOf(error, { locale: ctx.from.language_code, language: auth.language() });
      if (words === undefined) throw error; // yours, for bot.catch
      console.error(error);
      await ctx.reply(words);
    }
  });

  return models.dispose;
}
