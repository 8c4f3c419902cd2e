import type { Api, Context, MiddlewareFn } from "grammy";
import type { Message } from "grammy/types";
import { text as textBlock } from "../../domain/reply.js";
import { type Clock, deliver } from "../answer.js";
import type { Converse, IncomingMessage } from "../conversation.js";
import type { PlatformLog } from "../platform.js";
import type { TelegramParts } from "./telegram.js";
import { writerOf } from "./telegram-people.js";
import { placeOf } from "./telegram-place.js";
import { sayReply, surfaceFor } from "./telegram-say.js";
import { isCommand, parseCommand, textForBot } from "./telegram-text.js";

export interface ConversationOptions extends TelegramParts {
  readonly converse: Converse;
  readonly log: PlatformLog;
  readonly clock: Clock;
  /** Ends running answers. */
  readonly stop: AbortSignal;
}

/** Answers messages that are for the bot. It does not wait for the answers: the lanes know of them. */
export function conversationOf(options: ConversationOptions): MiddlewareFn<Context> {
  const { dispatcher, people, lanes, now, converse, log, clock, stop } = options;

  return async (ctx, next) => {
    const message = ctx.message;
    const writer = message && writerOf(message);
    if (message === undefined || writer === undefined) return await next();
    const alone = message.chat.type === "private";
    const unknown = parseCommand(message, ctx.me);
    const text = isCommand(message) ? undefined : textForBot(message, ctx.me);
    if (text === undefined && !(unknown !== undefined && (alone || unknown.addressed))) return await next();

    const place = placeOf(message);
    const locale = message.from?.language_code;
    async function answer(): Promise<void> {
      if (stop.aborted || message === undefined || writer === undefined) return;
      const person = alone ? writer : await people.inGroup(ctx.api, message.chat.id, writer);
      const admission = dispatcher.admit({ person, place });
      if (!admission.admitted) {
        if (admission.reply !== undefined) await sayReply(ctx.api, message, admission.reply, now());
      } else if (text === undefined) {
        await sayReply(ctx.api, message, commandList(), now());
      } else {
        const said = { place, person, text, seenByCallerAlone: alone, now: now() };
        await turn(message, { ...said, ...(locale !== undefined && { locale }) }, ctx.api);
      }
    }

    const commandList = () => ({
      audience: "caller" as const,
      blocks: [
        textBlock("Write to me, or use a command:", ...dispatcher.commands.map((c) => `/${c.name}: ${c.description}`)),
      ],
    });

    void lanes.answer(place.session, async () => {
      try {
        await answer();
      } catch (error) {
        await tell(ctx, error);
      }
    });
  };

  /** A turn ends when the bot closes, and also when nobody can be shown what it says: it may cost money. */
  async function turn(to: Message, said: IncomingMessage, api: Api): Promise<void> {
    const own = new AbortController();
    const end = (): void => own.abort();
    stop.addEventListener("abort", end, { once: true });
    try {
      const events = converse(said, own.signal);
      await deliver(events, surfaceFor(api, to, now), { clock, log, failed: dispatcher.failed, signal: own.signal });
    } finally {
      stop.removeEventListener("abort", end);
      end();
    }
  }

  /** The last word about an answer that could not be given; where even that fails, the log has it. */
  async function tell(ctx: Context, error: unknown): Promise<void> {
    if (stop.aborted || ctx.message === undefined) return;
    try {
      await sayReply(ctx.api, ctx.message, dispatcher.failed(error), now());
    } catch (again) {
      log.warn("Telegram: an answer could not be posted", again);
    }
  }
}
