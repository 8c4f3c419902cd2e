import { rememberDecisions } from "../../../src/auth/remember-decisions.js";
import type { AgentSnapshot } from "../../../src/auth/snapshot.js";
import { toProfile } from "../../../src/domain/profile-set.js";
import { Secret } from "../../../src/domain/secret.js";
import { type DecisionInput, decide } from "../../../src/domain/select.js";
import { parseUsage } from "../../../src/domain/usage-document.js";
import { profileSet } from "../domain/world.js";

const model = { provider: "anthropic", model: "opus" };
const noon = 1_700_000_000_000;
const profiles = profileSet([
  ...["a", "b", "c"].map((name) =>
    toProfile(
      `anthropic:${name}`,
      {
        type: "token",
        provider: "anthropic",
        token: new Secret(name),
        ...(name === "a" ? { expires: noon + 1000 } : {}),
      },
      {},
      { kind: "own" },
    ),
  ),
]);
const snapshot = { isRestricted: false } as AgentSnapshot;
const counted = parseUsage(undefined);
const input: DecisionInput = {
  defaultModel: model,
  fallbacks: [],
  profiles,
  orders: { stored: () => undefined, config: () => undefined, named: () => undefined },
  usage: () => counted,
  mayRide: () => true,
  now: noon,
};
const last = (profileId: string) => ({ lastProfile: new Map([["anthropic", profileId]]) });

test("what rests on the same is decided once", () => {
  const decideFor = rememberDecisions();
  const first = decideFor(snapshot, input, undefined);
  expect(first).toEqual(decide(input));
  expect(decideFor(snapshot, { ...input, now: noon + 500 }, undefined)).toBe(first);
});

test("a lock is decided once as well, for each place that it holds in", () => {
  const decideFor = rememberDecisions();
  const pin = { profileId: "anthropic:b", strict: true, by: "terminal", at: noon };
  const own = { ...input, pin: { pin, layer: "pin", session: "x" } } as const;
  const inherited = { ...input, pin: { pin, layer: "inherited", session: "x" } } as const;
  const first = decideFor(snapshot, own, undefined);
  expect(first).toEqual(decide(own));
  expect(decideFor(snapshot, { ...own, now: noon + 500 }, last("anthropic:c"))).toBe(first);
  expect(decideFor(snapshot, inherited, undefined)).toEqual(decide(inherited));
  expect(decideFor({ isRestricted: false } as AgentSnapshot, own, undefined)).not.toBe(first);
  const used = { ...own, usage: () => ({ ...counted }) };
  expect(decideFor(snapshot, used, undefined)).not.toBe(decideFor(snapshot, used, undefined));
});

test("whatever a decision rests on makes it be decided anew", () => {
  const decideFor = rememberDecisions();
  const first = decideFor(snapshot, input, undefined);
  const pin = {
    pin: { profileId: "anthropic:b", strict: false, by: "terminal", at: noon },
    layer: "pin",
    session: "x",
  } as const;
  const others: readonly [AgentSnapshot, DecisionInput, Parameters<typeof decideFor>[2]?][] = [
    [{ isRestricted: false } as AgentSnapshot, input],
    [{ isRestricted: true } as AgentSnapshot, { ...input, mayRide: ({ id }) => id === "anthropic:c" }],
    [snapshot, { ...input, pin }],
    [snapshot, { ...input, pin: { ...pin, pin: { ...pin.pin, strict: true } } }],
    [snapshot, { ...input, usage: () => ({ ...counted }) }],
    [snapshot, { ...input, now: first.validUntil }],
    [snapshot, { ...input, now: noon - 1 }],
    [snapshot, { ...input, lastProfile: () => "anthropic:c" }, last("anthropic:c")],
    [snapshot, { ...input, spent: new Set() }],
    [snapshot, { ...input, consents: [{ profileId: "anthropic:c", instead: [], by: "terminal", at: noon }] }],
  ];
  for (const [other, changed, memory] of others) {
    const decision = decideFor(other, changed, memory);
    expect(decision).not.toBe(first);
    expect(decision).toEqual(decide(changed));
    decideFor(snapshot, input, undefined);
  }
  expect(first.validUntil).toBe(noon + 1000);
});
