import type { Api } from "grammy";
import type { BotCommand, BotCommandScope, LanguageCode } from "grammy/types";
import { type Language, languages } from "../../domain/language.js";
import type { PlatformLog } from "../platform.js";
import type { SlashCommand } from "../slash.js";

/** A menu of a narrower scope hides the wider one, so each gets its own: an earlier bot may have left something there. */
const scopes: readonly BotCommandScope["type"][] = ["default", "all_private_chats", "all_group_chats"];

/** Telegram takes two-letter codes (https://core.telegram.org/bots/api#setmycommands); no code: everybody else. */
const codes: Readonly<Record<Language, LanguageCode | undefined>> = {
  en: undefined,
  my: "my",
  de: "de",
  es: "es",
  ja: "ja",
  "zh-CN": "zh",
};

/**
 * Puts the commands into the bot's menu, per scope and language, where they do not stand already; what stands there in
 * a language in which they say nothing of themselves goes. Never fails: the commands work without.
 */
export async function registerMenu(api: Api, commands: readonly SlashCommand[], log: PlatformLog): Promise<void> {
  try {
    for (const type of scopes) {
      for (const one of languages) {
        const where = { scope: { type } as BotCommandScope, ...(codes[one] && { language_code: codes[one] }) };
        const isSaid = one === "en" || commands.some(({ descriptions }) => descriptions?.[one]);
        const wanted = isSaid ? menuIn(commands, one) : [];
        if (sameMenu(await api.getMyCommands(where), wanted)) continue;
        await (isSaid ? api.setMyCommands(wanted, where) : api.deleteMyCommands(where));
      }
    }
  } catch (error) {
    log.warn("Telegram: the command menu could not be registered; the commands work all the same", error);
  }
}

function menuIn(commands: readonly SlashCommand[], language: Language): BotCommand[] {
  return commands.map(({ name, description, descriptions }) => ({
    command: name,
    description: descriptions?.[language] ?? description,
  }));
}

function sameMenu(a: readonly BotCommand[], b: readonly BotCommand[]): boolean {
  return (
    a.length === b.length &&
    a.every((entry, i) => entry.command === b[i]?.command && entry.description === b[i]?.description)
  );
}
