import { setTimeout as later } from "node:timers/promises";
import {
  type APIInteraction,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type Client,
  Events,
  GatewayDispatchEvents,
  type Interaction,
  type Message,
  type MessageComponentInteraction,
  MessageFlags,
} from "discord.js";
import { LRUCache } from "lru-cache";
import type { Dispatcher } from "../dispatch.js";
import type { Lanes } from "../lanes.js";
import { type SessionKeyOf, underOwnKeys } from "../own-keys.js";
import type { Signer } from "../picker.js";
import type { PlatformLog } from "../platform.js";
import type { Invocation, SlashCommand } from "../slash.js";
import { discordMenus, isOurs, tokenOf } from "./discord-components.js";
import { isGone, wordsOfFault } from "./discord-fault.js";
import { type Payload, pingNobody, sendReply } from "./discord-payload.js";
import { personOfInteraction, placeOfInteraction } from "./discord-place.js";
import { type Suggestion, toSuggestions } from "./discord-suggestions.js";

export interface InteractionParts {
  readonly dispatcher: Dispatcher;
  readonly lanes: Lanes;
  readonly log: PlatformLog;
  readonly now: () => number;
  /** The host's own key of a conversation. */
  readonly sessionKey?: SessionKeyOf;
}

/** Suggestions cannot be put off, and half a second is all that anybody waits for them; in ms. */
const patience = 450;
/** Payloads whose interaction discord.js never handed on; there should be none. */
const mostPayloads = 100;
/** What a connection that was lost may deliver again when it is taken up. */
const mostSeen = 1000;

/**
 * Answers our commands and what is pressed under our answers on a discord.js client, and leaves every other interaction
 * alone.
 *
 * An interaction is acknowledged at once, for the caller alone, before any work: Discord forgets it after 3 s. Where
 * that fails the command does not run, since the person was told that it did not.
 * @returns what takes the listeners away again.
 */
export function answerInteractions(client: Client, parts: InteractionParts): () => void {
  const { dispatcher, lanes, log, now, sessionKey } = parts;
  const payloads = new Map<string, APIInteraction>();
  const seen = new LRUCache<string, true>({ max: mostSeen });

  /** discord.js does not keep the payload's channel, the only one to know a thread's parent where nothing is cached. */
  function keepPayload(payload: APIInteraction): void {
    const { name, custom_id: id } = (payload.data ?? {}) as { readonly name?: string; readonly custom_id?: string };
    const isWanted = (name !== undefined && dispatcher.find(name) !== undefined) || (id !== undefined && isOurs(id));
    if (!isWanted) return;
    if (payloads.size >= mostPayloads) payloads.clear();
    payloads.set(payload.id, payload);
  }

  /** Who does it and where. */
  function sceneOf(interaction: Ours, payload: APIInteraction | undefined): Scene {
    const place = placeOfInteraction(interaction, payload);
    if (place === undefined) throw new Error("Discord names no channel");
    return {
      place: underOwnKeys(place, sessionKey),
      person: personOfInteraction(interaction, payload),
      locale: interaction.locale,
      seenByCallerAlone: true,
      now: now(),
    };
  }

  async function signerOf({ place }: Scene): Promise<Signer> {
    return { picker: await dispatcher.picker(), session: place.session, now: now() };
  }

  function argumentOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction, command: SlashCommand) {
    const option = command.argument && interaction.options.get(command.argument.name);
    return String(option?.value ?? "").trim();
  }

  /** Does a command in its turn, once Discord has taken the acknowledgement that is on its way already. */
  function inTurn({ place }: Scene, acknowledged: Promise<unknown>, work: () => Promise<void>): Promise<void> {
    acknowledged.catch(() => {});
    return lanes.command(place.session, async () => {
      await acknowledged;
      await work();
    });
  }

  function run(interaction: ChatInputCommandInteraction, command: SlashCommand, scene: Scene): Promise<void> {
    const argument = argumentOf(interaction, command);
    return inTurn(scene, interaction.deferReply({ flags: MessageFlags.Ephemeral }), async () => {
      const menus = (await dispatcher.picker()) === undefined ? {} : { menus: discordMenus };
      const reply = await dispatcher.dispatch(command, { ...scene, ...menus, argument });
      await sendReply(reply, await signerOf(scene), (payload) => show(interaction, payload));
    });
  }

  /** Shows the caller alone what was done; where they dismissed the message that it would stand in, in a new one. */
  async function show(
    interaction: ChatInputCommandInteraction | MessageComponentInteraction,
    payload: Payload,
  ): Promise<void> {
    try {
      await interaction.editReply(payload);
    } catch (error) {
      if (!isGone(error)) throw error;
      await interaction.followUp({ ...payload, flags: MessageFlags.Ephemeral });
    }
  }

  async function suggest(interaction: AutocompleteInteraction, command: SlashCommand, scene: Scene): Promise<void> {
    async function choices(): Promise<Suggestion[]> {
      const completions = await dispatcher.complete(command, { ...scene, argument: argumentOf(interaction, command) });
      return toSuggestions(completions, await signerOf(scene));
    }
    await interaction.respond(await Promise.race([choices(), later(patience, [], { ref: false })]));
  }

  /**
   * What was pressed in an answer for the presser alone is shown in its place. A message that everybody reads stays
   * as it is, but for what can be pressed, once that was done, even where the presser, who alone reads the answer,
   * cannot be told.
   */
  function press(interaction: MessageComponentInteraction, scene: Scene): Promise<void> {
    const isTheirs = interaction.message.flags.has(MessageFlags.Ephemeral);
    const acknowledged = isTheirs
      ? interaction.deferUpdate()
      : interaction.deferReply({ flags: MessageFlags.Ephemeral });
    return inTurn(scene, acknowledged, async () => {
      const { accepted, reply } = await dispatcher.press(tokenOf(interaction), { ...scene, menus: discordMenus });
      const told = sendReply<unknown>(reply, await signerOf(scene), (payload) =>
        isTheirs && !accepted
          ? interaction.followUp({ ...payload, flags: MessageFlags.Ephemeral })
          : show(interaction, payload),
      );
      await Promise.all([told, accepted && !isTheirs ? clear(interaction.message) : undefined]);
    });
  }

  /** Takes away what could be pressed. */
  async function clear(message: Message): Promise<void> {
    try {
      await message.edit({ components: [], allowedMentions: pingNobody });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** What answers an interaction, and what to call it in the log; nothing for a host's own. */
  function handlerOf(
    interaction: Interaction,
  ): { name: string; answer(scene: Scene): Promise<void>; it: Ours } | undefined {
    if (interaction.isMessageComponent()) {
      if (!isOurs(interaction.customId)) return undefined;
      return { it: interaction, name: "A button", answer: (scene) => press(interaction, scene) };
    }
    if (!interaction.isChatInputCommand() && !interaction.isAutocomplete()) return undefined;
    const command = dispatcher.find(interaction.commandName);
    if (command === undefined) return undefined;
    const answer = interaction.isChatInputCommand()
      ? (scene: Scene) => run(interaction, command, scene)
      : (scene: Scene) => suggest(interaction, command, scene);
    return { it: interaction, name: `/${command.name}`, answer };
  }

  function onInteraction(interaction: Interaction): void {
    const payload = payloads.get(interaction.id);
    payloads.delete(interaction.id);
    if (seen.has(interaction.id)) return;
    const handler = handlerOf(interaction);
    if (handler === undefined) return;
    seen.set(interaction.id, true);
    const answered = (async () => handler.answer(sceneOf(handler.it, payload)))();
    answered.catch((error) => log.warn(`${handler.name} was not answered. ${wordsOfFault(error)}`));
  }

  client.ws.on(GatewayDispatchEvents.InteractionCreate, keepPayload);
  client.on(Events.InteractionCreate, onInteraction);
  return () => {
    client.ws.off(GatewayDispatchEvents.InteractionCreate, keepPayload);
    client.off(Events.InteractionCreate, onInteraction);
  };
}

type Scene = Omit<Invocation, "argument">;
type Ours = ChatInputCommandInteraction | AutocompleteInteraction | MessageComponentInteraction;
