import type { BotCommand, BotCommandScope } from "grammy/types";
import { Refusal } from "./refusal.js";

interface Where {
  readonly scope?: BotCommandScope;
  readonly language_code?: string;
}

/** The bot's command menus, one per scope and language. */
export function createMenus() {
  const menus = new Map<string, readonly BotCommand[]>();
  const keyOf = ({ scope = { type: "default" }, language_code = "" }: Where): string =>
    `${scope.type} ${language_code}`;
  return {
    /** By `<scope> <language>`; the menu for everybody is `default ` with nothing behind it. */
    all: menus,
    get: (where: Where): readonly BotCommand[] => menus.get(keyOf(where)) ?? [],
    set({ commands, ...where }: Where & { commands: BotCommand[] }): true {
      if (!/^([a-z]{2})?$/.test(where.language_code ?? "")) throw new Refusal(400, "Bad Request: LANG_CODE_INVALID");
      for (const { command, description } of commands) {
        if (!/^[a-z0-9_]{1,32}$/.test(command)) throw new Refusal(400, "Bad Request: BOT_COMMAND_INVALID");
        if (description.length < 1 || description.length > 256) {
          throw new Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID");
        }
      }
      menus.set(keyOf(where), commands);
      return true;
    },
    delete(where: Where): true {
      menus.delete(keyOf(where));
      return true;
    },
  };
}
