import { toLanguage } from "../domain/language.js";
import type { SlashCommand } from "./slash.js";

/** The commands as they introduce themselves: where the configuration fixes a language, in that one to everybody. */
export function speaking(commands: readonly SlashCommand[], fixed: string | undefined): readonly SlashCommand[] {
  if (fixed === undefined || fixed === "auto") return commands;
  const language = toLanguage(undefined, fixed);
  return commands.map(({ descriptions, argument, ...command }) => ({
    ...command,
    description: descriptions?.[language] ?? command.description,
    ...(argument && {
      argument: { name: argument.name, description: argument.descriptions?.[language] ?? argument.description },
    }),
  }));
}
