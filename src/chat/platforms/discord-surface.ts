import type { Message, MessageCreateOptions } from "discord.js";
import type { Surface } from "../answer.js";
import type { Signer } from "../picker.js";
import { messageLimit } from "./discord-dialect.js";
import { pingNobody, sendReply } from "./discord-payload.js";

/**
 * Where the answer to a message appears: in guilds its first message is a reply to it, all others follow. Discord
 * allows about five edits in five seconds per channel; the pace leaves room for two answers at once.
 */
export function openSurface(message: Message, signer: () => Promise<Signer>): Surface<Message> {
  let first = message.inGuild();

  function post(payload: MessageCreateOptions): Promise<Message> {
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
    post: (content) => post({ content, allowedMentions: pingNobody }),
    async edit(shown, content) {
      await shown.edit({ content, allowedMentions: pingNobody });
    },
    async say(reply) {
      await sendReply(reply, await signer(), post);
    },
    typing: () => sendable(message).sendTyping(),
  };
}

function sendable({ channel }: Message) {
  if (channel.isSendable()) return channel;
  throw new Error(`Discord channel ${channel.id} takes no messages.`);
}
