import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type Client,
  InteractionContextType,
  Locale,
  type LocalizationMap,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from "discord.js";
import { type Language, languages, type Translated } from "../../domain/language.js";
import type { PlatformLog } from "../platform.js";
import type { SlashCommand } from "../slash.js";
import { speaking } from "../speaking.js";
import { wordsOfFault } from "./discord-fault.js";

/**
 * Makes the commands known to Discord: creates what is missing, edits what differs, touches nothing else of the
 * application. Asks before it writes, since Discord allows 200 creations a day and users' clients reload every change.
 *
 * With `guildIds` the commands exist in those guilds alone and at once; without, everywhere the bot is, DMs included.
 * @throws what discord.js throws when Discord refuses, for example 50001 in a guild without the bot.
 */
export async function registerCommands(
  client: Client<true>,
  commands: readonly SlashCommand[],
  guildId?: string,
): Promise<void> {
  const { rest } = client;
  const { all, registered } = await registeredIn(client, guildId);
  for (const command of commands) {
    const wanted = toDiscordCommand(command, guildId === undefined);
    const known = registered.find(({ name }) => name === wanted.name);
    if (known === undefined) await rest.post(all, { body: wanted });
    else if (essence(known) !== essence(wanted)) await rest.patch(`${all}/${known.id}`, { body: wanted });
  }
}

/** What can be typed there, and where that stands. */
async function registeredIn(
  { rest, application }: Client<true>,
  guildId: string | undefined,
): Promise<{ readonly all: `/${string}`; readonly registered: readonly APIApplicationCommand[] }> {
  const all =
    guildId === undefined
      ? Routes.applicationCommands(application.id)
      : Routes.applicationGuildCommands(application.id, guildId);
  const query = new URLSearchParams({ with_localizations: "true" });
  const registered = (await rest.get(all, { query })) as readonly APIApplicationCommand[];
  return { all, registered: registered.filter(({ type }) => type === ApplicationCommandType.ChatInput) };
}

type Scopes = readonly (string | undefined)[];
const scopesOf = (guildIds: readonly string[] | undefined): Scopes =>
  guildIds === undefined || guildIds.length === 0 ? [undefined] : guildIds;

/** Registers globally or in each guild; what Discord refuses is logged and never stops a bot that could answer. */
export async function registerEverywhere(
  client: Client<true>,
  commands: readonly SlashCommand[],
  guildIds: readonly string[] | undefined,
  log: PlatformLog,
): Promise<void> {
  for (const guildId of scopesOf(guildIds)) {
    try {
      await registerCommands(client, commands, guildId);
    } catch (error) {
      const where = guildId === undefined ? "" : ` in guild ${guildId}`;
      log.warn(`The commands could not be registered${where}. ${wordsOfFault(error)}`);
    }
  }
}

/**
 * Takes the commands away from where other `guildIds` had wanted them: they would be offered twice. Only those that are
 * word for word what would be registered there, since others may be another maker's.
 */
export async function clearElsewhere(
  client: Client<true>,
  commands: readonly SlashCommand[],
  guildIds: readonly string[] | undefined,
): Promise<void> {
  const wanted = new Set(scopesOf(guildIds));
  for (const guildId of [undefined, ...client.guilds.cache.keys()]) {
    if (wanted.has(guildId)) continue;
    const ours = new Set(commands.map((command) => essence(toDiscordCommand(command, guildId === undefined))));
    try {
      const { all, registered } = await registeredIn(client, guildId);
      for (const command of registered)
        if (ours.has(essence(command))) await client.rest.delete(`${all}/${command.id}`);
    } catch {
      // Discord refuses, or the bot has closed: a command that stands twice works in both places, and the next start tries.
    }
  }
}

/** How a host sets them by itself. */
export interface CommandScope {
  /** They are for one guild, by `commands.set(…, guildId)` or the guild's own route. Default: for the whole application. */
  readonly guild?: boolean;
  /** A language tag that is spoken to everybody, as the configuration's `language`: `auth.language()`. */
  readonly language?: string | undefined;
}

/**
 * The commands as Discord wants them, for a host that sets all commands of its application at once. **What is missing in
 * such a list Discord deletes,** ours included: put them in.
 *
 * @example
 * await client.application.commands.set([...mine, ...toDiscordCommands([model(auth)])]);
 */
export function toDiscordCommands(
  commands: readonly SlashCommand[],
  { guild = false, language }: CommandScope = {},
): RESTPostAPIChatInputApplicationCommandsJSONBody[] {
  return speaking(commands, language).map((command) => toDiscordCommand(command, !guild));
}

/** A command as Discord wants it. Who may use it is decided at the press; `default_member_permissions` stays unset. */
function toDiscordCommand(command: SlashCommand, everywhere: boolean): RESTPostAPIChatInputApplicationCommandsJSONBody {
  const { name, description, descriptions, argument, complete } = command;
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    description,
    description_localizations: toLocalizations(descriptions),
    options:
      argument === undefined
        ? []
        : [
            {
              type: ApplicationCommandOptionType.String,
              name: argument.name,
              description: argument.description,
              description_localizations: toLocalizations(argument.descriptions),
              required: false,
              autocomplete: complete !== undefined,
            },
          ],
    // Both are facts of global commands only: a guild's command is in that guild.
    ...(everywhere && {
      contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
      integration_types: [ApplicationIntegrationType.GuildInstall],
    }),
  };
}

/** The languages of ours that Discord lists: https://discord.com/developers/docs/reference#locales */
const locales: Readonly<Record<Language, readonly Locale[]>> = {
  // What has no words in somebody's language is English there anyway, and Discord has no Burmese.
  en: [],
  my: [],
  de: [Locale.German],
  es: [Locale.SpanishES, Locale.SpanishLATAM],
  ja: [Locale.Japanese],
  "zh-CN": [Locale.ChineseCN],
};

function toLocalizations(translations: Partial<Translated<string>> | undefined): LocalizationMap | null {
  const entries = languages.flatMap((language) => {
    const words = translations?.[language];
    return words === undefined ? [] : locales[language].map((locale) => [locale, words] as const);
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

type Comparable = Pick<
  APIApplicationCommand,
  "name" | "description" | "description_localizations" | "contexts" | "integration_types" | "guild_id"
> & {
  readonly options?: readonly APIApplicationCommandOption[] | undefined;
};

/** What two descriptions of one command must share to be the same, with everything Discord adds or leaves out evened. */
function essence(command: Comparable): string {
  const { name, description, description_localizations, options = [], contexts, integration_types, guild_id } = command;
  const inGuild = guild_id !== undefined || contexts === undefined;
  return JSON.stringify([
    name,
    description,
    sorted(description_localizations),
    options.map((option) => [
      option.type,
      option.name,
      option.description,
      sorted(option.description_localizations),
      option.required ?? false,
      "autocomplete" in option && option.autocomplete === true,
      "choices" in option ? (option.choices ?? []) : [],
      "min_length" in option ? (option.min_length ?? null) : null,
      "max_length" in option ? (option.max_length ?? null) : null,
    ]),
    inGuild ? [] : [contexts?.toSorted(), integration_types?.toSorted()],
  ]);
}

function sorted(words: LocalizationMap | null | undefined): readonly unknown[] {
  return Object.entries(words ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
