import type { ChatMessage } from "./model-call.js";

/** How much of a conversation is sent along, and kept. */
export interface HistoryBounds {
  readonly messages: number;
  /** Of all messages together, in UTF-16 units. */
  readonly characters: number;
}

/**
 * The history after one more turn: what somebody said and what was answered. Blank messages are left out (providers
 * refuse them). Beyond the bounds the oldest turns go, each as a whole, so that no answer stands without its question;
 * what the system says stays. A turn that exceeds the bounds by itself is not kept.
 */
export function appendTurn(
  history: readonly ChatMessage[],
  turn: readonly ChatMessage[],
  bounds: HistoryBounds,
): readonly ChatMessage[] {
  const all = [...history, ...turn].filter((message) => message.content.trim() !== "");
  const system = all.filter((message) => message.role === "system");
  const turns = splitTurns(all.filter((message) => message.role !== "system"));
  while (turns.length > 0 && exceeds([...system, ...turns.flat()], bounds)) turns.shift();
  return [...system, ...turns.flat()];
}

/** A turn begins where somebody speaks after an answer. */
function splitTurns(messages: readonly ChatMessage[]): ChatMessage[][] {
  const turns: ChatMessage[][] = [];
  for (const [index, message] of messages.entries()) {
    const begins = message.role === "user" && messages[index - 1]?.role !== "user";
    const last = turns.at(-1);
    if (begins || last === undefined) turns.push([message]);
    else last.push(message);
  }
  return turns;
}

function exceeds(messages: readonly ChatMessage[], bounds: HistoryBounds): boolean {
  return messages.length > bounds.messages || charactersOf(messages) > bounds.characters;
}

export function charactersOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + message.content.length, 0);
}
