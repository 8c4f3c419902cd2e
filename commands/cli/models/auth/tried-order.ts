import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import type { ProviderId } from "../../../../src/domain/ids.js";
import { byTypeThenRest, type Order, orderOf } from "../../../../src/domain/order.js";

/** A provider's order as its profiles are tried: where nobody ranked them, by kind as `models status` lists them. */
export function triedOrder(
  provider: ProviderId,
  { orders, profiles }: Pick<AgentSnapshot, "orders" | "profiles">,
): Order {
  const order = orderOf(provider, orders, profiles);
  if (order.ranked) return order;
  const ids = order.ids
    .map((id) => ({ ...profiles.byId.get(id), id }))
    .sort(byTypeThenRest)
    .map(({ id }) => id);
  return { ...order, ids };
}
