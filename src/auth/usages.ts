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
  /** Every record of an agent, with what is noted and not written yet. */
  list(agentId: AgentId): AsyncIterable<UsageRecord>;
  /** When everything noted is written, or could not be: counters are never worth a failed turn. */
  settled(): Promise<void>;
}

export interface UsageRecord {
  readonly provider: ProviderId;
  readonly usage: UsageDocument;
  /** Why some of it stands in the memory of this process alone: the last write failed. */
  readonly unwritten?: unknown;
}

export type UsageChange = (before: UsageDocument) => UsageDocument | undefined;

const prefixOf = (agentId: AgentId): string => `usage/${agentId}/`;
const usageKey = (agentId: AgentId, provider: ProviderId): string => `${prefixOf(agentId)}${provider}`;

/** What was noted of one record and is not on the disk yet. */
interface Noted {
  /** What stands on the disk as far as is known, with everything noted on top. */
  document: UsageDocument;
  /** Changes that no write has taken along yet, and those that one is taking along now. */
  waiting: UsageChange[];
  underWay: readonly UsageChange[];
  isBeingWritten: boolean;
  /** Why the last write failed: then what waits stands on top of `over`. */
  problem?: unknown;
  over?: Entry | null;
}

/** So many changes wait for a disk that takes no writes; older ones are forgotten. */
const mostKept = 100;

const apply = (document: UsageDocument, changes: readonly UsageChange[]): UsageDocument =>
  changes.reduce((before, change) => change(before) ?? before, document);

/** Creates the usages of a store. Parsed documents are remembered as long as their entry is the same. */
export function createUsages(store: CachedStore, onLost: (error: unknown) => void = () => undefined): Usages {
  const noted = new Map<string, Noted>();
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
  /** What stands on the disk, with everything noted on top; what others write counts also while ours waits. */
  function current(key: string, entry: Entry | null): UsageDocument | null {
    const pending = noted.get(key);
    if (!pending) return entry && toUsage(entry);
    if (!pending.isBeingWritten && entry !== pending.over) {
      pending.over = entry;
      pending.document = apply(entry ? toUsage(entry) : emptyUsage, pending.waiting);
    }
    return pending.document;
  }
  function peek(key: string): UsageDocument | null | undefined {
    const pending = noted.get(key);
    const entry = pending?.isBeingWritten ? null : store.peek(key);
    return entry === undefined ? pending?.document : current(key, entry);
  }

  /**
   * One write at a time per record, each with everything that was noted meanwhile: notes never compete with each other.
   * What the disk refuses still counts for this process, and goes along with what is noted next.
   */
  async function writeDown(key: string, pending: Noted): Promise<void> {
    pending.isBeingWritten = true;
    while (pending.waiting.length > 0) {
      const batch = pending.waiting.splice(0);
      pending.underWay = batch;
      try {
        const written = await write(key, (before) => apply(before, batch));
        // What others wrote meanwhile counts from now on as well.
        pending.document = apply(written ?? emptyUsage, pending.waiting);
      } catch (error) {
        onLost(error);
        const isAll = pending.waiting.length === 0;
        pending.waiting = [...batch, ...pending.waiting].slice(-mostKept);
        pending.underWay = [];
        pending.problem = error;
        if (!isAll) continue;
        pending.isBeingWritten = false;
        return;
      }
    }
    noted.delete(key);
  }

  return {
    peek: (agentId, provider) => peek(usageKey(agentId, provider)),
    async read(agentId, provider) {
      const key = usageKey(agentId, provider);
      const entry = noted.get(key)?.isBeingWritten ? null : await store.read(key);
      return current(key, entry ?? null) ?? undefined;
    },
    async change(agentId, provider, change) {
      const key = usageKey(agentId, provider);
      const written = await write(key, change);
      const pending = noted.get(key);
      if (pending) pending.document = apply(written ?? emptyUsage, [...pending.underWay, ...pending.waiting]);
      return written;
    },
    note(agentId, provider, change) {
      const key = usageKey(agentId, provider);
      const pending = noted.get(key) ?? {
        document: peek(key) ?? emptyUsage,
        waiting: [],
        underWay: [],
        isBeingWritten: false,
      };
      noted.set(key, pending);
      pending.document = apply(pending.document, [change]);
      pending.waiting.push(change);
      if (pending.isBeingWritten) return;
      const written = writeDown(key, pending).finally(() => writing.delete(written));
      writing.add(written);
    },
    async *list(agentId) {
      const prefix = prefixOf(agentId);
      const keys = new Set([...noted.keys()].filter((key) => key.startsWith(prefix)));
      for await (const key of store.list(prefix)) keys.add(key);
      for (const key of keys) {
        const usage = current(key, (await store.read(key)) ?? null);
        const { problem: unwritten } = noted.get(key) ?? {};
        const provider = key.slice(prefix.length);
        if (usage) yield { provider, usage, ...(unwritten === undefined ? {} : { unwritten }) };
      }
    },
    async settled() {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}
