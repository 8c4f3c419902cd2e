import { Composer, type Context } from "grammy";
import type { Message } from "grammy/types";
import type { SessionKey } from "../../domain/ids.js";
import type { Reply } from "../../domain/reply.js";
import { type Clock, systemClock } from "../answer.js";
import type { Dispatcher } from "../dispatch.js";
import type { Lanes } from "../lanes.js";
import type { PlatformLog } from "../platform.js";
import type { Gatekeeper, Place } from "../slash.js";
import { telegramMenus } from "./telegram-keyboard.js";
import { migrationsOf } from "./telegram-migration.js";
import { type People, writerOf } from "./telegram-people.js";
import { destinationOf, type PlacedMessage } from "./telegram-place.js";
import { patience, pressesOf } from "./telegram-press.js";
import { sayReply } from "./telegram-say.js";
import { parseCommand } from "./telegram-text.js";

/** What the middleware and the bot around it share. */
export interface TelegramParts {
  readonly dispatcher: Dispatcher;
  readonly people: People;
  readonly lanes: Lanes;
  readonly now: () => number;
  /** The conversation that a message belongs to. */
  readonly placed: (message: PlacedMessage) => Place;
  /** What follows a group that got another id. */
  readonly moved: (from: SessionKey, to: SessionKey) => Promise<void>;
  /** Replaced in tests. */
  readonly clock?: Clock;
}

/** Lets everything follow a group; what fails is told, since the person can choose again. */
export function movedBy({
  gatekeeper,
  lanes,
  log,
  onMigrate,
}: {
  readonly onMigrate?: (from: SessionKey, to: SessionKey) => void;
  readonly gatekeeper: Gatekeeper;
  readonly lanes: Lanes;
  readonly log: Pick<PlatformLog, "warn">;
}): TelegramParts["moved"] {
  return async (from, to) => {
    // Nothing can wait for itself.
    if (from === to) return;
    // What is said in the new group waits for the answers that are under way in the old one.
    void lanes.answer(to, () => lanes.answer(from, async () => {}));
    try {
      onMigrate?.(from, to);
      await gatekeeper.moved?.(from, to);
    } catch (error) {
      log.warn(`What was chosen in ${from} could not follow the group to ${to}`, error);
    }
  };
}

/**
 * The middleware itself, of parts that a bot may share with it. It takes its place in a lane before it first waits
 * for anything, so that messages keep the order in which they came.
 */
export function commandsOf(parts: TelegramParts): Composer<Context> {
  const { dispatcher, people, lanes, now, placed, clock = systemClock } = parts;
  return new Composer<Context>(migrationsOf(parts), pressesOf(parts), async (ctx, next) => {
    const message = ctx.message;
    const typed = message && parseCommand(message, ctx.me);
    const command = typed && dispatcher.find(typed.name);
    const writer = message && writerOf(message);
    if (!message || !typed || !command || !writer) return await next();

    const place = placed(message);
    const seenByCallerAlone = message.chat.type === "private";
    const locale = message.from?.language_code;
    await lanes.command(place.session, async () => {
      const { chat_id, ...thread } = destinationOf(message);
      const typing = (): Promise<unknown> => ctx.api.sendChatAction(chat_id, "typing", thread).catch(() => {});
      const takeBack = clock.after(patience, typing);
      const picker = await dispatcher.picker();
      const reply = await run(message, picker !== undefined);
      takeBack();
      if (reply !== undefined) {
        await sayReply(ctx.api, message, reply, { picker, session: place.session, now: now() });
      }
    });

    async function run(to: Message, canPress: boolean): Promise<Reply | undefined> {
      if (!writer || !typed || !command) return undefined;
      try {
        const person = seenByCallerAlone ? writer : await people.inGroup(ctx.api, to.chat.id, writer);
        const said = { place, person, argument: typed.argument, seenByCallerAlone, now: now() };
        const menus = canPress ? { menus: telegramMenus } : {};
        return await dispatcher.dispatchText(command, { ...said, ...menus, ...(locale !== undefined && { locale }) });
      } catch (error) {
        return dispatcher.failed(error, locale);
      }
    }
  });
}
