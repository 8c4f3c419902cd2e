import type { AgentId, ProviderId } from "../domain/ids.js";
import { emptyUsage, parseUsage, serializeUsage, type UsageDocument } from "../domain/usage-document.js";
import type { CachedStore } from "../store/cached.js";
import type { Entry } from "../store/store.js";
import { update } from "../store/update.js";

/** What the machine counted, per agent and provider: usage ⇄ store. Never beside what people wrote. */
export interface Usages {
  /** From memory where it is fresh; `undefined`: ask {@link Usages.read}. */
  peek(agentId: AgentId, provider: ProviderId): UsageDocument | null | undefined;
  read(agentId: AgentId, provider: ProviderId): Promise<UsageDocument | undefined>;
  /** Compare-and-swap; `change` may run several times, must be pure, and returns nothing to leave it as it is. */
  change(agentId: AgentId, provider: ProviderId, change: UsageChange): Promise<UsageDocument | undefined>;
  /** The same without waiting for the disk: decisions of this process see it at once, others when it is written. */
  note(agentId: AgentId, provider: ProviderId, change: UsageChange): void;
  /** Every record of an agent. */
  list(agentId: AgentId): AsyncIterable<{ readonly provider: ProviderId; readonly usage: UsageDocument }>;
  /** When everything noted is written, or has been given up: counters are never worth a failed turn. */
  settled(): Promise<void>;
}

export type UsageChange = (before: UsageDocument) => UsageDocument | undefined;

const prefixOf = (agentId: AgentId): string => `usage/${agentId}/`;
const usageKey = (agentId: AgentId, provider: ProviderId): string => `${prefixOf(agentId)}${provider}`;

/** Creates the usages of a store. Parsed documents are remembered as long as their entry is the same. */
export function createUsages(store: CachedStore, onLost: (error: unknown) => void = () => undefined): Usages {
  /** What was noted and is on its way to the disk, over what stands there. */
  const noted = new Map<string, { document: UsageDocument; writes: number }>();
  const writing = new Set<Promise<unknown>>();
  const parsed = new WeakMap<Entry, UsageDocument>();
  function toUsage(entry: Entry): UsageDocument {
    let document = parsed.get(entry);
    if (!document) {
      document = parseUsage(entry.body);
      parsed.set(entry, document);
    }
    return document;
  }
  async function write(key: string, change: UsageChange): Promise<UsageDocument | undefined> {
    const entry = await update(store, key, (body) => {
      const before = parseUsage(body);
      const after = change(before);
      return after === undefined || after === before ? undefined : serializeUsage(after);
    });
    return entry && toUsage(entry);
  }
  function peek(key: string): UsageDocument | null | undefined {
    const pending = noted.get(key);
    if (pending) return pending.document;
    const entry = store.peek(key);
    return entry ? toUsage(entry) : entry;
  }

  return {
    peek: (agentId, provider) => peek(usageKey(agentId, provider)),
    async read(agentId, provider) {
      const key = usageKey(agentId, provider);
      const entry = noted.has(key) ? undefined : await store.read(key);
      return noted.get(key)?.document ?? (entry && toUsage(entry));
    },
    change: (agentId, provider, change) => write(usageKey(agentId, provider), change),
    note(agentId, provider, change) {
      const key = usageKey(agentId, provider);
      const before = peek(key) ?? emptyUsage;
      const pending = noted.get(key);
      noted.set(key, { document: change(before) ?? before, writes: (pending?.writes ?? 0) + 1 });
      const written = write(key, change)
        .catch(onLost)
        .finally(() => {
          const left = noted.get(key);
          if (left && left.writes > 1) noted.set(key, { ...left, writes: left.writes - 1 });
          else noted.delete(key);
          writing.delete(written);
        });
      writing.add(written);
    },
    async *list(agentId) {
      const prefix = prefixOf(agentId);
      for await (const key of store.list(prefix)) {
        const entry = await store.read(key);
        if (entry) yield { provider: key.slice(prefix.length), usage: toUsage(entry) };
      }
    },
    async settled() {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}
