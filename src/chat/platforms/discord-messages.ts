import { type BaseInteraction, type Client, Events, type Message, MessageType } from "discord.js";
import { LRUCache } from "lru-cache";
import type { Person } from "../../domain/access.js";
import { deliver, type Surface } from "../answer.js";
import type { Converse, IncomingMessage } from "../conversation.js";
import type { Dispatcher } from "../dispatch.js";
import type { Lanes } from "../lanes.js";
import type { PlatformLog } from "../platform.js";
import { wordsOfFault } from "./discord-fault.js";
import { localesOf } from "./discord-locale.js";
import { personOf, placeOf, sessionOf } from "./discord-place.js";
import { openSurface } from "./discord-surface.js";

export interface MessageParts {
  readonly dispatcher: Dispatcher;
  readonly converse: Converse;
  readonly lanes: Lanes;
  readonly log: PlatformLog;
  readonly now: () => number;
  /** Whether the message content intent is in force, so that replies are read that do not ping. */
  readonly messageContent: boolean;
  /** Aborted when the bot must stop in the middle of answers. */
  readonly signal: AbortSignal;
}

/** Of how many people it is remembered which language their client speaks. */
const mostSpeakers = 10_000;

/**
 * Answers people's messages: all in DMs; in guilds those that mention the bot, and replies to it.
 * @returns what takes the listeners away again.
 */
export function answerMessages(client: Client, parts: MessageParts): () => void {
  const { dispatcher, converse, lanes, log, now, messageContent, signal } = parts;

  const speaking = new LRUCache<string, string>({ max: mostSpeakers });

  function onInteraction({ user, locale }: BaseInteraction): void {
    speaking.set(user.id, locale);
  }

  /** What the bot was told, or nothing where it was not spoken to. */
  function textFor(message: Message): string | undefined {
    const me = client.user?.id;
    if (me === undefined || message.author.bot || message.webhookId !== null) return undefined;
    if (message.type !== MessageType.Default && message.type !== MessageType.Reply) return undefined;
    // `users` holds the author of the message replied to only where the reply pings.
    const meant =
      !message.inGuild() ||
      message.mentions.users.has(me) ||
      (messageContent && message.type === MessageType.Reply && message.mentions.repliedUser?.id === me);
    const text = message.content.replace(new RegExp(`[ \\t]*<@!?${me}>[ \\t]*`, "g"), " ").trim();
    return meant && text !== "" ? text : undefined;
  }

  async function answer(message: Message, person: Person, text: string): Promise<void> {
    try {
      const place = await placeOf(message);
      const locales = localesOf(speaking.get(message.author.id), message.guild ?? undefined);
      const incoming = { place, person, text, ...locales, seenByCallerAlone: place.kind === "dm", now: now() };
      const surface = openSurface(message, async () => ({
        picker: await dispatcher.picker(),
        session: place.session,
        now: now(),
      }));
      const admission = dispatcher.admit(incoming);
      if (admission.admitted) await turn(incoming, surface);
      else if (admission.reply !== undefined) await surface.say(admission.reply);
    } catch (error) {
      log.warn(`A message in discord:${message.channelId} was not answered. ${wordsOfFault(error)}`);
    }
  }

  /**
   * A turn ends when the bot closes, and also when nobody can be shown what it says: it may cost money. One whose place
   * in the lane comes only then is over before it begins, and says so: Discord does not send the message again.
   */
  async function turn(incoming: IncomingMessage, surface: Surface<Message>): Promise<void> {
    const own = new AbortController();
    const end = (): void => own.abort();
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    try {
      await deliver(converse(incoming, own.signal), surface, {
        log: quiet(log),
        failed: (error) => dispatcher.failed(error, incoming.locale),
        language: dispatcher.languageOf(incoming.locale),
        signal: own.signal,
      });
    } finally {
      signal.removeEventListener("abort", end);
      end();
    }
  }

  function onMessage(message: Message): void {
    const text = textFor(message);
    if (text === undefined) return;
    const person = personOf(message);
    void lanes.answer(sessionOf(message.channelId), () => answer(message, person, text));
  }

  client.on(Events.InteractionCreate, onInteraction);
  client.on(Events.MessageCreate, onMessage);
  return () => {
    client.off(Events.InteractionCreate, onInteraction);
    client.off(Events.MessageCreate, onMessage);
  };
}

/** A log that is told what Discord said instead of the error, which carries what people wrote. */
function quiet(log: PlatformLog): Pick<PlatformLog, "warn"> {
  return { warn: (message, error) => log.warn(error === undefined ? message : `${message}. ${wordsOfFault(error)}`) };
}
