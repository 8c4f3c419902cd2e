import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { type Agent, defaultAgentOf } from "../../../../src/config/agents.js";
import type { Candidate } from "../../../../src/domain/candidate.js";
import { messageOf } from "../../../../src/domain/errors.js";
import { type AgentId, type ProviderId, providerKey, type SessionKey } from "../../../../src/domain/ids.js";
import type { ModelRef } from "../../../../src/domain/model-ref.js";
import { type OrderLayer, orderOf } from "../../../../src/domain/order.js";
import { providersOfPin } from "../../../../src/domain/pin.js";
import { decide } from "../../../../src/domain/select.js";
import type { UsageDocument } from "../../../../src/domain/usage-document.js";

/** One provider as an agent sees it. */
export interface ProviderView {
  readonly provider: ProviderId;
  readonly inUse: boolean;
  readonly orderLayer?: OrderLayer;
  /** In the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  /** What was counted for its profiles. */
  readonly usage?: UsageDocument;
}

export interface AgentView {
  readonly agent: Agent;
  readonly snapshot: AgentSnapshot;
  readonly providers: readonly ProviderView[];
}

/** What the database could not tell. */
export interface Records {
  readonly providersOfPins: ReadonlyMap<AgentId, ReadonlySet<ProviderId>>;
  readonly unreadablePins: readonly SessionKey[];
  readonly problem?: string;
}

/**
 * Which providers the pins need, per agent; for the pin of an agent that is gone the default one answers. A database
 * that cannot be read is a finding, not the end of the status.
 */
export async function readPins(auth: ModelAuth): Promise<Records> {
  const { agents } = auth.config();
  const known = new Set(agents.map(({ id }) => id));
  const fallback = defaultAgentOf(agents).id;
  const providersOfPins = new Map<AgentId, Set<ProviderId>>();
  const unreadablePins: SessionKey[] = [];
  try {
    for await (const { agentId: of, pin, once } of auth.pins.list((session) => unreadablePins.push(session))) {
      const agentId = known.has(of) ? of : fallback;
      const providers = providersOfPins.get(agentId) ?? new Set();
      providersOfPins.set(agentId, providers);
      for (const layer of [pin, once]) {
        for (const provider of layer ? providersOfPin(layer) : []) providers.add(provider);
      }
    }
    return { providersOfPins, unreadablePins };
  } catch (error) {
    return { providersOfPins, unreadablePins, problem: messageOf(error) };
  }
}

/** The model by which a provider's candidates are judged: one that is in use, else the first of the catalogue. */
function modelOf({ catalog }: AgentSnapshot, provider: ProviderId): ModelRef {
  const models = [catalog.primary, ...catalog.fallbacks, ...catalog.entries.map(({ ref }) => ref)];
  const found = models.find((ref) => ref !== undefined && providerKey(ref.provider) === provider);
  return found ?? { provider, model: "" };
}

/** The candidates of a provider for a turn that nobody pinned, by the decision that the router makes. */
export function candidatesOf(
  snapshot: AgentSnapshot,
  provider: ProviderId,
  usage: UsageDocument | undefined,
  now: number,
  { orders = snapshot.orders, crossBilling = snapshot.config.auth?.crossBilling ?? "ask" } = {},
): readonly Candidate[] {
  return decide({
    defaultModel: modelOf(snapshot, provider),
    fallbacks: [],
    profiles: snapshot.profiles,
    announced: snapshot.announced,
    unread: snapshot.isUnread,
    orders,
    usage: (asked) => (providerKey(asked) === provider ? usage : undefined),
    mayRide: () => true,
    crossBilling,
    now,
  }).trace;
}

/** What the machine counted; what cannot be read counts as nothing, and is reported with the pins. */
export async function readUsage(
  auth: ModelAuth,
  agentId: AgentId,
  provider: ProviderId,
): Promise<UsageDocument | undefined> {
  try {
    return await auth.usages.read(agentId, provider);
  } catch {
    return undefined;
  }
}

function providersOf(snapshot: AgentSnapshot, inUse: ReadonlySet<ProviderId>): ReadonlySet<ProviderId> {
  const ofModels = snapshot.catalog.entries.map(({ ref }) => providerKey(ref.provider));
  const providers = new Set([...inUse, ...ofModels]);
  snapshot.profiles.byId.forEach(({ provider }) => {
    providers.add(provider);
  });
  return providers;
}

/** One agent with all its providers, or only those in use. */
export async function viewAgent(
  auth: ModelAuth,
  agent: Agent,
  records: Records,
  now: number,
  options: { readonly onlyInUse: boolean },
): Promise<AgentView> {
  const snapshot = await auth.snapshot(agent.id);
  const inUse = new Set([...snapshot.providersInUse, ...(records.providersOfPins.get(agent.id) ?? [])]);
  const providers: ProviderView[] = [];
  for (const provider of options.onlyInUse ? inUse : providersOf(snapshot, inUse)) {
    const usage = await readUsage(auth, agent.id, provider);
    const { layer } = orderOf(provider, snapshot.orders, snapshot.profiles);
    providers.push({
      provider,
      inUse: inUse.has(provider),
      ...(layer === undefined ? {} : { orderLayer: layer }),
      candidates: candidatesOf(snapshot, provider, usage, now),
      ...(usage ? { usage } : {}),
    });
  }
  return { agent, snapshot, providers };
}
