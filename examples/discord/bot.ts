import { type Client, Events, type Message } from "discord.js";
import { isModelpinError, type ModelAuth } from "modelpin";
import { model } from "modelpin/commands";
import { discord } from "modelpin/discord";
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
    await message.reply({ content: await answer(message), allowedMentions: { parse: [] } });
  });

  async function answer(message: Message): Promise<string> {
    const id = `discord:${message.author.id}`;
    try {
      const session = auth.session(`discord:${message.channelId}`); // ← 2
      return await session.run((resolution, signal) => askModel(resolution, message.content, signal), {
        person: { id, principals: [id] },
      });
    } catch (error) {
      if (isModelpinError(error)) return [error.message, error.hint].filter(Boolean).join("\n");
      throw error;
    }
  }

  return remove;
}
