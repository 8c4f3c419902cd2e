import { type Api, GrammyError } from "grammy";
import type { Message } from "grammy/types";
import type { Reply } from "../../domain/reply.js";
import type { Surface } from "../answer.js";
import type { Signer } from "../picker.js";
import { renderReply } from "../render.js";
import { messageLimit, telegramHtml } from "./telegram-html.js";
import { toKeyboard } from "./telegram-keyboard.js";
import { destinationOf, type PlacedMessage } from "./telegram-place.js";

type Answered = PlacedMessage & Pick<Message, "message_id">;

const noPreview = { link_preview_options: { is_disabled: true } } as const;

/** Says a Reply as one message that answers `to`, with its choices to tap; where Telegram does not take those, in words. */
export async function sayReply(api: Api, to: Answered, reply: Reply, signer: Signer): Promise<void> {
  const { chat_id, ...thread } = destinationOf(to);
  const common = { ...thread, ...noPreview, ...answering(to), parse_mode: "HTML" } as const;
  const keyboard = toKeyboard(reply, signer);
  try {
    const markup = keyboard && { reply_markup: keyboard };
    await api.sendMessage(chat_id, write(reply, signer, keyboard !== undefined), { ...common, ...markup });
  } catch (error) {
    if (keyboard === undefined || !isRefused(error)) throw error;
    await api.sendMessage(chat_id, write(reply, signer, false), common);
  }
}

/** Shows a Reply in the place of a message of the bot's own; where that cannot be edited, as a new one beside it. */
export async function showInPlace(api: Api, shown: Answered, reply: Reply, signer: Signer): Promise<void> {
  const keyboard = toKeyboard(reply, signer);
  try {
    await api.editMessageText(shown.chat.id, shown.message_id, write(reply, signer, keyboard !== undefined), {
      ...noPreview,
      parse_mode: "HTML",
      ...(keyboard && { reply_markup: keyboard }),
    });
  } catch (error) {
    if (!isNotModified(error)) await sayReply(api, shown, reply, signer);
  }
}

function write(reply: Reply, { now }: Signer, menus: boolean): string {
  return renderReply(reply, telegramHtml, { limit: messageLimit, now, menus });
}

function isRefused(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 400;
}

/**
 * Where the answer to a message appears. Telegram takes about one write a second per chat, and 20 a minute in a group
 * (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
 */
export function surfaceFor(api: Api, to: Answered, signer: () => Promise<Signer>): Surface<number> {
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
    say: async (reply) => sayReply(api, to, reply, await signer()),
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
