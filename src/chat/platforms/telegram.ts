import { Composer, type Context } from "grammy";
import type { SessionKey } from "../../domain/ids.js";
import { createDispatcher } from "../dispatch.js";
import { createLanes } from "../lanes.js";
import type { SessionKeyOf } from "../own-keys.js";
import type { PlatformLog } from "../platform.js";
import type { Gatekeeper, SlashCommand } from "../slash.js";
import { commandsOf, movedBy } from "./telegram-commands.js";
import { createPeople } from "./telegram-people.js";
import { placeOf } from "./telegram-place.js";

export { writerOf as personOf } from "./telegram-people.js";
export { placeOf } from "./telegram-place.js";

/** How the middleware fits into a bot that has its own ways. */
export interface TelegramOptions {
  /** Where unexpected errors are told; `console` when absent. */
  readonly log?: Pick<PlatformLog, "warn">;
  /** ms since the epoch. */
  readonly now?: () => number;
  /**
   * Your own key of a conversation, where it is not `telegram:<chatId>[:<topicId>]`. Give the same to {@link placeOf}
   * where you call models.
   */
  readonly sessionKey?: SessionKeyOf;
  /** Called when a group becomes a supergroup and thereby gets another id; its pins follow by themselves. */
  readonly onMigrate?: (from: SessionKey, to: SessionKey) => void;
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
    placed: (message) => placeOf(message, sessionKey),
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
