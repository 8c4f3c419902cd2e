import fc from "fast-check";
import { isUsable } from "../../../src/domain/candidate.js";
import { type Consent, consentFor } from "../../../src/domain/consent.js";
import { afterFailure, afterSuccess, clearProfile } from "../../../src/domain/cooldown.js";
import type { FailureClass } from "../../../src/domain/failure-class.js";
import { type DecisionInput, decide } from "../../../src/domain/select.js";
import { emptyUsage, type UsageDocument } from "../../../src/domain/usage-document.js";
import { choiceOf, day, hour, minute, orders, pinned, profile, ref, second, t0, world } from "./world.js";

const flat = profile("anthropic:max");
const second_ = profile("anthropic:team");
const metered = profile("anthropic:key", { type: "api_key" });
const other = profile("openai:key", { type: "api_key" });
const ordered = orders({ config: { anthropic: ["anthropic:max", "anthropic:team", "anthropic:key"] } });

const fails = (usage: UsageDocument, profileId: string, kind: FailureClass = "rate_limit", now = t0, model = "opus") =>
  afterFailure(usage, { profileId, model, now, failure: { class: kind } });
const succeeds = (usage: UsageDocument, profileId: string, now: number, model = "opus") =>
  afterSuccess(usage, { profileId, model, now });
const flatOut = fails(emptyUsage, "anthropic:max");

function input(usage: UsageDocument, more: Partial<DecisionInput> = {}): DecisionInput {
  return world([flat, metered], { orders: ordered, usage: () => usage, now: t0 + second, ...more });
}
function consent(to: DecisionInput, profileId = "anthropic:key"): Consent {
  const given = consentFor(decide(to).trace, profileId, { usage: to.usage, by: "terminal", at: to.now });
  if (!given) throw new Error("there was nothing to consent to");
  return given;
}
const states = (decision: ReturnType<typeof decide>) =>
  decision.trace.map(({ profileId, state }) => `${profileId} ${state}`);

describe("a metered account behind a flat one", () => {
  test.each<FailureClass>(["rate_limit", "billing", "auth_permanent"])(
    "needs consent while the flat one is out for %s, and until when is known",
    (kind) => {
      const decision = decide(input(fails(emptyUsage, "anthropic:max", kind)));
      expect(decision.choice).toBeUndefined();
      const [out] = decision.trace;
      const asked = decision.trace.at(-1);
      expect(asked).toMatchObject({ state: "needs_consent", consent: "needed", standsInFor: ["anthropic:max"] });
      expect(asked?.until).toBe(out?.until);
    },
  );

  test("needs consent when the flat token has expired", () => {
    const expired = profile("anthropic:max", { expires: t0 - hour });
    expect(states(decide(input(emptyUsage, world([expired, metered], { orders: ordered }))))).toContain(
      "anthropic:key needs_consent",
    );
  });

  test.each(["missing_credential", "invalid_expires", "mode_mismatch", "unresolved_ref", "needs_login"] as const)(
    "needs consent also while somebody has to mend the flat one: %s",
    (fault) => {
      const decision = decide(world([profile("anthropic:max", { fault }), metered], { orders: ordered }));
      expect(states(decision)).toEqual(
        expect.arrayContaining([`anthropic:max ${fault}`, "anthropic:key needs_consent"]),
      );
      expect(decision.choice).toBeUndefined();
    },
  );

  test("needs consent when a flat one that the configuration announces is not there: its file may be gone for a moment", () => {
    const announced = (id: string) => (id === "anthropic:max" ? ("flat" as const) : undefined);
    const decision = decide(world([metered], { orders: ordered, announced }));
    expect(states(decision)).toContain("anthropic:key needs_consent");
    expect(decision.choice).toBeUndefined();
  });

  test("needs consent behind a soft pin to a flat one that is gone, whoever named it", () => {
    const pin = pinned({ profileId: "anthropic:gone", flat: true, strict: false });
    expect(states(decide(world([metered], { pin })))).toEqual([
      "anthropic:gone unknown_profile",
      "anthropic:key needs_consent",
    ]);
  });

  test("needs none behind an id that nobody has said to be flat", () => {
    expect(decide(world([metered], { orders: ordered })).choice?.profileId).toBe("anthropic:key");
  });

  test("is not asked for while the flat one can be used", () => {
    expect(decide(input(emptyUsage)).choice?.profileId).toBe("anthropic:max");
  });

  test("needs consent also when the conversation used it last and no order is written", () => {
    const decision = decide(input(flatOut, { orders: orders(), lastProfile: () => "anthropic:key" }));
    expect(states(decision)).toEqual(["anthropic:max cooldown", "anthropic:key needs_consent"]);
  });

  test("needs consent when it is a fallback of another provider", () => {
    const decision = decide(world([flat, other], { fallbacks: [ref("openai/gpt")], usage: () => flatOut }));
    expect(states(decision)).toEqual(["anthropic:max cooldown", "openai:key needs_consent"]);
  });

  test("needs consent behind a soft pin to the flat one", () => {
    const pin = pinned({ profileId: "anthropic:max", strict: false, at: t0 - day });
    expect(states(decide(input(flatOut, { pin })))).toContain("anthropic:key needs_consent");
  });

  test("needs consent when this very turn tried the flat one in vain without a counter to show for it", () => {
    const spent = new Set(["anthropic:max anthropic/opus"]);
    const decision = decide(input(emptyUsage, { spent }));
    expect(decision.choice).toBeUndefined();
    expect(states(decision)).toContain("anthropic:key needs_consent");
  });

  test("is not even a last resort", () => {
    const both = fails(fails(emptyUsage, "anthropic:max"), "anthropic:key", "timeout");
    const decision = decide(input(both, { now: t0 + 10 * second }));
    expect(decision.choice).toBeUndefined();
    expect(decision.trace.at(-1)?.lastResortAt).toBeUndefined();
  });
});

describe("what is consent by itself", () => {
  test.each([true, false])("a pin to the metered profile (strict: %s)", (strict) => {
    const pin = pinned({ profileId: "anthropic:key", strict });
    expect(decide(input(flatOut, { pin })).choice?.profileId).toBe("anthropic:key");
  });

  test("but not a pin to a flat one, when a metered credential comes to stand under its id", () => {
    const pin = pinned({ profileId: "anthropic:key", flat: true });
    const locked = decide(input(emptyUsage, { pin }));
    expect(states(locked)).toEqual(["anthropic:key mode_mismatch"]);
    expect(locked.choice).toBeUndefined();
    const spare = profile("anthropic:spare", { type: "api_key" });
    const soft = pinned({ profileId: "anthropic:key", flat: true, strict: false });
    expect(states(decide(world([metered, spare], { pin: soft })))).toEqual([
      "anthropic:key mode_mismatch",
      "anthropic:spare needs_consent",
    ]);
  });

  test("an order that begins with it", () => {
    const first = orders({ config: { anthropic: ["anthropic:key", "anthropic:max"] } });
    expect(decide(input(flatOut, { orders: first })).choice?.profileId).toBe("anthropic:key");
  });
});

describe("auth.crossBilling", () => {
  test("allow: the metered one is taken, and the trace says whose place it takes", () => {
    const decision = decide(input(flatOut, { crossBilling: "allow" }));
    expect(decision.choice?.profileId).toBe("anthropic:key");
    expect(decision.trace.at(-1)).toMatchObject({ consent: "given", standsInFor: ["anthropic:max"] });
  });

  test("deny: never, whatever was consented to before", () => {
    const consents = [consent(input(flatOut))];
    const decision = decide(input(flatOut, { crossBilling: "deny", consents }));
    expect(decision.choice).toBeUndefined();
    expect(decision.trace.at(-1)).toMatchObject({ state: "needs_consent", reason: "denied" });
  });
});

describe("a consent", () => {
  const consents = [consent(input(flatOut))];

  test("lets the metered one answer, and the flat one wins as soon as it is ready", () => {
    expect(decide(input(flatOut, { consents })).choice?.profileId).toBe("anthropic:key");
    expect(decide(input(flatOut, { consents, now: t0 + hour })).choice?.profileId).toBe("anthropic:max");
  });

  test("holds when the flat one's probe fails: it was not back", () => {
    const again = fails(flatOut, "anthropic:max", "rate_limit", t0 + minute);
    const decision = decide(input(again, { consents, now: t0 + minute + second }));
    expect(decision.choice?.profileId).toBe("anthropic:key");
  });

  test("ends with the flat one's first success", () => {
    const back = succeeds(flatOut, "anthropic:max", t0 + minute);
    const outAgain = fails(back, "anthropic:max", "rate_limit", t0 + 2 * minute);
    expect(decide(input(outAgain, { consents, now: t0 + 2 * minute + second })).choice).toBeUndefined();
  });

  test("outlasts a success for another model, since this one's window goes on", () => {
    const stated = afterFailure(emptyUsage, {
      profileId: "anthropic:max",
      model: "opus",
      now: t0,
      failure: { class: "rate_limit", retryAt: t0 + 5 * hour },
    });
    const given = [consent(input(stated))];
    const elsewhere = succeeds(stated, "anthropic:max", t0 + minute, "haiku");
    const decision = decide(input(elsewhere, { consents: given, now: t0 + 2 * minute }));
    expect(decision.choice?.profileId).toBe("anthropic:key");
  });

  test("ends with a success for the model that it was given for, although another one's window began with that one's", () => {
    const out = fails(flatOut, "anthropic:max", "rate_limit", t0, "haiku");
    const given = [consent(input(out, { defaultModel: { provider: "anthropic", model: "haiku" } }))];
    const back = succeeds(out, "anthropic:max", t0 + second, "haiku");
    expect(decide(input(back, { consents: given, now: t0 + 2 * second })).choice).toBeUndefined();
  });

  test("is for the flat ones that were out then: another one that goes out asks again", () => {
    const three = { profiles: world([flat, second_, metered]).profiles };
    const bothOut = fails(flatOut, "anthropic:team");
    expect(decide(input(bothOut, { ...three, consents })).choice).toBeUndefined();
  });

  test("is for one profile: another metered one asks for itself", () => {
    const keys = [flat, metered, profile("anthropic:spare", { type: "api_key" })];
    const three = { profiles: world(keys).profiles, orders: orders() };
    const out = fails(flatOut, "anthropic:key");
    expect(states(decide(input(out, { ...three, consents })))).toContain("anthropic:spare needs_consent");
  });

  test("to a profile that comes again behind a fallback holds for that as well", () => {
    const first = orders({ config: { anthropic: ["anthropic:key", "anthropic:max"] } });
    const out = fails(fails(flatOut, "anthropic:key"), "anthropic:max", "rate_limit", t0, "haiku");
    const more = { orders: first, fallbacks: [ref("anthropic/haiku")] };
    const asked = input(out, more);
    expect(states(decide(asked))).toContain("anthropic:key needs_consent");
    expect(decide(input(out, { ...more, consents: [consent(asked)] })).choice?.model.model).toBe("haiku");
  });

  test("does not come back to life when the clock is set back", () => {
    const back = succeeds(flatOut, "anthropic:max", t0 - day);
    const outAgain = fails(back, "anthropic:max", "rate_limit", t0 - day + minute);
    const decision = decide(input(outAgain, { consents, now: t0 - day + minute + second }));
    expect(decision.choice).toBeUndefined();
  });

  test("is not needed, so not recorded, while no flat one before it is out", () => {
    const to = input(emptyUsage);
    expect(consentFor(decide(to).trace, "anthropic:key", { usage: to.usage, by: "x", at: t0 })).toBeUndefined();
  });
});

test("what is known of the flat ones is looked up once, however many metered ones stand behind them", () => {
  const many = Array.from({ length: 40 }, (_, index) => index);
  const flats = many.map((index) => profile(`anthropic:flat-${index}`));
  const keys = many.map((index) => profile(`anthropic:key-${index}`, { type: "api_key" }));
  const usage = flats.reduce((before, { id }) => fails(before, id), emptyUsage);
  let looked = 0;
  const count = (): UsageDocument => {
    looked += 1;
    return usage;
  };
  const { trace } = decide(world([...flats, ...keys], { usage: count, now: t0 + second }));
  expect(trace.filter(({ state }) => state === "needs_consent")).toHaveLength(keys.length);
  expect(looked).toBeLessThanOrEqual(4 * trace.length);
});

test("a cleared block is no break in consent by itself, and the flat one is next", () => {
  const consents = [consent(input(flatOut))];
  const cleared = clearProfile(flatOut, "anthropic:max");
  expect(decide(input(cleared, { consents })).choice?.profileId).toBe("anthropic:max");
});

describe("a conversation without a written order stays with its cache", () => {
  const keys = ["a", "b", "c"].map((name) => profile(`anthropic:${name}`, { type: "api_key" }));
  const rested = { ...emptyUsage, profiles: { "anthropic:a": { lastUsed: 1, windows: {} } } };

  test("on the profile it used last, although others rested longer", () => {
    const decision = decide(world(keys, { usage: () => rested, lastProfile: () => "anthropic:a" }));
    expect(decision.choice?.profileId).toBe("anthropic:a");
    expect(decision.rule).toBe("kept_for_cache");
  });

  test("but never past a written order", () => {
    const written = orders({ stored: { anthropic: ["anthropic:b", "anthropic:a"] } });
    const decision = decide(world(keys, { orders: written, lastProfile: () => "anthropic:a" }));
    expect(decision.choice?.profileId).toBe("anthropic:b");
    expect(decision.rule).toBe("first_in_order");
  });

  test("but not past a flat one, ready or not", () => {
    const decision = decide(world([flat, ...keys], { lastProfile: () => "anthropic:b" }));
    expect(states(decision).slice(0, 2)).toEqual(["anthropic:max ready", "anthropic:b ready"]);
  });
});

describe("where nobody ranked the accounts a flat one stands before every metered one", () => {
  const prepaid = profile("anthropic:prepaid", { type: "api_key", billing: "flat" });
  const rented = profile("anthropic:rented", { type: "token", billing: "metered" });
  const used = succeeds(emptyUsage, "anthropic:prepaid", t0 - hour);

  test.each([metered, rented])("of the same kind or of another, however long that one rested: $id", (other) => {
    const ready = decide(world([other, prepaid], { usage: () => used }));
    expect(ready.choice?.profileId).toBe("anthropic:prepaid");
    const out = fails(used, "anthropic:prepaid", "rate_limit", t0 - second);
    const lastProfile = () => "anthropic:prepaid";
    expect(states(decide(world([other, prepaid], { usage: () => out, lastProfile })))).toEqual([
      "anthropic:prepaid cooldown",
      `${other.id} needs_consent`,
    ]);
  });

  test("also one that the configuration announces and that is not there", () => {
    const named = orders({ named: { anthropic: ["anthropic:key", "anthropic:max"] } });
    const announced = (id: string) => (id === "anthropic:max" ? ("flat" as const) : undefined);
    const decision = decide(world([metered], { orders: named, announced }));
    expect(states(decision)).toEqual(["anthropic:max unknown_profile", "anthropic:key needs_consent"]);
    expect(decision.choice).toBeUndefined();
  });
});

test("over any past: no metered account is chosen behind a flat one that is out unless somebody said so", () => {
  const pool = [flat, second_, metered, other];
  const classes: FailureClass[] = ["rate_limit", "timeout", "billing", "auth", "model_not_found", "unknown"];
  const step = fc.record({
    id: fc.constantFrom(...pool.map(({ id }) => id)),
    kind: fc.constantFrom<FailureClass | "ok">(...classes, "ok"),
    after: fc.integer({ min: -day, max: day }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (past, isOrdered) => {
      let now = t0;
      let usage = emptyUsage;
      for (const { id, kind, after } of past) {
        now += after;
        usage = kind === "ok" ? succeeds(usage, id, now) : fails(usage, id, kind, now);
      }
      const to = world(pool, {
        usage: () => usage,
        now,
        fallbacks: [ref("openai/gpt")],
        ...(isOrdered ? { orders: ordered } : {}),
      });
      const { trace, choice } = decide(to);
      expect(choiceOf(trace)).toEqual(choice);
      const index = trace.findIndex(({ next }) => next);
      const taken = trace[index];
      if (taken?.billing !== "metered") return;
      const before = trace.slice(0, index).filter(({ billing }) => billing === "flat");
      expect(before.filter((one) => one.state === "cooldown" || one.state === "disabled" || isUsable(one))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
