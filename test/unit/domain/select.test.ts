import fc from "fast-check";
import { isUsable } from "../../../src/domain/candidate.js";
import { afterFailure, afterSuccess } from "../../../src/domain/cooldown.js";
import type { FailureClass } from "../../../src/domain/failure.js";
import { formatModelRef } from "../../../src/domain/model-ref.js";
import { type Profile, toProfile } from "../../../src/domain/profile-set.js";
import { Secret } from "../../../src/domain/secret.js";
import { type Decision, type DecisionInput, decide } from "../../../src/domain/select.js";
import { emptyUsage, type UsageDocument } from "../../../src/domain/usage-document.js";
import {
  choiceOf,
  day,
  fromEnvironment,
  hour,
  minute,
  opus,
  orders,
  pinned,
  profile,
  profileSet,
  ref,
  second,
  t0,
  world,
} from "./world.js";

const haiku = ref("anthropic/haiku");
const gpt = ref("openai/gpt");
const stored = (...ids: string[]) => orders({ stored: { anthropic: ids } });

/** What a profile went through, each so long ago. */
function usage(...failures: readonly [id: string, kind: FailureClass | "used", ago: number, model?: string][]) {
  const document = failures.reduce((before: UsageDocument, [profileId, kind, ago, model = "opus"]) => {
    const facts = { profileId, model, now: t0 - ago };
    return kind === "used" ? afterSuccess(before, facts) : afterFailure(before, { ...facts, failure: { class: kind } });
  }, emptyUsage);
  return { usage: () => document };
}
const chosen = (decision: Decision): string | undefined => decision.choice?.profileId;
const states = ({ trace }: Decision): string[] => trace.map(({ profileId, state }) => `${profileId} ${state}`);

describe("states", () => {
  const sound = profile("anthropic:work");
  type Row = readonly [state: string, profile: Profile | undefined, more: Partial<DecisionInput>, extra?: object];
  const rows: readonly Row[] = [
    ["ready", sound, {}],
    ["ready", profile("anthropic:work", { expires: t0 + day }), {}],
    ["expiring", profile("anthropic:work", { expires: t0 + day - 1 }), {}, { until: t0 + day - 1 }],
    ["expiring", profile("anthropic:work", { expires: t0 + 1 }), {}],
    ["expired", profile("anthropic:work", { expires: t0 }), {}, { until: t0 }],
    ["expired", profile("anthropic:work", { expires: t0 - day }), {}],
    ["ready", profile("anthropic:work", { type: "oauth", refreshable: true, expires: t0 - day }), {}],
    ["ready", profile("anthropic:work", { type: "oauth", refreshable: true, expires: t0 + hour }), {}],
    ["expired", profile("anthropic:work", { type: "oauth", expires: t0 - 1 }), {}],
    ["cooldown", sound, usage(["anthropic:work", "rate_limit", second]), { reason: "rate_limit", until: t0 + 29_000 }],
    ["ready", sound, usage(["anthropic:work", "rate_limit", second, "haiku"])],
    ["disabled", sound, usage(["anthropic:work", "billing", second, "haiku"]), { reason: "billing" }],
    ["probing", sound, usage(["anthropic:work", "billing", hour])],
    ["missing_credential", { ...sound, fault: "missing_credential" }, {}],
    ["invalid_expires", { ...sound, fault: "invalid_expires" }, {}],
    ["unresolved_ref", { ...sound, fault: "unresolved_ref", faultDetail: "WORK_KEY" }, {}, { reason: "WORK_KEY" }],
    ["mode_mismatch", { ...sound, fault: "mode_mismatch" }, {}],
    ["needs_login", { ...sound, fault: "needs_login" }, {}],
    ["provider_mismatch", { ...sound, fault: "provider_mismatch" }, {}],
    ["provider_mismatch", { ...sound, provider: "openai" }, {}, { reason: "openai" }],
    ["not_permitted", sound, { mayRide: () => false }],
    ["unknown_profile", undefined, {}, { unproven: true }],
    // What is the matter with a hidden profile would tell that it is there.
    ["not_permitted", { ...sound, fault: "missing_credential" }, { mayRide: () => false }],
    ["not_permitted", { ...sound, provider: "openai" }, { mayRide: () => false }],
    ["not_permitted", { ...sound, expires: 5 }, { mayRide: () => false }],
  ];
  test.each(rows.map(([state, candidate, more, extra = {}]) => ({ state, candidate, more, extra })))(
    "$state",
    (row) => {
      const { state, candidate, more, extra } = row;
      const decision = decide(world(candidate ? [candidate] : [], { orders: stored("anthropic:work"), ...more }));
      expect(decision.trace).toEqual([expect.objectContaining({ profileId: "anthropic:work", state, ...extra })]);
      expect(decision.choice !== undefined).toBe(["ready", "expiring", "probing"].includes(state));
    },
  );

  test("a candidate tells whether it may be refreshed, was proven, and who pays", () => {
    const profiles = [
      profile("anthropic:work", { type: "oauth", refreshable: true, expires: t0 - 1 }),
      profile("anthropic:key", { type: "api_key" }),
    ];
    const [work, key] = decide(world(profiles, usage(["anthropic:work", "used", minute]))).trace;
    expect(work).toMatchObject({
      refreshable: true,
      unproven: false,
      lastGood: t0 - minute,
      billing: "flat",
      next: true,
    });
    expect(key).toMatchObject({ refreshable: false, unproven: true, billing: "metered", next: false });
  });
});

describe("order", () => {
  const three = [profile("anthropic:a"), profile("anthropic:b"), profile("anthropic:c")];

  test("a written order is kept as written", () => {
    const decision = decide(world(three, { orders: stored("anthropic:c", "anthropic:a") }));
    expect(states(decision)).toEqual(["anthropic:c ready", "anthropic:a ready"]);
    expect(decision).toMatchObject({ source: "stored_order", modelSource: "default" });
  });

  test("an environment key that the order does not name is used only through a pin", () => {
    const profiles = [profile("anthropic:a", { fault: "missing_credential" }), fromEnvironment("anthropic:env")];
    const written = { orders: stored("anthropic:a") };
    expect(chosen(decide(world(profiles, written)))).toBeUndefined();
    const viaPin = decide(world(profiles, { ...written, pin: pinned({ profileId: "anthropic:env" }) }));
    expect(chosen(viaPin)).toBe("anthropic:env");
  });

  test("an unknown id of an order is skipped and shown", () => {
    const decision = decide(world(three, { orders: stored("anthropic:nobody", "constructor", "anthropic:b") }));
    expect(states(decision)).toEqual([
      "anthropic:nobody unknown_profile",
      "constructor unknown_profile",
      "anthropic:b ready",
    ]);
  });

  test("an empty order has no choice, and says whose order it is", () => {
    expect(decide(world(three, { orders: stored() }))).toMatchObject({ source: "stored_order", trace: [] });
  });

  test("without an order: oauth, then token, then key; within a type whoever rested longest; ties by id", () => {
    const profiles = [
      profile("anthropic:k", { type: "api_key", billing: "flat" }),
      profile("anthropic:t2"),
      profile("anthropic:t1"),
      profile("anthropic:t0"),
      profile("anthropic:o", { type: "oauth", refreshable: true }),
    ];
    const used = usage(
      ["anthropic:t0", "used", minute],
      ["anthropic:t1", "used", hour],
      ["anthropic:o", "used", second],
    );
    expect(decide(world(profiles, used)).trace.map(({ profileId }) => profileId)).toEqual([
      "anthropic:o",
      "anthropic:t2",
      "anthropic:t1",
      "anthropic:t0",
      "anthropic:k",
    ]);
    expect(decide(world(profiles.toReversed())).trace.map(({ profileId }) => profileId)).toEqual([
      "anthropic:o",
      "anthropic:t0",
      "anthropic:t1",
      "anthropic:t2",
      "anthropic:k",
    ]);
  });
});

test("why somebody won does not tell of an account that the person may not use", () => {
  const two = [profile("anthropic:a"), profile("anthropic:b")];
  const hidden = { mayRide: ({ id }: { id: string }) => id !== "anthropic:a" };
  const written = { orders: stored("anthropic:a", "anthropic:b") };
  expect(decide(world(two, { ...written, ...hidden })).rule).toBe("first_in_order");
  expect(decide(world(two, { ...written, ...usage(["anthropic:a", "rate_limit", second]) })).rule).toBe(
    "next_in_order",
  );
  expect(decide(world(two, hidden)).rule).toBe("only_one");
  expect(decide(world(two)).rule).toBe("rested_longest");
});

test("a decision says when the first of its states changes by itself", () => {
  const ending = [
    profile("anthropic:a", { expires: t0 + 2 * hour }),
    profile("anthropic:b", { expires: t0 + 3 * day }),
    profile("anthropic:c"),
  ];
  const changes = (ids: string[], past = {}) =>
    decide(world(ending, { orders: stored(...ids), ...past })).validUntil - t0;
  expect(changes(["anthropic:c"])).toBe(Number.POSITIVE_INFINITY);
  expect(changes(["anthropic:b", "anthropic:c"])).toBe(2 * day);
  const all = ["anthropic:a", "anthropic:b", "anthropic:c"];
  const resting = usage(["anthropic:c", "rate_limit", 10 * second]);
  for (const ids of [all, all.toReversed()]) {
    expect(changes(ids)).toBe(2 * hour);
    expect(changes(ids, resting)).toBe(20 * second);
  }
  // For want of another it may be tried before its rest is over, and where its rest is long once an hour.
  expect(changes(["anthropic:c"], usage(["anthropic:c", "timeout", 2 * second]))).toBe(3 * second);
  const failure = { class: "rate_limit", retryAt: t0 + 5 * hour } as const;
  const limited = afterFailure(emptyUsage, { profileId: "anthropic:c", model: "opus", now: t0 - second, failure });
  expect(changes(["anthropic:c"], { usage: () => limited })).toBe(hour - second);
});

describe("stickiness", () => {
  const two = [profile("anthropic:a"), profile("anthropic:b")];
  const last = { lastProfile: () => "anthropic:b" };

  test("a conversation stays on the profile it used last where nobody ranked them", () => {
    expect(chosen(decide(world(two)))).toBe("anthropic:a");
    expect(chosen(decide(world(two, last)))).toBe("anthropic:b");
    const three = decide(world([...two, profile("anthropic:c")], last));
    expect(three.trace.map(({ profileId }) => profileId)).toEqual(["anthropic:b", "anthropic:a", "anthropic:c"]);
  });

  test("a written order wins as soon as its first is ready", () => {
    expect(chosen(decide(world(two, { ...last, orders: stored("anthropic:a", "anthropic:b") })))).toBe("anthropic:a");
    const byConfig = orders({ config: { anthropic: ["anthropic:a", "anthropic:b"] } });
    expect(chosen(decide(world(two, { ...last, orders: byConfig })))).toBe("anthropic:a");
  });

  test("a soft pin wins as soon as it is ready", () => {
    const pin = pinned({ profileId: "anthropic:a", strict: false });
    expect(chosen(decide(world(two, { ...last, pin })))).toBe("anthropic:a");
  });

  test("a flat profile wins over a metered one that was used meanwhile", () => {
    const profiles = [profile("anthropic:a"), profile("anthropic:b", { type: "api_key" })];
    expect(chosen(decide(world(profiles, last)))).toBe("anthropic:a");
  });

  test("nobody stays on what cannot be used, is hidden, or is not there any more", () => {
    const gone = { lastProfile: () => "anthropic:gone" };
    expect(chosen(decide(world(two, gone)))).toBe("anthropic:a");
    expect(chosen(decide(world(two, { ...last, mayRide: ({ id }) => id !== "anthropic:b" })))).toBe("anthropic:a");
    expect(chosen(decide(world(two, { ...last, ...usage(["anthropic:b", "rate_limit", second]) })))).toBe(
      "anthropic:a",
    );
  });
});

describe("pins and fallbacks", () => {
  const profiles = [profile("anthropic:a"), profile("anthropic:b"), profile("openai:c")];
  const all = { fallbacks: [haiku, gpt] };
  const models = ({ trace }: Decision): string[] => [...new Set(trace.map(({ model }) => formatModelRef(model)))];

  test("without a pin the default's candidates come first, then each fallback's", () => {
    const decision = decide(world(profiles, all));
    expect(models(decision)).toEqual(["anthropic/opus", "anthropic/haiku", "openai/gpt"]);
    const broken = usage(["anthropic:a", "auth_permanent", 1], ["anthropic:b", "auth_permanent", 1]);
    expect(decide(world(profiles, { ...all, ...broken })).choice).toEqual({ profileId: "openai:c", model: gpt });
  });

  test.each<readonly [what: string, pin: Parameters<typeof pinned>[0], models: string[], profiles: string[]]>([
    ["a model chosen by a person", { model: "anthropic/haiku" }, ["anthropic/haiku"], ["anthropic:a", "anthropic:b"]],
    [
      "a model chosen softly",
      { model: "anthropic/haiku", strict: false },
      ["anthropic/haiku", "openai/gpt"],
      ["anthropic:a", "anthropic:b", "openai:c"],
    ],
    ["a pinned profile", { profileId: "anthropic:b" }, ["anthropic/opus"], ["anthropic:b"]],
    [
      "a profile pinned softly",
      { profileId: "anthropic:b", strict: false },
      ["anthropic/opus"],
      ["anthropic:b", "anthropic:a"],
    ],
    ["both", { model: "openai/gpt", profileId: "openai:c" }, ["openai/gpt"], ["openai:c"]],
    [
      "both, softly",
      { model: "anthropic/haiku", profileId: "anthropic:b", strict: false },
      ["anthropic/haiku"],
      ["anthropic:b", "anthropic:a"],
    ],
    [
      "nothing, which is the agent's own choice",
      {},
      ["anthropic/opus", "anthropic/haiku", "openai/gpt"],
      ["anthropic:a", "anthropic:b", "openai:c"],
    ],
  ])("%s brings exactly these models and profiles", (_, pin, wantedModels, wantedProfiles) => {
    const decision = decide(world(profiles, { ...all, pin: pinned(pin) }));
    expect(models(decision)).toEqual(wantedModels);
    expect([...new Set(decision.trace.map(({ profileId }) => profileId))]).toEqual(wantedProfiles);
  });

  test.each(["once", "pin", "inherited"] as const)("a choice tells that it came from %s", (layer) => {
    expect(decide(world(profiles, { pin: pinned({ profileId: "anthropic:b" }, layer) })).source).toBe(layer);
    expect(decide(world(profiles, { pin: pinned({ model: "anthropic/haiku" }, layer) }))).toMatchObject({
      modelSource: layer,
      source: "all_profiles",
    });
  });

  test("a pinned profile needs nobody's permission but that of who pinned it; the others of a soft pin do", () => {
    const mayRide = (): boolean => false;
    expect(chosen(decide(world(profiles, { mayRide, pin: pinned({ profileId: "anthropic:b" }) })))).toBe("anthropic:b");
    const soft = decide(world(profiles, { mayRide, pin: pinned({ profileId: "anthropic:b", strict: false }) }));
    expect(states(soft)).toEqual(["anthropic:b ready", "anthropic:a not_permitted"]);
  });

  test("a person who pins a cooling profile is believed, until it fails again", () => {
    const cooling = usage(["anthropic:b", "rate_limit", minute]);
    const pin = (at: number) => ({ pin: pinned({ profileId: "anthropic:b", at }), ...cooling, now: t0 - 40 * second });
    expect(decide(world(profiles, pin(t0 - 2 * minute))).trace[0]?.state).toBe("cooldown");
    expect(decide(world(profiles, pin(t0 - 50 * second))).trace[0]?.state).toBe("probing");
  });

  test("without any model there is no decision", () => {
    const { defaultModel: _, ...rest } = world(profiles);
    expect(decide(rest)).toMatchObject({ trace: [], source: "none", modelSource: "default" });
    expect(chosen(decide({ ...rest, pin: pinned({ model: "openai/gpt" }) }))).toBe("openai:c");
  });
});

describe("always", () => {
  const names = ["a", "b", "c", "d", "Z", "constructor", "__proto__", "é"];
  const id = fc.constantFrom(...names).map((name) => `anthropic:${name}`);
  const kinds: FailureClass[] = ["rate_limit", "overloaded", "timeout", "auth", "auth_permanent", "billing", "unknown"];
  const aProfile = fc.record({
    id,
    type: fc.constantFrom("oauth" as const, "token" as const, "api_key" as const),
    billing: fc.constantFrom("flat" as const, "metered" as const),
    refreshable: fc.boolean(),
    expires: fc.option(fc.integer({ min: t0 - 2 * day, max: t0 + 2 * day }), { nil: undefined }),
    fault: fc.option(fc.constantFrom("missing_credential" as const, "unresolved_ref" as const), {
      nil: undefined,
      freq: 6,
    }),
    hidden: fc.boolean(),
  });
  const failures = fc.array(
    fc.tuple(
      id,
      fc.constantFrom(...kinds, "used" as const),
      fc.integer({ min: 1, max: 2 * hour }),
      fc.constantFrom("opus", "haiku"),
    ),
    { maxLength: 8 },
  );
  const aPin = fc.record({
    model: fc.option(fc.constantFrom("anthropic/opus", "anthropic/haiku", "openai/gpt"), { nil: undefined }),
    profileId: fc.option(id, { nil: undefined }),
    strict: fc.boolean(),
    at: fc.integer({ min: t0 - hour, max: t0 }),
  });
  const aWorld = fc
    .record({
      profiles: fc.uniqueArray(aProfile, { selector: (one) => one.id, maxLength: 6 }),
      order: fc.option(fc.uniqueArray(id, { maxLength: 5 }), { nil: undefined }),
      failures,
      pin: fc.option(aPin, { nil: undefined }),
      last: fc.option(id, { nil: undefined }),
      crossBilling: fc.constantFrom("ask" as const, "allow" as const, "deny" as const),
    })
    .map(({ profiles, order, failures: past, pin, last, crossBilling }): DecisionInput => {
      const hidden = new Set(profiles.filter((one) => one.hidden).map((one) => one.id));
      const clean = <T extends object>(fields: T): T =>
        Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
      return world(
        profiles.map(({ hidden: _, ...one }) => profile(one.id, clean(one) as Partial<Profile>)),
        {
          fallbacks: [haiku, gpt],
          crossBilling,
          orders: order ? stored(...order) : orders(),
          ...usage(...past.toSorted((a, b) => b[2] - a[2])),
          ...(pin ? { pin: pinned(clean(pin)) } : {}),
          ...(last ? { lastProfile: () => last } : {}),
          mayRide: (one) => !hidden.has(one.id),
        },
      );
    });

  test("the trace alone re-derives the choice, and marks it as next", () => {
    fc.assert(
      fc.property(aWorld, (input) => {
        const { choice, trace } = decide(input);
        expect(choiceOf(trace)).toEqual(choice);
        expect(choiceOf(JSON.parse(JSON.stringify(trace)))).toEqual(choice);
        const next = trace.filter((candidate) => candidate.next);
        expect(next.map(({ profileId, model }) => ({ profileId, model }))).toEqual(choice ? [choice] : []);
      }),
      { numRuns: 1500 },
    );
  });

  test("a user's pin never falls through to another account", () => {
    let strict = 0;
    fc.assert(
      fc.property(aWorld, ({ pin, ...input }) => {
        if (pin?.pin.profileId === undefined) return;
        const decision = decide({ ...input, pin });
        const wanted = pin.pin.profileId;
        if (pin.pin.strict) {
          strict++;
          expect(decision.trace.map(({ profileId }) => profileId)).toEqual([wanted]);
          expect([undefined, wanted]).toContain(chosen(decision));
          return;
        }
        // A soft pin stays with its model and inside the order.
        const { pin: _, ...unpinned } = input as DecisionInput;
        const model = decision.model ?? opus;
        const order = decide({ ...unpinned, defaultModel: model, fallbacks: [] });
        const inside = [wanted, ...order.trace.map(({ profileId }) => profileId)];
        for (const candidate of decision.trace) {
          expect(inside).toContain(candidate.profileId);
          expect(candidate.model).toEqual(model);
        }
        expect(decision.trace[0]?.profileId).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
    expect(strict).toBeGreaterThan(200);
  });

  test("a model that a person chose is the only one that is asked", () => {
    fc.assert(
      fc.property(aWorld, (input) => {
        const { pin } = input;
        if (pin?.pin.model === undefined || !pin.pin.strict) return;
        for (const { model } of decide(input).trace) expect(formatModelRef(model)).toBe(pin.pin.model);
      }),
      { numRuns: 1000 },
    );
  });

  test("nobody who is not permitted, does not exist or has a fault is ever chosen", () => {
    fc.assert(
      fc.property(aWorld, (input) => {
        const { choice, trace } = decide(input);
        if (!choice) return;
        const found = input.profiles.byId.get(choice.profileId);
        expect(found?.fault).toBeUndefined();
        expect(found && (input.mayRide(found) || input.pin?.pin.profileId === found.id)).toBe(true);
        expect(trace.filter(isUsable)[0]?.profileId).toBe(choice.profileId);
      }),
      { numRuns: 1500 },
    );
  });

  test("each candidate is there once per model", () => {
    fc.assert(
      fc.property(aWorld, (input) => {
        const keys = decide(input).trace.map(({ profileId, model }) => `${profileId} ${formatModelRef(model)}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("with all healthy the first of a written order answers, whatever the profiles are called", () => {
    const order = fc.uniqueArray(id, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(order, order, (ids, others) => {
        const inOrder = (list: string[]): Decision =>
          decide(
            world(
              list.map((one) => profile(one)),
              { orders: stored(...list), lastProfile: () => list.at(-1) },
            ),
          );
        expect(inOrder(ids).trace.map(({ profileId }) => profileId)).toEqual(ids);
        expect(chosen(inOrder(ids))).toBe(ids[0]);
        expect(chosen(inOrder(others))).toBe(others[0]);
      }),
    );
  });

  test("a decision depends on nothing but its input, and leaves that as it was", () => {
    fc.assert(
      fc.property(aWorld, (input) => {
        const before = JSON.stringify(input.usage("anthropic"));
        const clock = Date.now;
        const random = Math.random;
        Date.now = () => {
          throw new Error("a decision read the clock");
        };
        Math.random = () => {
          throw new Error("a decision rolled dice");
        };
        try {
          expect(decide(input)).toEqual(decide({ ...input, now: t0 }));
        } finally {
          Date.now = clock;
          Math.random = random;
        }
        expect(JSON.stringify(input.usage("anthropic"))).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test("the order in which profiles were stored decides nothing", () => {
    fc.assert(
      fc.property(aWorld, (input) => {
        const reversed = profileSet([...input.profiles.byId.values()].toReversed());
        expect(decide({ ...input, profiles: reversed })).toEqual(decide(input));
      }),
      { numRuns: 500 },
    );
  });

  test("until a decision says that it may change, time alone does not change it", () => {
    fc.assert(
      fc.property(aWorld, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (input, part) => {
        const { trace, validUntil } = decide(input);
        const until = Math.min(validUntil, t0 + 3 * day);
        if (until <= t0) return;
        expect(decide({ ...input, now: t0 + Math.floor(part * (until - t0)) }).trace).toEqual(trace);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("what is known of a credential", () => {
  const source = { kind: "own" } as const;
  const secret = new Secret("sk-canary");

  test.each([
    [{ type: "api_key", provider: "anthropic" }, "missing_credential"],
    [{ type: "token", provider: "anthropic" }, "missing_credential"],
    [{ type: "oauth", provider: "anthropic" }, "missing_credential"],
    [{ type: "oauth", provider: "anthropic", refresh: secret }, undefined],
    [{ type: "token", provider: "anthropic", tokenRef: { source: "env", id: "A" } }, undefined],
    [{ type: "token", provider: "anthropic", token: secret, expires: Number.NaN }, "invalid_expires"],
    [{ type: "token", provider: "anthropic", token: secret, expires: 0 }, "invalid_expires"],
    [{ type: "token", provider: "anthropic", token: secret, expires: -1 }, "invalid_expires"],
    [{ type: "token", provider: "anthropic", token: secret, expires: 8.65e15 }, "invalid_expires"],
    [{ type: "token", provider: "anthropic", token: secret, expires: 8.64e15 }, undefined],
    [{ type: "token", provider: "openai", token: secret }, "provider_mismatch"],
    [{ type: "token", provider: "ANTHROPIC", token: secret }, undefined],
  ] as const)("%j has the fault %s", (credential, fault) => {
    expect(toProfile("anthropic:work", credential, {}, source).fault).toBe(fault);
  });

  test.each([
    ["oauth", "token", undefined],
    ["oauth", "api_key", "mode_mismatch"],
    ["token", "oauth", "mode_mismatch"],
    ["api_key", "token", "mode_mismatch"],
    ["api_key", "api_key", undefined],
  ] as const)("announced as %s and stored as %s is %s", (mode, type, fault) => {
    const value = type === "api_key" ? { key: secret } : type === "token" ? { token: secret } : { access: secret };
    expect(toProfile("anthropic:work", { type, provider: "anthropic", ...value }, { mode }, source).fault).toBe(fault);
  });

  test("keys are metered, tokens and logins flat, unless the configuration says otherwise", () => {
    const billing = (type: "api_key" | "token" | "oauth", said?: "flat" | "metered") =>
      toProfile("a:b", { type, provider: "a" }, said === undefined ? {} : { billing: said }, source).billing;
    expect([billing("api_key"), billing("token"), billing("oauth")]).toEqual(["metered", "flat", "flat"]);
    expect([billing("api_key", "flat"), billing("oauth", "metered")]).toEqual(["flat", "metered"]);
  });
});
