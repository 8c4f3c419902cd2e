import { Composer, type Context } from "grammy";
import type { SessionKey } from "../../domain/ids.js";
import type { Reply } from "../../domain/reply.js";
import { createDispatcher, type Dispatcher } from "../dispatch.js";
import type { PlatformLog } from "../platform.js";
import type { Gatekeeper, SlashCommand } from "../slash.js";
import { createLanes, type Lanes } from "./telegram-order.js";
import { createPeople, type People, writerOf } from "./telegram-people.js";
import { placeOf } from "./telegram-place.js";
import { sayReply } from "./telegram-say.js";
import { parseCommand } from "./telegram-text.js";

export interface TelegramOptions {
  /** Where unexpected errors are told; `console` when absent. */
  readonly log?: Pick<PlatformLog, "warn">;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** Called when a group becomes a supergroup and thereby gets another id: its pins should follow. */
  readonly onMigrate?: (from: SessionKey, to: SessionKey) => void;
}

/** What the middleware and the bot around it share. */
export interface TelegramParts {
  readonly dispatcher: Dispatcher;
  readonly people: People;
  readonly lanes: Lanes;
  readonly now: () => number;
  readonly onMigrate?: TelegramOptions["onMigrate"];
}

/**
 * Adds commands to an existing grammY bot. Every update that is not one of these commands goes on to the bot's own
 * middleware, untouched.
 *
 * **Put it before middleware that answers all messages**, and register the command names with BotFather or
 * `setMyCommands` yourself: a bot's menu is its owner's.
 *
 * @example
 * const auth = await openModelAuth();
 * bot.use(telegram(auth, [model(auth)]));
 */
export function telegram(
  gatekeeper: Gatekeeper,
  commands: readonly SlashCommand[],
  { log = console, now = Date.now, onMigrate }: TelegramOptions = {},
): Composer<Context> {
  const parts = { now, people: createPeople(gatekeeper, now), lanes: createLanes() };
  const dispatcher = createDispatcher({ gatekeeper, commands, log, now });
  return commandsOf({ ...parts, dispatcher, ...(onMigrate && { onMigrate }) });
}

/**
 * The middleware itself, of parts that a bot may share with it. It takes its place in a lane before it first waits
 * for anything, so that messages keep the order in which they came.
 */
export function commandsOf({ dispatcher, people, lanes, now, onMigrate }: TelegramParts): Composer<Context> {
  return new Composer<Context>(async (ctx, next) => {
    const message = ctx.message;
    if (message?.migrate_to_chat_id !== undefined) {
      onMigrate?.(`telegram:${message.chat.id}`, `telegram:${message.migrate_to_chat_id}`);
    }
    const typed = message && parseCommand(message, ctx.me);
    const command = typed && dispatcher.find(typed.name);
    const writer = message && writerOf(message);
    if (!message || !typed || !command || !writer) return await next();

    const place = placeOf(message);
    const seenByCallerAlone = message.chat.type === "private";
    const locale = message.from?.language_code;
    const run = async (): Promise<Reply | undefined> => {
      try {
        const person = seenByCallerAlone ? writer : await people.inGroup(ctx.api, message.chat.id, writer);
        const said = { place, person, argument: typed.argument, seenByCallerAlone, now: now() };
        return await dispatcher.dispatchText(command, { ...said, ...(locale !== undefined && { locale }) });
      } catch (error) {
        return dispatcher.failed(error);
      }
    };
    await lanes.command(place.session, async () => {
      const reply = await run();
      if (reply !== undefined) await sayReply(ctx.api, message, reply, now());
    });
  });
}
