import type { Chat, Message, MessageEntity, User, UserFromGetMe } from "grammy/types";
import { type Entity, parseHtml } from "./html.js";
import { badRequest, Refusal } from "./refusal.js";

/** A message of the bot as people see it. */
export interface Shown {
  readonly id: number;
  readonly chat: Chat;
  readonly topic?: number;
  /** The message it answers. */
  readonly answers?: number;
  text: string;
  /** The rows of its inline keyboard. */
  keyboard: readonly (readonly Button[])[];
  entities: readonly (Entity | MessageEntity)[];
  /** Every text it had, the present one last. */
  readonly history: string[];
}

export interface Button {
  readonly text: string;
  readonly callback_data?: string;
}

interface Texted {
  readonly chat_id: number;
  readonly text: string;
  readonly parse_mode?: string;
  readonly message_thread_id?: number;
  readonly reply_markup?: { readonly inline_keyboard?: readonly (readonly Button[])[] };
}
interface Sending extends Texted {
  readonly reply_parameters?: { readonly message_id: number; readonly allow_sending_without_reply?: boolean };
}

const limit = 4096;

/** The chats of the bot and what it wrote there. */
export function createChats(me: UserFromGetMe, writesPerSecond: number) {
  const chats = new Map<number, Chat>();
  const upgrades = new Map<number, number>();
  const topics = new Set<string>();
  const users = new Map<number, User>();
  const admins = new Set<string>();
  const anonymous = new Set<string>();
  const messages = new Set<string>();
  const shown: Shown[] = [];
  const writes = new Map<number, number[]>();
  let id = 1;

  function chatOf(chatId: number): Chat {
    const upgraded = upgrades.get(chatId);
    if (upgraded !== undefined) {
      throw new Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
        migrate_to_chat_id: upgraded,
      });
    }
    const chat = chats.get(chatId);
    if (chat === undefined) throw badRequest("chat not found");
    return chat;
  }

  function checkTopic(chat: Chat, topic: number | undefined): void {
    if (topic !== undefined && !topics.has(`${chat.id} ${topic}`)) throw badRequest("message thread not found");
  }

  function checkPace(chatId: number): void {
    const now = Date.now();
    const recent = (writes.get(chatId) ?? []).filter((at) => at > now - 1000);
    if (recent.length >= writesPerSecond)
      throw new Refusal(429, "Too Many Requests: retry after 1", { retry_after: 1 });
    writes.set(chatId, [...recent, now]);
  }

  function read(
    { text, parse_mode, reply_markup }: Texted,
    tooLong: string,
  ): { text: string; entities: Entity[]; keyboard: readonly (readonly Button[])[] } {
    if (parse_mode !== undefined && parse_mode !== "HTML") throw badRequest(`unsupported parse_mode ${parse_mode}`);
    const parsed = parse_mode === "HTML" ? parseHtml(text) : { text, entities: [] };
    const trimmed = parsed.text.trim();
    if (trimmed === "") throw badRequest("message text is empty");
    if (trimmed.length > limit) throw badRequest(tooLong);
    const keyboard = reply_markup?.inline_keyboard ?? [];
    if (keyboard.flat().length > 100) throw badRequest("reply markup is too long");
    for (const { text: label, callback_data } of keyboard.flat()) {
      if (label.trim() === "") throw badRequest("text buttons are unallowed in the inline keyboard");
      if (callback_data === undefined) continue;
      const bytes = Buffer.byteLength(callback_data);
      if (bytes < 1 || bytes > 64) throw badRequest("BUTTON_DATA_INVALID");
    }
    return { text: trimmed, entities: parsed.entities, keyboard };
  }

  function toMessage(one: Shown): object {
    return {
      message_id: one.id,
      date: Math.floor(Date.now() / 1000),
      chat: one.chat,
      from: me,
      text: one.text,
      ...(one.topic !== undefined && { message_thread_id: one.topic, is_topic_message: true }),
      ...(one.keyboard.length > 0 && { reply_markup: { inline_keyboard: one.keyboard } }),
    };
  }

  return {
    shown,
    toMessage,
    meet: (user: User) => void users.set(user.id, user),
    upgrade(from: number, to: Chat): void {
      upgrades.set(from, to.id);
      chats.set(to.id, to);
    },
    nextId: () => id++,
    makeAdmin(chatId: number, userId: number, isAnonymous = false): void {
      admins.add(`${chatId} ${userId}`);
      if (isAnonymous) anonymous.add(`${chatId} ${userId}`);
    },
    dismissAdmin: (chatId: number, userId: number) => void admins.delete(`${chatId} ${userId}`),
    /** Remembers the chat, the topic and the person of something that was said. */
    know(message: Message): void {
      chats.set(message.chat.id, message.chat);
      messages.add(`${message.chat.id} ${message.message_id}`);
      if (message.from !== undefined) users.set(message.from.id, message.from);
      if (message.is_topic_message) topics.add(`${message.chat.id} ${message.message_thread_id}`);
    },
    send(parameters: Sending): object {
      const chat = chatOf(parameters.chat_id);
      checkTopic(chat, parameters.message_thread_id);
      const parsed = read(parameters, "message is too long");
      const { reply_parameters: to, message_thread_id: topic } = parameters;
      const found = to !== undefined && messages.has(`${chat.id} ${to.message_id}`);
      if (to !== undefined && !found && !to.allow_sending_without_reply) {
        throw badRequest("message to be replied not found");
      }
      checkPace(chat.id);
      const one: Shown = {
        id: id++,
        chat,
        ...(topic !== undefined && { topic }),
        ...(found && { answers: to.message_id }),
        ...parsed,
        history: [parsed.text],
      };
      shown.push(one);
      messages.add(`${chat.id} ${one.id}`);
      return toMessage(one);
    },
    edit(parameters: Texted & { message_id: number }): object {
      const chat = chatOf(parameters.chat_id);
      const one = shown.find((message) => message.chat.id === chat.id && message.id === parameters.message_id);
      if (one === undefined) {
        const foreign = messages.has(`${chat.id} ${parameters.message_id}`);
        throw badRequest(foreign ? "message can't be edited" : "message to edit not found");
      }
      const parsed = read(parameters, "MESSAGE_TOO_LONG");
      const look = ({ text, entities, keyboard }: typeof parsed | Shown): string =>
        JSON.stringify([text, entities, keyboard]);
      if (look(parsed) === look(one)) {
        throw badRequest(
          "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        );
      }
      checkPace(chat.id);
      Object.assign(one, parsed);
      one.history.push(parsed.text);
      return toMessage(one);
    },
    action(parameters: { chat_id: number; action: string; message_thread_id?: number }): true {
      checkTopic(chatOf(parameters.chat_id), parameters.message_thread_id);
      if (parameters.action !== "typing") throw badRequest("wrong parameter action in request");
      return true;
    },
    admins({ chat_id }: { chat_id: number }): object[] {
      chatOf(chat_id);
      return [...admins].flatMap((key) => {
        const [chatId, userId] = key.split(" ").map(Number);
        if (chatId !== chat_id || userId === undefined) return [];
        const user = users.get(userId) ?? { id: userId, is_bot: false, first_name: "Admin" };
        return [{ status: "administrator", user, is_anonymous: anonymous.has(key) }];
      });
    },
  };
}
