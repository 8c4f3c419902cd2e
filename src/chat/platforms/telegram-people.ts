import type { Api } from "grammy";
import type { Message, User } from "grammy/types";
import { LRUCache } from "lru-cache";
import type { Person } from "../../domain/access.js";
import { ageing } from "../../domain/cache-options.js";
import type { Principal } from "../../domain/ids.js";
import { Setback } from "../../domain/setback.js";
import type { Gatekeeper } from "../slash.js";

/** Admins of the group where they speak; anonymous ones have no other name. */
const chatAdmin: Principal = "telegram:chat-admin";

/**
 * Who wrote a message, as far as the message itself says it; nobody for other bots, for people who speak as a channel
 * and for posts that Telegram forwards from a linked channel. That somebody administers a group (`telegram:chat-admin`)
 * is told of those alone who hide behind the group.
 *
 * @example
 * await session.run(call, { person: personOf(ctx.message) });
 */
export function writerOf(
  message: Pick<Message, "chat" | "from" | "sender_chat" | "is_automatic_forward" | "author_signature">,
): Person | undefined {
  if (message.is_automatic_forward) return undefined;
  if (message.sender_chat !== undefined && message.sender_chat.id === message.chat.id) {
    const title = message.author_signature;
    return { id: chatAdmin, principals: [chatAdmin], ...(title !== undefined && { name: title }) };
  }
  const { from } = message;
  if (message.sender_chat !== undefined || from === undefined || from.is_bot) return undefined;
  return userOf(from);
}

/** Somebody by their account alone. */
export function userOf(from: Pick<User, "id" | "first_name" | "last_name">): Person {
  const id = `telegram:${from.id}`;
  return { id, principals: [id], name: [from.first_name, from.last_name].filter(Boolean).join(" ") };
}

/** Tells which writers are admins of the group where they write. */
export interface People {
  /**
   * The person with all their principals.
   * @throws {ModelpinError} `telegram_admin_unknown` when Telegram does not say whether they are an admin.
   */
  inGroup(api: Api, chatId: number, person: Person): Promise<Person>;
}

type Admins = ReadonlyMap<number, "admin" | "anonymous">;

const cacheTtl = 60_000;
const longestLookup = 5_000;

/** Asks Telegram at most once a minute and group, and not at all for those who may everything anyway. */
export function createPeople({ may }: Gatekeeper, now: () => number): People {
  const known = new LRUCache<number, Admins>(ageing(cacheTtl, now));

  /** Of a single member Telegram need not tell a bot that is no admin itself, and does not where members are hidden. */
  async function adminsOf(api: Api, chat: number): Promise<Admins> {
    const before = known.get(chat);
    if (before !== undefined) return before;
    const signal = AbortSignal.timeout(longestLookup) as never;
    const told = await api.raw.getChatAdministrators({ chat_id: chat }, signal);
    const admins: Admins = new Map(told.map((one) => [one.user.id, one.is_anonymous ? "anonymous" : "admin"]));
    known.set(chat, admins);
    return admins;
  }

  return {
    async inGroup(api, chatId, person) {
      if (person.id === chatAdmin || may(person, "admin")) return person;
      const userId = Number(person.id.slice("telegram:".length));
      try {
        const standing = (await adminsOf(api, chatId)).get(userId);
        if (standing === undefined) return person;
        if (standing === "admin") return { ...person, principals: [person.id, chatAdmin] };
        // A tap names the account even where its owner hides it from the group; what they choose must not tell it.
        return { id: chatAdmin, principals: [chatAdmin, person.id] };
      } catch {
        throw new Setback("telegram_admin_unknown", {});
      }
    },
  };
}
