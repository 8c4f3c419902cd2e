import { inForce } from "../domain/cooldown.js";
import { markOf } from "../domain/credential-mark.js";
import type { UsageDocument } from "../domain/usage-document.js";
import type { AgentSnapshot } from "./snapshot.js";
import type { Sources } from "./sources.js";
import type { Usages } from "./usages.js";

/** Usages that count what a credential did as long as it is the one that is stored, whoever replaced it and how. */
export function usagesInForce(usages: Usages, sources: Pick<Sources, "peek" | "snapshot">): Usages {
  const counting = async (agentId: string, usage: UsageDocument): Promise<UsageDocument> =>
    usage.about === undefined ? usage : counted(usage, await sources.snapshot(agentId));
  return {
    ...usages,
    peek(agentId, provider) {
      const usage = usages.peek(agentId, provider);
      if (!usage?.about) return usage;
      const snapshot = sources.peek(agentId);
      return snapshot && counted(usage, snapshot);
    },
    async read(agentId, provider) {
      const usage = await usages.read(agentId, provider);
      return usage && counting(agentId, usage);
    },
    async *list(agentId) {
      for await (const record of usages.list(agentId)) {
        yield { ...record, usage: await counting(agentId, record.usage) };
      }
    },
  };
}

/** Decisions are told apart by the documents that they rest on, so the same one is made once. */
const known = new WeakMap<UsageDocument, { readonly snapshot: AgentSnapshot; readonly document: UsageDocument }>();

function counted(usage: UsageDocument, snapshot: AgentSnapshot): UsageDocument {
  let found = known.get(usage);
  if (found?.snapshot !== snapshot) {
    const current = (id: string): string | undefined => {
      const stored = snapshot.credential(id);
      return stored && markOf(stored.credential);
    };
    found = { snapshot, document: inForce(usage, current) };
    known.set(usage, found);
  }
  return found.document;
}
