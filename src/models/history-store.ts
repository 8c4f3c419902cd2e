import { LRUCache } from "lru-cache";
import { atMost } from "../domain/cache-options.js";
import type { AgentId, SessionKey } from "../domain/ids.js";
import { appendTurn, charactersOf, type HistoryBounds } from "./history.js";
import type { ChatMessage } from "./model-call.js";

/** The conversations that are under way, in memory: gone with the process, and with `/new`. */
export interface HistoryStore {
  /** Oldest first; empty for a conversation that is new or was not heard of for long. */
  read(agentId: AgentId, session: SessionKey): readonly ChatMessage[];
  /**
   * Adds a turn that was made with the history `before`, as {@link HistoryStore.read} gave it; nothing when the
   * conversation was begun afresh meanwhile.
   */
  append(agentId: AgentId, session: SessionKey, turn: readonly ChatMessage[], before: readonly ChatMessage[]): void;
  clear(agentId: AgentId, session: SessionKey): void;
  /** The conversation goes on under another key, turns under way included. What was said there already comes after. */
  move(from: SessionKey, to: SessionKey): void;
}

/** Bounds of one conversation, and of all of them together: beyond these the ones unused longest go. */
export interface HistoryLimits extends HistoryBounds {
  readonly charactersOfAll: number;
}

/** 100 000 busy conversations must fit beside everything else in 1 GB; 64 M characters are at most 128 MB. */
const defaultHistoryLimits: HistoryLimits = { messages: 40, characters: 60_000, charactersOfAll: 64_000_000 };

/** How many conversations that moved are remembered: turns may be under way in them. */
const movesKept = 1000;

/** What keeping a message costs beside its characters. */
const messageOverhead = 100;

/** What a conversation begins with that was never heard of. */
const nothing: readonly ChatMessage[] = [];

export function createHistoryStore(limits: HistoryLimits = defaultHistoryLimits): HistoryStore {
  const histories = new LRUCache<string, readonly ChatMessage[]>({
    maxSize: limits.charactersOfAll,
    sizeCalculation: (history) => 1 + charactersOf(history) + messageOverhead * history.length,
  });
  const moves = new LRUCache<SessionKey, SessionKey>(atMost(movesKept));
  /** An agent's id holds no white space. */
  const keyOf = (agentId: AgentId, session: SessionKey): string => `${agentId} ${moves.get(session) ?? session}`;
  const read: HistoryStore["read"] = (agentId, session) => histories.get(keyOf(agentId, session)) ?? nothing;
  return {
    read,
    append(agentId, session, turn, before) {
      if (turn.length === 0 || read(agentId, session) !== before) return;
      histories.set(keyOf(agentId, session), appendTurn(before, turn, limits));
    },
    clear(agentId, session) {
      // A new empty one, so that a turn under way cannot take it for the one it began with.
      histories.set(keyOf(agentId, session), []);
    },
    move(from, to) {
      if (from === to || moves.get(to) !== undefined) return;
      for (const [key, history] of [...histories.entries()]) {
        const agentId = key.slice(0, key.indexOf(" "));
        if (key !== `${agentId} ${from}`) continue;
        const there = histories.get(`${agentId} ${to}`);
        histories.delete(key);
        histories.set(`${agentId} ${to}`, there ? appendTurn(history, there, limits) : history);
      }
      moves.set(from, to);
    },
  };
}
