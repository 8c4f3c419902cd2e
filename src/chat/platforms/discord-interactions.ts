import {
  type APIInteraction,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type Client,
  Events,
  GatewayDispatchEvents,
  type Interaction,
  MessageFlags,
} from "discord.js";
import type { Dispatcher } from "../dispatch.js";
import type { PlatformLog } from "../platform.js";
import { renderReply } from "../render.js";
import type { Completion, Invocation, SlashCommand } from "../slash.js";
import { discordDialect, messageLimit } from "./discord-dialect.js";
import { wordsOfFault } from "./discord-fault.js";
import { personOfInteraction, placeOfInteraction } from "./discord-place.js";

export interface InteractionParts {
  readonly dispatcher: Dispatcher;
  readonly log: PlatformLog;
  readonly now: () => number;
  /** Told of every command that is being answered, so that a shutdown can wait for it. */
  readonly track?: (running: Promise<void>) => void;
}

/** Discord's limits for suggestions, and for their names and values in characters. */
const mostChoices = 25;
const longestChoice = 100;
/** Payloads whose interaction discord.js never handed on; there should be none. */
const mostPayloads = 100;

/**
 * Answers our commands on a discord.js client and leaves every other interaction alone.
 *
 * An interaction is acknowledged at once, for the caller alone, before any work: Discord forgets it after 3 s. Where
 * that fails the command does not run, since the person was told that it did not.
 * @returns what takes the listeners away again.
 */
export function answerInteractions(client: Client, parts: InteractionParts): () => void {
  const { dispatcher, log, now, track } = parts;
  const payloads = new Map<string, APIInteraction>();

  /** discord.js does not keep the payload's channel, the only one to know a thread's parent where nothing is cached. */
  function keepPayload(payload: APIInteraction): void {
    const name = payload.data !== undefined && "name" in payload.data ? payload.data.name : undefined;
    if (name === undefined || dispatcher.find(name) === undefined) return;
    if (payloads.size >= mostPayloads) payloads.clear();
    payloads.set(payload.id, payload);
  }

  function toInvocation(interaction: Ours, command: SlashCommand, payload: APIInteraction | undefined): Invocation {
    const place = placeOfInteraction(interaction, payload);
    if (place === undefined) throw new Error(`Discord names no channel for /${command.name}`);
    const option = command.argument && interaction.options.get(command.argument.name);
    return {
      place,
      person: personOfInteraction(interaction, payload),
      argument: String(option?.value ?? "").trim(),
      locale: interaction.locale,
      seenByCallerAlone: true,
      now: now(),
    };
  }

  async function run(
    interaction: ChatInputCommandInteraction,
    command: SlashCommand,
    payload: APIInteraction | undefined,
  ): Promise<void> {
    const invocation = toInvocation(interaction, command, payload);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const reply = await dispatcher.dispatch(command, invocation);
    const content = renderReply(reply, discordDialect, { limit: messageLimit, now: now() });
    await interaction.editReply({ content, allowedMentions: { parse: [] } });
  }

  async function suggest(
    interaction: AutocompleteInteraction,
    command: SlashCommand,
    payload: APIInteraction | undefined,
  ): Promise<void> {
    const completions = await dispatcher.complete(command, toInvocation(interaction, command, payload));
    await interaction.respond(toChoices(completions));
  }

  function onInteraction(interaction: Interaction): void {
    const payload = payloads.get(interaction.id);
    payloads.delete(interaction.id);
    const command =
      interaction.isChatInputCommand() || interaction.isAutocomplete()
        ? dispatcher.find(interaction.commandName)
        : undefined;
    if (command === undefined) return;
    const answered = interaction.isChatInputCommand()
      ? run(interaction, command, payload)
      : suggest(interaction as AutocompleteInteraction, command, payload);
    const settled = answered.catch((error) => log.warn(`/${command.name} was not answered. ${wordsOfFault(error)}`));
    track?.(settled);
  }

  client.ws.on(GatewayDispatchEvents.InteractionCreate, keepPayload);
  client.on(Events.InteractionCreate, onInteraction);
  return () => {
    client.ws.off(GatewayDispatchEvents.InteractionCreate, keepPayload);
    client.off(Events.InteractionCreate, onInteraction);
  };
}

type Ours = ChatInputCommandInteraction | AutocompleteInteraction;

/** Suggestions as Discord takes them. A label may be cut; a value that does not fit is no value a person could type. */
export function toChoices(completions: readonly Completion[]): { name: string; value: string }[] {
  const seen = new Set<string>();
  return completions
    .filter(({ value }) => {
      const fits = value.trim() !== "" && value.length <= longestChoice && !seen.has(value);
      seen.add(value);
      return fits;
    })
    .slice(0, mostChoices)
    .map(({ label, value }) => ({ name: cutLabel(label.trim() === "" ? value : label), value }));
}

function cutLabel(label: string): string {
  if (label.length <= longestChoice) return label;
  // Never half a surrogate pair.
  return `${label.slice(0, longestChoice - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
