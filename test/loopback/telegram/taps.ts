import type { CallbackQuery, Message, User } from "grammy/types";
import { badRequest } from "./refusal.js";

/** A tap on a button, and what the bot answered to it. */
export interface Tap {
  readonly id: string;
  readonly from: User;
  /** Absent while the button spins. */
  answer?: { readonly text?: string; readonly isAlert: boolean };
}

/** Taps that wait for their one answer. */
export function createTaps() {
  const taps = new Map<string, Tap>();
  return {
    open(from: User, data: string, message: Message): { tap: Tap; query: CallbackQuery } {
      const tap: Tap = { id: String(4_000_000_000 + taps.size), from };
      taps.set(tap.id, tap);
      return { tap, query: { id: tap.id, from, message, data, chat_instance: String(message.chat.id) } };
    },
    answer({
      callback_query_id,
      text,
      show_alert,
    }: {
      callback_query_id: string;
      text?: string;
      show_alert?: boolean;
    }) {
      const tap = taps.get(callback_query_id);
      if (tap === undefined || tap.answer !== undefined) {
        throw badRequest("query is too old and response timeout expired or query ID is invalid");
      }
      if ((text?.length ?? 0) > 200) throw badRequest("MESSAGE_TOO_LONG");
      tap.answer = { ...(text !== undefined && { text }), isAlert: show_alert ?? false };
      return true as const;
    },
  };
}
