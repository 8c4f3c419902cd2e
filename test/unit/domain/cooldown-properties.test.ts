import fc from "fast-check";
import {
  afterFailure,
  afterSuccess,
  blocksOf,
  lastResortAt,
  stateOf,
  takeLease,
} from "../../../src/domain/cooldown.js";
import { failureClasses } from "../../../src/domain/failure.js";
import {
  emptyUsage,
  parseUsage,
  serializeUsage,
  type UsageDocument,
  windowOf,
} from "../../../src/domain/usage-document.js";

const t0 = Date.parse("2026-11-03T12:00:00Z");
const second = 1000;
const hour = 3_600_000;
const day = 24 * hour;
const profiles = ["anthropic:work", "anthropic:home", "constructor:__proto__", "__proto__"];
const models = ["opus", "haiku", "__proto__", "constructor"];

const subject = { profileId: fc.constantFrom(...profiles), model: fc.constantFrom(...models) };
const forward = fc.oneof(fc.integer({ min: 0, max: 40 * second }), fc.integer({ min: 0, max: 2 * hour }));
const failure = fc.record({
  kind: fc.constant("failure" as const),
  ...subject,
  class: fc.constantFrom(...failureClasses),
  retryIn: fc.option(fc.integer({ min: -hour, max: 40 * day }), { nil: undefined }),
  holder: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
});
const success = fc.record({ kind: fc.constant("success" as const), ...subject });
const lease = fc.record({
  kind: fc.constant("lease" as const),
  ...subject,
  holder: fc.constantFrom("a", "b", "c"),
  lastResort: fc.boolean(),
});
const act = fc.oneof({ weight: 5, arbitrary: failure }, success, { weight: 2, arbitrary: lease });
type Act = (typeof act)["generate"] extends (...of: never[]) => { value: infer Value } ? Value : never;

const steps = (jump: fc.Arbitrary<number>) => fc.array(fc.tuple(jump, act), { maxLength: 40 });
const straight = steps(forward);
const jumping = steps(fc.oneof(forward, fc.constantFrom(-day, day, -hour, -10 * second)));

function applied(usage: UsageDocument, one: Act, now: number): UsageDocument {
  const { profileId, model } = one;
  if (one.kind === "success") return afterSuccess(usage, { profileId, model, now });
  if (one.kind === "lease")
    return takeLease(usage, { profileId, model, now, holder: one.holder, lastResort: one.lastResort }) ?? usage;
  const stated = one.retryIn === undefined ? {} : { retryAt: now + one.retryIn };
  const holder = one.holder === undefined ? {} : { holder: one.holder };
  return afterFailure(usage, { profileId, model, now, failure: { class: one.class, ...stated }, ...holder });
}

function play(
  history: readonly (readonly [number, Act])[],
  look: (before: UsageDocument, after: UsageDocument, one: Act, now: number) => void,
): void {
  let usage: UsageDocument = emptyUsage;
  let now = t0;
  for (const [passed, one] of history) {
    now += passed;
    const after = applied(usage, one, now);
    look(usage, after, one, now);
    usage = after;
  }
}

const endOf = (usage: UsageDocument, block: { profileId: string; model?: string }, now: number) =>
  blocksOf(usage, now).find(({ profileId, model }) => profileId === block.profileId && model === block.model)?.until;

test("a window's end never moves earlier by itself; later only by a stated time that is longer", () => {
  fc.assert(
    fc.property(jumping, (history) => {
      play(history, (before, after, one, now) => {
        for (const block of blocksOf(before, now)) {
          const end = endOf(after, block, now);
          if (one.kind === "success" && one.profileId === block.profileId && (block.model ?? one.model) === one.model) {
            expect(end).toBeUndefined();
          } else if (end !== block.until) {
            expect(one.kind === "failure" && one.retryIn !== undefined && end === now + one.retryIn).toBe(true);
            expect(end).toBeGreaterThan(block.until);
          }
        }
      });
    }),
  );
});

test("every block ends: at the time that is shown the profile can be tried, and no clock makes it longer than twice", () => {
  fc.assert(
    fc.property(jumping, (history) => {
      play(history, (_before, after, _one, now) => {
        for (const profileId of profiles) {
          for (const model of models) {
            const { until, changesAt } = stateOf(after, profileId, model, now);
            if (until === undefined) continue;
            expect(until).toBeGreaterThan(now);
            expect(until).toBeLessThanOrEqual(now + 2 * 31 * day);
            expect(changesAt).toBeLessThanOrEqual(until);
            expect(["ready", "probing"]).toContain(stateOf(after, profileId, model, until).state);
          }
        }
      });
    }),
  );
});

test("nothing blocks for longer than six hours and its clock's error but a stated time, and that lets a probe through each hour", () => {
  fc.assert(
    fc.property(jumping, (history) => {
      play(history, (_before, after, _one, now) => {
        for (const { profileId, model, until } of blocksOf(after, now)) {
          const window = windowOf(after.profiles[profileId], model ?? "");
          if (window?.stated !== true) expect(until).toBeLessThanOrEqual(now + 12 * hour);
          else if (until > now + 2 * hour) expect(window.nextProbeAt).toBeDefined();
        }
      });
    }),
  );
});

test("success leaves no counter of what succeeded", () => {
  fc.assert(
    fc.property(jumping, (history) => {
      play(history, (_before, after, one, now) => {
        if (one.kind !== "success") return;
        expect(stateOf(after, one.profileId, one.model, now)).toEqual({ state: "ready" });
        const windows = Object.keys(after.profiles[one.profileId]?.windows ?? {});
        expect(windows).not.toContain("");
        expect(windows).not.toContain(one.model);
      });
    }),
  );
});

test("what happens to one model of one profile leaves all other windows as they are", () => {
  fc.assert(
    fc.property(jumping, (history) => {
      play(history, (before, after, one, now) => {
        for (const { profileId, model, until } of blocksOf(before, now)) {
          if (profileId === one.profileId && (model === undefined || model === one.model)) continue;
          expect(endOf(after, model === undefined ? { profileId } : { profileId, model }, now)).toBe(until);
        }
      });
    }),
  );
});

test("one request at a time holds the right to probe", () => {
  const ask = (usage: UsageDocument, holder: string, now: number) =>
    takeLease(usage, { profileId: "anthropic:work", model: "opus", now, holder });
  fc.assert(
    fc.property(
      fc.constantFrom(...failureClasses),
      fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 119 * second })), { minLength: 1 }),
      (failureClass, askers) => {
        let usage = afterFailure(emptyUsage, {
          profileId: "anthropic:work",
          model: "opus",
          now: t0,
          failure: { class: failureClass },
        });
        fc.pre(usage !== emptyUsage);
        const end = stateOf(usage, "anthropic:work", "opus", t0).until ?? t0;
        const winners = new Set<string>();
        for (const [holder, late] of askers) {
          const taken = ask(usage, holder, end + late);
          if (taken === undefined) continue;
          winners.add(holder);
          usage = taken;
        }
        // Those who ask before the lease was taken at a later time ask with an older clock: they must not get it either.
        expect(winners.size).toBe(1);
      },
    ),
  );
});

test("a last resort is granted at most once in five seconds, whoever asks", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 * second }), { maxLength: 60 }), (pauses) => {
      const asked = { profileId: "anthropic:work", model: "opus" };
      let usage = afterFailure(emptyUsage, { ...asked, now: t0, failure: { class: "timeout" } });
      let now = t0;
      let last = t0;
      for (const [index, pause] of pauses.entries()) {
        now += pause;
        const from = lastResortAt(usage, asked.profileId, asked.model, now);
        const granted = takeLease(usage, { ...asked, now, holder: `h${index}`, lastResort: true });
        const probes = stateOf(usage, asked.profileId, asked.model, now).state === "probing";
        expect(granted !== undefined).toBe(probes || (from !== undefined && from <= now));
        if (granted === undefined) continue;
        if (!probes) expect(now - last).toBeGreaterThanOrEqual(5 * second);
        usage = granted;
        last = now;
      }
    }),
  );
});

test("a record reads back as it was written, whatever the profiles and models are called", () => {
  fc.assert(
    fc.property(jumping, (history) => {
      play(history, (_before, after) => expect(parseUsage(serializeUsage(after))).toEqual(after));
    }),
  );
});

test("no stored text makes reading it throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"version":1,"profiles":{"a:b":{"windows":{"m":${json}},"limits":${json}}}}`),
      ),
      (body) => {
        expect(parseUsage(body).version).toBe(1);
      },
    ),
  );
});

test("a clock that only goes forward sees the ladder exactly", () => {
  fc.assert(
    fc.property(straight, (history) => {
      play(history, (before, after, one, now) => {
        if (one.kind !== "failure" || one.retryIn !== undefined || before === after) return;
        const opened = blocksOf(after, now).filter((block) => endOf(before, block, now) === undefined);
        for (const { until } of opened) {
          expect([30, 60, 300, 600, 1200, 2400, 3600, 4800, 9600, 19_200, 21_600]).toContain((until - now) / second);
        }
      });
    }),
  );
});
