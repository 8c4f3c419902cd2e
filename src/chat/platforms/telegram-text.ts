import type { Message, UserFromGetMe } from "grammy/types";

export interface TypedCommand {
  /** Lower case, without the slash. */
  readonly name: string;
  /** Everything after the name, trimmed. */
  readonly argument: string;
  /** Whether it was addressed to this bot by name: `/model@thisbot`. */
  readonly addressed: boolean;
}

type Texted = Pick<Message, "text" | "entities" | "chat" | "reply_to_message" | "forward_origin" | "via_bot">;

/**
 * The command at the very beginning of a message, unless it is addressed to another bot, or nobody typed it there: what
 * is forwarded, or written by another bot for somebody who picked one of its results, is no choice of who sends it.
 */
export function parseCommand(message: Texted, me: Pick<UserFromGetMe, "username">): TypedCommand | undefined {
  if (message.forward_origin !== undefined || message.via_bot !== undefined) return undefined;
  const entity = message.entities?.[0];
  if (message.text === undefined || entity?.type !== "bot_command" || entity.offset !== 0) return undefined;
  const [name = "", bot] = message.text.slice(1, entity.length).toLowerCase().split("@");
  if (bot !== undefined && bot !== me.username.toLowerCase()) return undefined;
  return { name, argument: message.text.slice(entity.length).trim(), addressed: bot !== undefined };
}

/** Whether a message begins with a command, to whichever bot. */
export function isCommand(message: Texted): boolean {
  return message.entities?.some((entity) => entity.type === "bot_command" && entity.offset === 0) ?? false;
}

/**
 * What a message asks of the bot: in a DM its text; in a group its text without the mention, when it mentions the bot
 * or replies to it. Nothing for messages without text and for what others say to each other.
 */
export function textForBot(message: Texted, me: Pick<UserFromGetMe, "id" | "username">): string | undefined {
  const { text, entities = [] } = message;
  if (text === undefined) return undefined;
  const mentions = entities.filter((entity) => {
    if (entity.type === "text_mention") return entity.user.id === me.id;
    if (entity.type !== "mention") return false;
    return text.slice(entity.offset, entity.offset + entity.length).toLowerCase() === `@${me.username.toLowerCase()}`;
  });
  if (message.chat.type !== "private" && mentions.length === 0 && !repliesTo(message, me.id)) return undefined;
  const rest = mentions.reduceRight(
    (left, { offset, length }) => `${left.slice(0, offset).trimEnd()} ${left.slice(offset + length).trimStart()}`,
    text,
  );
  return rest.trim() === "" ? undefined : rest.trim();
}

/** A message in a topic formally replies to the message that opened the topic; that is not addressed to its author. */
function repliesTo({ reply_to_message: replied }: Texted, id: number): boolean {
  return replied?.from?.id === id && replied.forum_topic_created === undefined;
}
