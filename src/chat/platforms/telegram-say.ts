import { type Api, GrammyError } from "grammy";
import type { Message } from "grammy/types";
import type { Reply } from "../../domain/reply.js";
import type { Surface } from "../answer.js";
import { renderReply } from "../render.js";
import { messageLimit, telegramHtml } from "./telegram-html.js";
import { destinationOf, type PlacedMessage } from "./telegram-place.js";

type Answered = PlacedMessage & Pick<Message, "message_id">;

const noPreview = { link_preview_options: { is_disabled: true } } as const;

/** Says a Reply as one message that answers `to`. */
export async function sayReply(api: Api, to: Answered, reply: Reply, now: number): Promise<void> {
  const { chat_id, ...thread } = destinationOf(to);
  await api.sendMessage(chat_id, renderReply(reply, telegramHtml, { limit: messageLimit, now }), {
    ...thread,
    ...noPreview,
    ...answering(to),
    parse_mode: "HTML",
  });
}

/**
 * Where the answer to a message appears. Telegram takes about one write a second per chat, and 20 a minute in a group
 * (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
 */
export function surfaceFor(api: Api, to: Answered, now: () => number): Surface<number> {
  const { chat_id, ...thread } = destinationOf(to);
  const inGroup = to.chat.type !== "private";
  let first = true;
  return {
    limit: messageLimit,
    paceMs: inGroup ? 3000 : 1000,
    async post(plain) {
      const link = first && inGroup ? answering(to) : {};
      first = false;
      const sent = await api.sendMessage(chat_id, plain, { ...thread, ...noPreview, ...link });
      return sent.message_id;
    },
    async edit(message, plain) {
      try {
        await api.editMessageText(chat_id, message, plain, noPreview);
      } catch (error) {
        if (!isNotModified(error)) throw error;
      }
    },
    say: (reply) => sayReply(api, to, reply, now()),
    typing: () => api.sendChatAction(chat_id, "typing", thread),
  };
}

function answering(to: Answered): { reply_parameters: { message_id: number; allow_sending_without_reply: true } } {
  return { reply_parameters: { message_id: to.message_id, allow_sending_without_reply: true } };
}

/** Telegram has no code of its own for this 400; its description is the only sign. */
function isNotModified(error: unknown): boolean {
  return (
    error instanceof GrammyError && error.error_code === 400 && error.description.includes("message is not modified")
  );
}
