import { LRUCache } from "lru-cache";
import type { Person } from "../domain/access.js";
import { atMost } from "../domain/cache-options.js";
import type { FailureClass } from "../domain/failure-class.js";
import type { AgentId, ProfileId, ProviderId, SessionKey } from "../domain/ids.js";
import type { ModelRef } from "../domain/model-ref.js";
import type { NoticeMemory, RouteEnd } from "../domain/notice.js";
import type { Decision } from "../domain/select.js";
import type { TokenCount } from "./turn/call-report.js";

/** What became of a conversation's last turn. */
export interface LastRoute {
  /** When it began, ms since the epoch. */
  readonly at: number;
  readonly asked: ModelRef;
  readonly tried: readonly (RouteEnd & { readonly outcome: FailureClass })[];
  readonly answeredBy?: RouteEnd;
  /** As the provider counted them. */
  readonly tokens?: TokenCount;
  /** Who answered before, where that was somebody else: what was read past the cache is what the move cost. */
  readonly movedFrom?: RouteEnd;
  /** The last decision of the turn: the one under which it was answered, or given up. */
  readonly decision: Decision;
}

/** What the process remembers of one conversation. Losing it costs a provider's prompt cache and `/model why`, no more. */
export interface SessionMemory {
  readonly lastProfile: Map<ProviderId, ProfileId>;
  lastRoute?: LastRoute;
  notices: NoticeMemory;
  /** Who wrote last, and the surrounding conversation: whoever explains a turn later must know. */
  person?: Person;
  parent?: SessionKey;
  /** When the layer was set that a turn has taken and that may still stand in the store: it is nobody else's. */
  onceTaken?: number | undefined;
  /** Turns under way. */
  running: number;
}

/** Bounded: conversations that were silent longest are forgotten first. */
export interface SessionMemories {
  of(agentId: AgentId, session: SessionKey): SessionMemory;
  peek(agentId: AgentId, session: SessionKey): SessionMemory | undefined;
  /** The conversation goes on under another key, and the turns under way in it with what they remember. */
  move(from: SessionKey, to: SessionKey): void;
}

export function createSessionMemories(max = 10_000): SessionMemories {
  const memories = new LRUCache<string, SessionMemory>(atMost(max));
  return {
    of(agentId, session) {
      const key = `${agentId} ${session}`;
      let memory = memories.get(key);
      if (!memory) {
        memory = { lastProfile: new Map(), notices: {}, running: 0 };
        memories.set(key, memory);
      }
      return memory;
    },
    peek: (agentId, session) => memories.get(`${agentId} ${session}`),
    move(from, to) {
      for (const [key, memory] of [...memories.entries()]) {
        const agentId = key.slice(0, key.indexOf(" "));
        if (key !== `${agentId} ${from}` || from === to) continue;
        memories.delete(key);
        if (!memories.has(`${agentId} ${to}`)) memories.set(`${agentId} ${to}`, memory);
      }
    },
  };
}
