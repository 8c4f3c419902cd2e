import { LRUCache } from "lru-cache";
import type { AgentId, ProfileId, ProviderId, SessionKey } from "../domain/ids.js";
import type { ModelRef } from "../domain/model-ref.js";
import type { Decision } from "../domain/select.js";

/** What became of a conversation's last turn. */
export interface LastRoute {
  /** ms since the epoch. */
  readonly at: number;
  readonly asked: ModelRef;
  readonly tried: readonly { readonly profileId: ProfileId; readonly model: ModelRef; readonly outcome: string }[];
  readonly answeredBy?: { readonly profileId: ProfileId; readonly model: ModelRef };
  readonly decision: Decision;
}

/** What the process remembers of one conversation. Losing it costs a provider's prompt cache and `/model why`, no more. */
export interface SessionMemory {
  readonly lastProfile: Map<ProviderId, ProfileId>;
  lastRoute?: LastRoute;
  /** Turns under way. */
  running: number;
  decided?: { readonly deps: readonly unknown[]; readonly at: number; readonly decision: Decision };
}

/** Bounded: conversations that were silent longest are forgotten first. */
export interface SessionMemories {
  of(agentId: AgentId, session: SessionKey): SessionMemory;
  peek(agentId: AgentId, session: SessionKey): SessionMemory | undefined;
}

export function createSessionMemories(max = 10_000): SessionMemories {
  const memories = new LRUCache<string, SessionMemory>({ max });
  return {
    of(agentId, session) {
      const key = `${agentId} ${session}`;
      let memory = memories.get(key);
      if (!memory) {
        memory = { lastProfile: new Map(), running: 0 };
        memories.set(key, memory);
      }
      return memory;
    },
    peek: (agentId, session) => memories.get(`${agentId} ${session}`),
  };
}
