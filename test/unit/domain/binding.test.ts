import fc from "fast-check";
import { agentIdOf, type Binding, type BoundPlace, placeFromKey } from "../../../src/domain/binding.js";

const bindings: readonly Binding[] = [
  { agentId: "everywhere", match: { channel: "discord" } },
  { agentId: "guild", match: { channel: "discord", guildId: "g1" } },
  { agentId: "channel", match: { channel: "discord", peer: { kind: "channel", id: "c1" } } },
  { agentId: "thread", match: { channel: "discord", guildId: "g1", peer: { kind: "thread", id: "t1" } } },
  { agentId: "friend", match: { channel: "discord", peer: { kind: "dm", id: "u1" } } },
  { agentId: "group", match: { channel: "telegram", peer: { kind: "group", id: "-100" } } },
];
const discord = (place: Partial<BoundPlace>): BoundPlace => ({
  platform: "discord",
  kind: "channel",
  peerId: "c9",
  ...place,
});

test.each<readonly [rule: string, place: BoundPlace, agent: string | undefined]>([
  ["this conversation", discord({ peerId: "c1", guildId: "g1" }), "channel"],
  [
    "this thread before its channel",
    discord({ kind: "thread", peerId: "t1", parentPeerId: "c1", guildId: "g1" }),
    "thread",
  ],
  ["a thread's channel", discord({ kind: "thread", peerId: "t2", parentPeerId: "c1", guildId: "g1" }), "channel"],
  ["the guild", discord({ guildId: "g1" }), "guild"],
  ["a thread's guild", discord({ kind: "thread", peerId: "t2", parentPeerId: "c9", guildId: "g1" }), "guild"],
  ["the platform", discord({ guildId: "g2" }), "everywhere"],
  [
    "a peer only within the guild that was named",
    discord({ kind: "thread", peerId: "t1", guildId: "g2" }),
    "everywhere",
  ],
  ["a DM", discord({ kind: "dm", peerId: "u1" }), "friend"],
  ["the person at the other end of a DM", discord({ kind: "dm", peerId: "d1", partnerId: "u1" }), "friend"],
  ["who writes in a channel, which is no DM", discord({ peerId: "c7", partnerId: "u1" }), "everywhere"],
  ["the same id as another kind of peer", discord({ kind: "channel", peerId: "u1" }), "everywhere"],
  ["a group", { platform: "telegram", kind: "group", peerId: "-100" }, "group"],
  ["a topic's group", { platform: "telegram", kind: "thread", peerId: "-100:7", parentPeerId: "-100" }, "group"],
  ["nothing", { platform: "telegram", kind: "dm", peerId: "5" }, undefined],
  ["nothing on another platform", { platform: "terminal", kind: "dm", peerId: "c1" }, undefined],
])("the narrowest match wins: %s", (_, place, agent) => {
  expect(agentIdOf(bindings, place)).toBe(agent);
});

test("the order in which bindings of different reach were written does not matter", () => {
  const place = discord({ kind: "thread", peerId: "t1", parentPeerId: "c1", guildId: "g1" });
  fc.assert(
    fc.property(fc.shuffledSubarray([...bindings], { minLength: bindings.length }), (shuffled) => {
      return agentIdOf(shuffled, place) === "thread";
    }),
  );
});

test("a key of ours tells the place as far as it can, and a host's own nothing", () => {
  expect(placeFromKey("telegram:42")).toEqual({ platform: "telegram", kind: "dm", peerId: "42" });
  expect(placeFromKey("telegram:42:7")).toEqual({ platform: "telegram", kind: "dm", peerId: "42" });
  expect(placeFromKey("telegram:-77")).toEqual({ platform: "telegram", kind: "group", peerId: "-77" });
  expect(placeFromKey("telegram:-77:5")).toEqual({
    platform: "telegram",
    kind: "thread",
    peerId: "-77:5",
    parentPeerId: "-77",
  });
  expect(placeFromKey("discord:9")).toEqual({ platform: "discord", kind: "channel", peerId: "9" });
  expect(placeFromKey("terminal:home")).toEqual({ platform: "terminal", kind: "dm", peerId: "home" });
  for (const own of ["", "telegram:", "telegram:my-group", "discord:general", "slack:C1", "42"])
    expect(placeFromKey(own)).toBeUndefined();
});
