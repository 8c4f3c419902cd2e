import { agentIdOf, type Binding, type BoundPlace } from "../../../src/domain/binding.js";
import { followGroups, upgradedGroup } from "../../../src/domain/group-upgrade.js";

const moves = new Map([["telegram:-77", "telegram:-100777"]]);
const keyOf = (session: string): string => moves.get(session) ?? session;
const bound = (agentId: string, id: string, channel = "telegram"): Binding => ({
  agentId,
  match: { channel, peer: { kind: "group", id } },
});
const group = (peerId: string): BoundPlace => ({ platform: "telegram", kind: "group", peerId });
const topic: BoundPlace = { platform: "telegram", kind: "thread", peerId: "-100777:3", parentPeerId: "-100777" };

test("a binding by the old id applies under both ids, and in topics of the new group", () => {
  const bindings = followGroups([bound("research", "-77")], keyOf);
  for (const place of [group("-77"), group("-100777"), topic]) expect(agentIdOf(bindings, place)).toBe("research");
  expect(agentIdOf(bindings, group("-78"))).toBeUndefined();
});

test("what was written for the new id wins, wherever it stands", () => {
  const written = [bound("research", "-77"), bound("chef", "-100777")];
  for (const bindings of [written, written.toReversed()])
    expect(agentIdOf(followGroups(bindings, keyOf), group("-100777"))).toBe("chef");
});

test("nothing else is asked about, and without a move the bindings are what they were", () => {
  const asked: string[] = [];
  const bindings = [
    bound("a", "-1001234567890"),
    bound("b", "4242"),
    bound("c", "-77", "discord"),
    bound("d", "-77:3"),
  ];
  const bare: Binding = { agentId: "e", match: { channel: "telegram" } };
  const noted = (session: string): string => {
    asked.push(session);
    return session;
  };
  const all = [...bindings, bare, bound("f", "-4012345678")];
  expect(followGroups(all, noted)).toBe(all);
  expect(asked).toEqual(["telegram:-4012345678"]);
  expect(upgradedGroup(bound("a", "-77"), keyOf)).toBe("-100777");
});
