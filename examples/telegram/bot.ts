import type { Bot } from "grammy";
import { isModelpinError, type ModelAuth } from "modelpin";
import { model } from "modelpin/commands";
import { telegram } from "modelpin/telegram";
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
    const { chat, from, text, is_topic_message: inTopic, message_thread_id: topic } = ctx.message;
    const key = inTopic ? `telegram:${chat.id}:${topic}` : `telegram:${chat.id}`;
    const id = `telegram:${from.id}`;
    try {
      const session = auth.session(key); // ← 2
      const answer = await session.run((resolution, signal) => askModel(resolution, text, signal), {
        person: { id, principals: [id] },
      });
      await ctx.reply(answer);
    } catch (error) {
      if (!isModelpinError(error)) throw error;
      await ctx.reply([error.message, error.hint].filter(Boolean).join("\n"));
    }
  });

  return models.dispose;
}
