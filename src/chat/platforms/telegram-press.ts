import type { Context, MiddlewareFn } from "grammy";
import type { CallbackQuery } from "grammy/types";
import { type Clock, systemClock } from "../answer.js";
import type { Pressed } from "../dispatch.js";
import { plainText, renderReply } from "../render.js";
import type { TelegramParts } from "./telegram-commands.js";
import { telegramMenus, tokenIn } from "./telegram-keyboard.js";
import { userOf } from "./telegram-people.js";
import { sayReply, showInPlace } from "./telegram-say.js";

/** Somebody who tapped or typed sees after so many ms at the latest that it arrived, whatever it waits for. */
export const patience = 300;
/** The longest notification: https://core.telegram.org/bots/api#answercallbackquery */
const longestToast = 200;

/**
 * Answers taps on our buttons: acknowledged at once, never behind a running turn, and shown by editing the message
 * they are on. A tap that does nothing says so to who tapped alone.
 */
export function pressesOf(parts: TelegramParts): MiddlewareFn<Context> {
  const { dispatcher, people, lanes, now, placed, clock = systemClock } = parts;

  return async (ctx, next) => {
    const query = ctx.callbackQuery;
    const token = tokenIn(query?.data);
    if (query?.message === undefined || token === undefined) return await next();
    const { message } = query;
    const place = placed(message);
    const alone = message.chat.type === "private";
    const locale = query.from.language_code;
    const acknowledge = acknowledger(ctx, query, clock);

    await lanes.command(place.session, async () => {
      const pressed = await press();
      const late = acknowledge.isDone;
      acknowledge(pressed.accepted && pressed.reply.card ? undefined : pressed);
      const signer = { picker: await dispatcher.picker(), session: place.session, now: now() };
      if (pressed.accepted) await showInPlace(ctx.api, message, pressed.reply, signer);
      else if (late) await sayReply(ctx.api, message, pressed.reply, signer);
    });

    async function press(): Promise<Pressed> {
      try {
        const presser = userOf(query?.from ?? { id: 0, first_name: "" });
        const person = alone ? presser : await people.inGroup(ctx.api, message.chat.id, presser);
        const said = { place, person, seenByCallerAlone: alone, menus: telegramMenus, now: now() };
        return await dispatcher.press(token ?? "", { ...said, ...(locale !== undefined && { locale }) });
      } catch (error) {
        return { accepted: false, reply: dispatcher.failed(error, locale) };
      }
    }
  };
}

interface Acknowledger {
  /** With what became of the tap, where that is known in time. */
  (pressed: Pressed | undefined): void;
  readonly isDone: boolean;
}

/** Stops the spinner on a button, once: when it is told what happened, or when patience ends. */
function acknowledger(ctx: Context, query: CallbackQuery, clock: Clock): Acknowledger {
  let isDone = false;
  const acknowledge = (pressed: Pressed | undefined): void => {
    if (isDone) return;
    isDone = true;
    takeBack();
    const toast = pressed && { text: toastOf(pressed), show_alert: !pressed.accepted };
    // Too late is the one thing that can be wrong here, and then nobody waits for it any more.
    ctx.api.answerCallbackQuery(query.id, toast).catch(() => {});
  };
  const takeBack = clock.after(patience, () => acknowledge(undefined));
  return Object.defineProperty(acknowledge, "isDone", { get: () => isDone }) as unknown as Acknowledger;
}

/** The refusal whole; of what was done, its first line. */
function toastOf({ accepted, reply }: Pressed): string {
  const [first] = reply.blocks;
  const blocks =
    accepted && first?.kind === "text" ? [{ ...first, lines: first.lines.slice(0, 1) }] : reply.blocks.slice(0, 1);
  return renderReply({ ...reply, blocks }, plainText, { limit: longestToast, now: Date.now() });
}
