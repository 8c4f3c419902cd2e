import { Composer, type Context } from "grammy";
import type { Message } from "grammy/types";
import type { SessionKey } from "../../domain/ids.js";
import type { Reply } from "../../domain/reply.js";
import type { Clock } from "../answer.js";
import { createDispatcher, type Dispatcher } from "../dispatch.js";
import { createLanes, type Lanes } from "../lanes.js";
import type { PlatformLog } from "../platform.js";
import type { Gatekeeper, Place, SlashCommand } from "../slash.js";
import { telegramMenus } from "./telegram-keyboard.js";
import { migrationsOf } from "./telegram-migration.js";
import { createPeople, type People, writerOf } from "./telegram-people.js";
import { type PlacedMessage, placeOf } from "./telegram-place.js";
import { pressesOf } from "./telegram-press.js";
import { sayReply } from "./telegram-say.js";
import { parseCommand } from "./telegram-text.js";

export interface TelegramOptions {
  /** Where unexpected errors are told; `console` when absent. */
  readonly log?: Pick<PlatformLog, "warn">;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** Your own key of a conversation, where it is not `telegram:<chatId>[:<topicId>]`. Use the same where you call models. */
  readonly sessionKey?: (place: Place) => SessionKey;
  /** Called when a group becomes a supergroup and thereby gets another id; its pins follow by themselves. */
  readonly onMigrate?: (from: SessionKey, to: SessionKey) => void;
}

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

/** Middleware that can be switched off: grammY has no way to take one out again. */
export interface TelegramMiddleware extends Composer<Context> {
  /** From now on every update goes on to the bot's own middleware, ours included. */
  dispose(): void;
}

/**
 * Adds commands to an existing grammY bot, and the buttons under their answers. Every update that is neither goes on to
 * the bot's own middleware, untouched.
 *
 * **Put it before middleware that answers all messages and taps.** Register the command names with BotFather or
 * `setMyCommands` yourself: a bot's menu is its owner's. If you state `allowed_updates`, name `callback_query` among them.
 *
 * @example
 * const auth = await openModelAuth();
 * bot.use(telegram(auth, [model(auth)]));
 */
export function telegram(
  gatekeeper: Gatekeeper,
  commands: readonly SlashCommand[],
  { log = console, now = Date.now, sessionKey, onMigrate }: TelegramOptions = {},
): TelegramMiddleware {
  const dispatcher = createDispatcher({ gatekeeper, commands, log, now });
  const lanes = createLanes();
  const ours = commandsOf({
    people: createPeople(gatekeeper, now),
    lanes,
    dispatcher,
    now,
    placed: placedBy(sessionKey),
    moved: movedBy({ gatekeeper, lanes, log, ...(onMigrate && { onMigrate }) }),
  });
  const enabled = { current: true };
  const handle = ours.middleware();
  const composer = new Composer<Context>((ctx, next) => (enabled.current ? handle(ctx, next) : next()));
  return Object.assign(composer, {
    dispose() {
      enabled.current = false;
    },
  });
}

/** Where messages belong, under the host's keys where it has its own. */
export function placedBy(sessionKey: TelegramOptions["sessionKey"]): TelegramParts["placed"] {
  return (message) => {
    const place = placeOf(message);
    return sessionKey === undefined ? place : { ...place, session: sessionKey(place) };
  };
}

/** Lets everything follow a group; what fails is told, since the person can choose again. */
export function movedBy({
  gatekeeper,
  lanes,
  log,
  onMigrate,
}: Pick<TelegramOptions, "onMigrate"> & {
  readonly gatekeeper: Gatekeeper;
  readonly lanes: Lanes;
  readonly log: Pick<PlatformLog, "warn">;
}): TelegramParts["moved"] {
  return async (from, to) => {
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
  const { dispatcher, people, lanes, now, placed } = parts;
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
      const picker = await dispatcher.picker();
      const reply = await run(message, picker !== undefined);
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
