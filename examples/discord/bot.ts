import { type Client, Events, type Message } from "discord.js";
import { type ModelAuth, wordsOf } from "modelpin";
import { model } from "modelpin/commands";
import { discord, personOf, placeOf } from "modelpin/discord";
import { askModel } from "../ask-model.js";

/**
 * A bot with a command of its own, `/ping`, that answers mentions with a model. The two marked lines are all that
 * modelpin needs: people now choose model and account with `/model`.
 *
 * @returns what takes modelpin out again; the bot's own commands stay.
 */
export function addBot(client: Client, auth: ModelAuth): () => void {
  const remove = discord(client, auth, [model(auth)]); // ← 1

  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isChatInputCommand() && interaction.commandName === "ping") await interaction.reply("pong");
  });
  client.on(Events.MessageCreate, async (message) => {
    if (message.author.bot || !client.user || !message.mentions.has(client.user)) return;
    try {
      const session = auth.session(await placeOf(message)); // ← 2
      const { text } = await session.run((resolution, signal) => askModel(resolution, message.cleanContent, signal), {
        person: personOf(message),
      });
      await say(message, text);
    } catch (error) {
      console.error(error);
      const words = wordsOf(error, { locale: message.guild?.preferredLocale, language: auth.language() });
      await say(message, words ?? "Something went wrong.").catch(console.error);
    }
  });

  return remove;
}

/** Discord takes 2000 characters, and no empty message. */
async function say(message: Message, text: string): Promise<void> {
  await message.reply({ content: text.slice(0, 2000) || "…", allowedMentions: { parse: [] } });
}
