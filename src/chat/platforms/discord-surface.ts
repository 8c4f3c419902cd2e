import type { Message, MessageMentionOptions } from "discord.js";
import type { Surface } from "../answer.js";
import { renderReply } from "../render.js";
import { discordDialect, messageLimit } from "./discord-dialect.js";

/** Nobody is ever pinged by what the bot writes, whatever stands in it. */
const allowedMentions: MessageMentionOptions = { parse: [], repliedUser: false };

/**
 * Where the answer to a message appears: in guilds its first message is a reply to it, all others follow. Discord
 * allows about five edits in five seconds per channel; the pace leaves room for two answers at once.
 */
export function openSurface(message: Message, now: () => number): Surface<Message> {
  let first = message.inGuild();

  function post(content: string): Promise<Message> {
    const payload = { content, allowedMentions };
    if (first) {
      first = false;
      return message.reply({ ...payload, failIfNotExists: false });
    }
    return sendable(message).send(payload);
  }

  return {
    limit: messageLimit,
    paceMs: 1200,
    typingMs: 8000,
    post,
    async edit(shown, content) {
      await shown.edit({ content, allowedMentions });
    },
    async say(reply) {
      await post(renderReply(reply, discordDialect, { limit: messageLimit, now: now() }));
    },
    typing: () => sendable(message).sendTyping(),
  };
}

function sendable({ channel }: Message) {
  if (channel.isSendable()) return channel;
  throw new Error(`Discord channel ${channel.id} takes no messages.`);
}
