import { checkSuggestions } from "./command-rules.js";
import { applyEdit, checkMessage, type Json, pingsOf } from "./message-rules.js";
import { Flaws, refused } from "./refused.js";
import type { Message, World } from "./world.js";

/** Times after which Discord does not know an interaction any more, in ms. */
const firstAnswer = 3_000;
const followUps = 15 * 60_000;

const kinds = { command: 2, component: 3, autocomplete: 4 } as const;
const callbacks: Record<number, readonly number[]> = {
  [kinds.command]: [4, 5, 9],
  [kinds.component]: [4, 5, 6, 7, 9],
  [kinds.autocomplete]: [8],
};
const ephemeral = 1 << 6;

/** One interaction as the server follows it from the press to the last follow-up. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly channelId: string;
  readonly userId: string;
  /** The server's clock when it was sent. */
  readonly sentAt: number;
  /** The message that a component sits on. */
  readonly source?: Message;
  callback?: { readonly type: number; readonly data: Json; readonly at: number };
  /** The first response; absent while Discord shows "thinking". */
  original?: Message;
  /** The person has taken the first response away from their screen; it is gone for good. */
  dismissed?: boolean;
  readonly followUps: Message[];
}

/** What may be done with an interaction; throws `Refused` as Discord does. */
export interface Interactions {
  open(type: keyof typeof kinds, where: { channelId: string; userId: string; source?: Message }): Interaction;
  acknowledge(id: string, token: string, body: Json): Message | undefined;
  edit(token: string, messageId: string, body: Json): Message;
  read(token: string, messageId: string): Message;
  followUp(token: string, body: Json): Message;
  remove(token: string, messageId: string): void;
}

export function createInteractions(
  world: World,
  announce: (event: "MESSAGE_CREATE" | "MESSAGE_UPDATE", message: Message) => void,
): Interactions {
  const byToken = new Map<string, Interaction>();

  function say(interaction: Interaction, body: Json, flags: number): Message {
    const message: Message = {
      id: world.nextId(),
      channelId: interaction.channelId,
      author: world.bot,
      content: body.content ?? "",
      flags,
      pings: pingsOf(body, undefined),
      components: body.components ?? [],
      embeds: body.embeds ?? [],
      webhookId: world.applicationId,
      edits: 0,
      ...((flags & ephemeral) === 0 ? {} : { onlyFor: interaction.userId }),
    };
    world.messages.set(message.id, message);
    announce("MESSAGE_CREATE", message);
    return message;
  }

  function change(message: Message, body: Json): Message {
    if (typeof body.flags === "number" && ((body.flags ^ message.flags) & ephemeral) !== 0) {
      const flaws = new Flaws();
      flaws.add(["flags"], "MESSAGE_FLAGS_INVALID", "Whether a response is ephemeral is said with its first answer");
      flaws.refuse();
    }
    applyEdit(message, body);
    announce("MESSAGE_UPDATE", message);
    return message;
  }

  /** The interaction of a webhook token that is acknowledged and not yet forgotten. */
  function alive(token: string): Interaction {
    const interaction = byToken.get(token);
    if (interaction === undefined || world.now() - interaction.sentAt > followUps) throw refused.invalidWebhookToken();
    if (interaction.callback === undefined) throw refused.unknownWebhook();
    return interaction;
  }

  const thinking = (interaction: Interaction): boolean =>
    interaction.original === undefined && interaction.callback?.type === 5 && !interaction.dismissed;

  function find(interaction: Interaction, messageId: string): Message {
    const message =
      messageId === "@original" ? interaction.original : interaction.followUps.find(({ id }) => id === messageId);
    if (message === undefined || !world.messages.has(message.id)) throw refused.unknownMessage();
    return message;
  }

  /** Fills the "thinking" message; whether it is ephemeral was said when it was deferred. */
  function fill(interaction: Interaction, body: Json): Message {
    checkMessage(body);
    const flags = ((interaction.callback?.data?.flags ?? 0) & ephemeral) | ((body.flags ?? 0) & ~ephemeral);
    interaction.original = say(interaction, body, flags);
    return interaction.original;
  }

  return {
    open(type, where) {
      const id = world.nextId();
      const interaction: Interaction = {
        id,
        token: `interaction-token-${id}`,
        type: kinds[type],
        sentAt: world.now(),
        followUps: [],
        ...where,
      };
      byToken.set(interaction.token, interaction);
      return interaction;
    },
    acknowledge(id, token, body) {
      const interaction = byToken.get(token);
      if (interaction === undefined || interaction.id !== id) throw refused.unknownInteraction();
      if (interaction.callback !== undefined) throw refused.acknowledged();
      if (world.now() - interaction.sentAt > firstAnswer) throw refused.unknownInteraction();
      const data = body.data ?? {};
      if (!callbacks[interaction.type]?.includes(body.type)) {
        const flaws = new Flaws();
        flaws.add(["type"], "INTERACTION_TYPE_INVALID", "This response is not valid for this interaction");
        flaws.refuse();
      }
      if (body.type === 8) checkSuggestions(data.choices ?? []);
      if (body.type === 4) checkMessage(data, { mayBeEphemeral: true });
      if (body.type === 7) checkMessage(data, { edit: true });
      interaction.callback = { type: body.type, data, at: world.now() };
      if (body.type === 4) interaction.original = say(interaction, data, data.flags ?? 0);
      if (interaction.source !== undefined && body.type === 7) interaction.original = change(interaction.source, data);
      if (interaction.source !== undefined && body.type === 6) interaction.original = interaction.source;
      return interaction.original;
    },
    edit(token, messageId, body) {
      const interaction = alive(token);
      if (messageId === "@original" && thinking(interaction)) {
        if (((body.flags ?? 0) & ephemeral) !== 0) checkMessage(body);
        return fill(interaction, body);
      }
      const message = find(interaction, messageId);
      checkMessage({ ...body, flags: (body.flags ?? 0) & ~ephemeral }, { edit: true });
      return change(message, body);
    },
    read: (token, messageId) => find(alive(token), messageId),
    followUp(token, body) {
      const interaction = alive(token);
      if (interaction.type === kinds.autocomplete) throw refused.unknownWebhook();
      if (thinking(interaction)) return fill(interaction, { ...body, flags: (body.flags ?? 0) & ~ephemeral });
      checkMessage(body, { mayBeEphemeral: true });
      const message = say(interaction, body, body.flags ?? 0);
      interaction.followUps.push(message);
      return message;
    },
    remove(token, messageId) {
      const message = find(alive(token), messageId);
      world.messages.delete(message.id);
    },
  };
}
