import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { ConfigWriter } from "../../../../src/auth/open-config.js";
import type { Agent } from "../../../../src/config/agents.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import type { PinRecord, SessionPin } from "../../../../src/domain/pin.js";

export interface CarryOver {
  readonly auth: ModelAuth;
  readonly agent: Agent;
  readonly writer: ConfigWriter;
  readonly from: ProfileId;
  readonly to: ProfileId;
}

const replaced = (ids: readonly ProfileId[], from: ProfileId, to: ProfileId): ProfileId[] =>
  ids.filter((id) => id !== to).map((id) => (id === from ? to : id));

/** Gives a profile the places of another one: in the configuration's orders, the agent's stored ones, and its pins. */
export async function carryOver({ auth, agent, writer, from, to }: CarryOver) {
  let orders = 0;
  await writer.edit(({ auth: written }) => {
    const named = Object.entries(written?.order ?? {}).filter(([, ids]) => ids.includes(from));
    orders = named.length;
    return named.map(([name, ids]) => ({ path: ["auth", "order", name], value: replaced(ids, from, to) }));
  });
  const profiles = auth.sources.profiles(agent);
  for (const [provider, ids] of (await profiles.read()).document.order) {
    if (!ids.includes(from)) continue;
    await profiles.edit({ kind: "order", provider, ids: replaced(ids, from, to) });
    orders++;
  }
  let pins = 0;
  for await (const { session, agentId } of auth.pins.list()) {
    if (agentId !== agent.id) continue;
    let moved = false;
    await auth.pins.change(session, (record) => {
      const after = record && withProfile(record, from, to);
      moved = after !== record;
      return after;
    });
    if (moved) pins++;
  }
  return { from, orders, pins };
}

/** The person's choice of account stays theirs: who pinned it and when do not change. */
function withProfile(record: PinRecord, from: ProfileId, to: ProfileId): PinRecord {
  const moved = (pin: SessionPin | undefined): SessionPin | undefined =>
    pin?.profileId === from ? { ...pin, profileId: to } : undefined;
  const [pin, once] = [moved(record.pin), moved(record.once)];
  return pin || once ? { ...record, ...(pin ? { pin } : {}), ...(once ? { once } : {}) } : record;
}
