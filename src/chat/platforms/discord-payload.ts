import { type APIEmbed, DiscordAPIError, type MessageMentionOptions } from "discord.js";
import type { Reply } from "../../domain/reply.js";
import type { Signer } from "../picker.js";
import { renderReply } from "../render.js";
import { toComponents } from "./discord-components.js";
import { discordDialect, messageLimit } from "./discord-dialect.js";

/** The longest description of an embed: https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
const cardLimit = 4096;
const cardColour = 0x5865f2;

/** Nobody is ever pinged by what the bot writes, whatever stands in it. */
export const pingNobody: MessageMentionOptions = { parse: [], repliedUser: false };

/** A message as discord.js sends it; every part is stated, so that an edit leaves nothing of what stood there. */
export interface Payload {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly components: ReturnType<typeof toComponents>;
  readonly allowedMentions: MessageMentionOptions;
}

/** Writes a reply: long views in an embed of their own, everything else as plain content, with what can be pressed. */
function toPayload(reply: Reply, signer: Signer): Payload {
  const components = toComponents(reply, signer);
  const menus = components.length > 0;
  const { now } = signer;
  const common = { components, allowedMentions: pingNobody };
  if (!reply.card)
    return { ...common, content: renderReply(reply, discordDialect, { limit: messageLimit, now, menus }), embeds: [] };
  const description = renderReply(reply, discordDialect, { limit: cardLimit, now, menus });
  return { ...common, content: "", embeds: [{ description, color: cardColour }] };
}

/** Sends a reply with what can be pressed; where Discord does not take that, in words alone. */
export async function sendReply<T>(reply: Reply, signer: Signer, send: (payload: Payload) => Promise<T>): Promise<T> {
  const payload = toPayload(reply, signer);
  try {
    return await send(payload);
  } catch (error) {
    const refused = error instanceof DiscordAPIError && error.status === 400;
    if (!refused || payload.components.length === 0) throw error;
    return await send(toPayload(reply, { ...signer, picker: undefined }));
  }
}
