import type { Chat, Message, MessageEntity, User } from "grammy/types";

/** Somebody with an account; their DM with the bot has the same id. */
export function person(id: number, name: string, more: Partial<User> = {}): User {
  return { id, is_bot: false, first_name: name, language_code: "en", ...more };
}

export function dm(user: User): Chat.PrivateChat {
  return { id: user.id, type: "private", first_name: user.first_name };
}

export function group(id: number, title = "Group"): Chat.SupergroupChat {
  return { id, type: "supergroup", title };
}

export function forum(id: number, title = "Forum"): Chat.SupergroupChat {
  return { id, type: "supergroup", title, is_forum: true };
}

/** What somebody sends; `topic` for a message in a forum topic, anything else as the Bot API names it. */
export type Saying = { chat: Chat; from: User; text?: string; topic?: number } & Partial<
  Omit<Message, "chat" | "from" | "text">
>;

/** The entities that Telegram itself finds in what people type. */
export function typedEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const match of text.matchAll(/(?<![\w/])\/[a-z0-9_]{1,32}(?:@\w{3,32})?|(?<!\w|\/\w{1,32})@\w{3,32}/gi)) {
    const type = match[0].startsWith("/") ? "bot_command" : "mention";
    found.push({ type, offset: match.index, length: match[0].length });
  }
  return found;
}
