import type { Message } from "grammy/types";
import { type SessionKeyOf, underOwnKeys } from "../own-keys.js";
import type { Place } from "../slash.js";

/** What the platform's own parts read of a message; tests need not make more of one. */
export type PlacedMessage = Pick<Message, "chat" | "message_thread_id" | "is_topic_message">;

/**
 * The conversation that a message belongs to, for `auth.session`. Only `is_topic_message` makes a topic: in other groups
 * `message_thread_id` merely names a thread of replies, and the General topic is the group itself. A topic inherits
 * from its group; a topic of a DM inherits nothing.
 *
 * @param sessionKey your own keys, the same that `telegram(…, { sessionKey })` has.
 * @example
 * const session = auth.session(placeOf(ctx.message));
 */
export function placeOf(message: PlacedMessage, sessionKey?: SessionKeyOf): Place {
  return underOwnKeys(placeIn(message), sessionKey);
}

function placeIn(message: PlacedMessage): Place {
  const { id, type } = message.chat;
  const chat = `telegram:${id}`;
  const topic = topicOf(message);
  const session = topic === undefined ? chat : `${chat}:${topic}`;
  const common = { platform: "telegram", session } as const;
  if (type === "private") return { ...common, kind: "dm", peerId: String(id) };
  if (topic === undefined) return { ...common, kind: type === "channel" ? "channel" : "group", peerId: String(id) };
  return { ...common, kind: "thread", peerId: `${id}:${topic}`, parent: chat, parentPeerId: String(id) };
}

/** Where an answer goes. Requests to General carry no thread id: Telegram refuses them otherwise. */
export function destinationOf(message: PlacedMessage): { chat_id: number; message_thread_id?: number } {
  const topic = topicOf(message);
  return { chat_id: message.chat.id, ...(topic !== undefined && { message_thread_id: topic }) };
}

const generalTopic = 1;

function topicOf(message: PlacedMessage): number | undefined {
  if (message.is_topic_message !== true || message.message_thread_id === generalTopic) return undefined;
  return message.message_thread_id;
}
