import type { Binding } from "./binding.js";
import type { SessionKey } from "./ids.js";

/**
 * A Telegram group that becomes a supergroup gets another id. Groups have negative numbers of up to 12 digits;
 * supergroups have 13 and more (https://core.telegram.org/api/bots/ids), and those do not change any more.
 */
const oldGroup = /^-\d{1,12}$/;

/** The conversation of the Telegram group that a binding names, if it is one that can get another id. */
export function groupOf({ match: { channel, peer } }: Pick<Binding, "match">): SessionKey | undefined {
  return channel === "telegram" && peer && oldGroup.test(peer.id) ? `telegram:${peer.id}` : undefined;
}

/** The new id of the Telegram group that a binding names by its old one. */
export function upgradedGroup(
  binding: Pick<Binding, "match">,
  keyOf: (session: SessionKey) => SessionKey,
): string | undefined {
  const old = groupOf(binding);
  const key = old && keyOf(old);
  return key === old ? undefined : key?.slice("telegram:".length);
}

/**
 * Bindings that go on applying where a group has got another id. Each stays as it is; after all of them come those that
 * follow, so that what was written for the new id wins.
 *
 * @param keyOf the key under which a conversation goes on.
 */
export function followGroups(
  bindings: readonly Binding[],
  keyOf: (session: SessionKey) => SessionKey,
): readonly Binding[] {
  const followed = bindings.flatMap((binding): Binding[] => {
    const id = upgradedGroup(binding, keyOf);
    const { match } = binding;
    return id === undefined || match.peer === undefined
      ? []
      : [{ ...binding, match: { ...match, peer: { ...match.peer, id } } }];
  });
  return followed.length === 0 ? bindings : [...bindings, ...followed];
}
