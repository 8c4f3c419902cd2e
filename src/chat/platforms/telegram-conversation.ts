import type { Api, Context, MiddlewareFn } from "grammy";
import type { Message } from "grammy/types";
import { type Reply, text as textBlock } from "../../domain/reply.js";
import { type Clock, deliver } from "../answer.js";
import type { Converse, IncomingMessage } from "../conversation.js";
import { phrasesIn } from "../phrases/all.js";
import type { Signer } from "../picker.js";
import type { PlatformLog } from "../platform.js";
import type { TelegramParts } from "./telegram-commands.js";
import { writerOf } from "./telegram-people.js";
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
  const { dispatcher, people, lanes, now, placed, converse, log, clock, stop } = options;

  return async (ctx, next) => {
    const message = ctx.message;
    const writer = message && writerOf(message);
    if (message === undefined || writer === undefined) return await next();
    const alone = message.chat.type === "private";
    const unknown = parseCommand(message, ctx.me);
    const text = isCommand(message) ? undefined : textForBot(message, ctx.me);
    if (text === undefined && !(unknown !== undefined && (alone || unknown.addressed))) return await next();

    const place = placed(message);
    const locale = message.from?.language_code;
    const signer = async (): Promise<Signer> => ({
      picker: await dispatcher.picker(),
      session: place.session,
      now: now(),
    });
    async function answer(): Promise<void> {
      if (message === undefined || writer === undefined) return;
      const person = alone ? writer : await people.inGroup(ctx.api, message.chat.id, writer);
      const admission = dispatcher.admit({ person, place, ...(locale !== undefined && { locale }) });
      if (!admission.admitted) {
        if (admission.reply !== undefined) await sayReply(ctx.api, message, admission.reply, await signer());
      } else if (text === undefined) {
        await sayReply(ctx.api, message, commandList(), await signer());
      } else {
        const said = { place, person, text, seenByCallerAlone: alone, now: now() };
        await turn(message, signer, { ...said, ...(locale !== undefined && { locale }) }, ctx.api);
      }
    }

    const commandList = (): Reply => {
      const language = dispatcher.languageOf(locale);
      const lines = dispatcher.commands.map((c) => `/${c.name}: ${c.descriptions?.[language] ?? c.description}`);
      return { audience: "caller", language, blocks: [textBlock(phrasesIn(language).writeOrCommand, ...lines)] };
    };

    void lanes.answer(place.session, async () => {
      try {
        await answer();
      } catch (error) {
        await tell(ctx, error, signer);
      }
    });
  };

  /**
   * A turn ends when the bot closes, and also when nobody can be shown what it says: it may cost money. One whose place
   * in the lane comes only then is over before it begins, and says so: Telegram does not send the message again.
   */
  async function turn(to: Message, signer: () => Promise<Signer>, said: IncomingMessage, api: Api): Promise<void> {
    const own = new AbortController();
    const end = (): void => own.abort();
    if (stop.aborted) end();
    stop.addEventListener("abort", end, { once: true });
    try {
      const events = converse(said, own.signal);
      const failed = (error: unknown) => dispatcher.failed(error, said.locale);
      await deliver(events, surfaceFor(api, to, signer), {
        clock,
        log,
        failed,
        signal: own.signal,
        language: dispatcher.languageOf(said.locale),
      });
    } finally {
      stop.removeEventListener("abort", end);
      end();
    }
  }

  /** The last word about an answer that could not be given; where even that fails, the log has it. */
  async function tell(ctx: Context, error: unknown, signer: () => Promise<Signer>): Promise<void> {
    if (stop.aborted || ctx.message === undefined) return;
    try {
      await sayReply(ctx.api, ctx.message, dispatcher.failed(error, ctx.from?.language_code), await signer());
    } catch (again) {
      log.warn("Telegram: an answer could not be posted", again);
    }
  }
}
