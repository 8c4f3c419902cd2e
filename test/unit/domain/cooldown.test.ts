import {
  afterFailure,
  afterReplacement,
  afterSuccess,
  blocksOf,
  clearProfile,
  lastResortAt,
  releaseLease,
  stateOf,
  takeLease,
  withoutProfile,
} from "../../../src/domain/cooldown.js";
import type { FailureClass } from "../../../src/domain/failure.js";
import { emptyUsage, parseUsage, serializeUsage, type UsageDocument } from "../../../src/domain/usage-document.js";

const t0 = Date.parse("2026-11-03T12:00:00Z");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const id = "anthropic:work";
const opus = "claude-opus-4-5";
const haiku = "claude-haiku-4-5";

function fail(
  usage: UsageDocument,
  failureClass: FailureClass,
  now: number,
  retryAt?: number,
  model = opus,
): UsageDocument {
  const failure = { class: failureClass, ...(retryAt === undefined ? {} : { retryAt }) };
  return afterFailure(usage, { profileId: id, model, failure, now });
}

/** The lengths of the windows when each probe fails again, and what is blocked. */
function ladderOf(failureClass: FailureClass, times: number): { lengths: number[]; scope: "model" | "profile" } {
  let usage: UsageDocument = emptyUsage;
  let now = t0;
  const lengths: number[] = [];
  for (let index = 0; index < times; index++) {
    usage = fail(usage, failureClass, now);
    const { until = now } = stateOf(usage, id, opus, now);
    lengths.push((until - now) / second);
    now = until;
  }
  const scope = stateOf(fail(emptyUsage, failureClass, t0), id, haiku, t0).state === "ready" ? "model" : "profile";
  return { lengths, scope };
}

test.each([
  ["rate_limit", "model", [30, 60, 300, 300]],
  ["overloaded", "model", [30, 60, 300, 300]],
  ["timeout", "model", [30, 60, 300, 300]],
  ["server_error", "model", [30, 60, 300, 300]],
  ["unknown", "model", [30, 60, 300, 300]],
  ["model_not_found", "model", [600, 600, 600, 600]],
  ["auth", "profile", [60, 300, 300, 300]],
  ["auth_permanent", "profile", [600, 1200, 2400, 3600, 3600]],
  ["billing", "profile", [600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600]],
] as const)("%s blocks the %s for %j seconds", (failureClass, scope, lengths) => {
  expect(ladderOf(failureClass, lengths.length)).toEqual({ lengths, scope });
});

test.each(["request", "context_overflow", "aborted"] as const)("%s books nothing", (failureClass) => {
  expect(fail(emptyUsage, failureClass, t0)).toBe(emptyUsage);
});

test.each([
  ["billing", "disabled"],
  ["auth_permanent", "disabled"],
  ["auth", "cooldown"],
  ["rate_limit", "cooldown"],
] as const)("%s is shown as %s", (failureClass, state) => {
  expect(stateOf(fail(emptyUsage, failureClass, t0), id, opus, t0)).toMatchObject({ state, class: failureClass });
});

test("a limit lasts as long as the provider says, shorter or longer than the ladder", () => {
  for (const length of [2 * second, 45 * minute]) {
    const usage = fail(emptyUsage, "rate_limit", t0, t0 + length);
    expect(stateOf(usage, id, opus, t0).until).toBe(t0 + length);
  }
});

test("elsewhere a stated time only makes the window longer", () => {
  expect(stateOf(fail(emptyUsage, "server_error", t0, t0 + second), id, opus, t0).until).toBe(t0 + 30 * second);
  expect(stateOf(fail(emptyUsage, "server_error", t0, t0 + 2 * minute), id, opus, t0).until).toBe(t0 + 2 * minute);
  expect(stateOf(fail(emptyUsage, "billing", t0, t0 + 2 * hour), id, opus, t0).until).toBe(t0 + 2 * hour);
});

test("a stated time that makes no sense is not believed", () => {
  for (const retryAt of [t0 - 1, t0, t0 + 32 * 24 * hour, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(stateOf(fail(emptyUsage, "rate_limit", t0, retryAt), id, opus, t0).until).toBe(t0 + 30 * second);
  }
});

test("failures of requests that were under way neither move the end nor climb the ladder", () => {
  let usage = fail(emptyUsage, "rate_limit", t0);
  for (let index = 1; index <= 9; index++) usage = fail(usage, "rate_limit", t0 + index * second);
  expect(blocksOf(usage, t0 + 9 * second)).toEqual([
    { profileId: id, model: opus, class: "rate_limit", until: t0 + 30 * second },
  ]);
  expect(usage.profiles[id]?.windows[opus]).toMatchObject({ errorCount: 10, failureCounts: { rate_limit: 10 } });
  usage = fail(usage, "rate_limit", t0 + 30 * second);
  expect(stateOf(usage, id, opus, t0 + 30 * second).until).toBe(t0 + 90 * second);
});

test("inside a window only a longer Retry-After moves the end", () => {
  const usage = fail(emptyUsage, "rate_limit", t0, t0 + 10 * minute);
  expect(stateOf(fail(usage, "rate_limit", t0 + second, t0 + minute), id, opus, t0 + second).until).toBe(
    t0 + 10 * minute,
  );
  expect(stateOf(fail(usage, "rate_limit", t0 + second, t0 + hour), id, opus, t0 + second).until).toBe(t0 + hour);
});

test("at the end of a window one request probes and the others go on", () => {
  const usage = fail(emptyUsage, "rate_limit", t0);
  const now = t0 + 30 * second;
  expect(stateOf(usage, id, opus, now)).toEqual({
    state: "probing",
    class: "rate_limit",
    reason: "window_over",
    needsLease: true,
  });
  const leased = takeLease(usage, { profileId: id, model: opus, now, holder: "a" }) as UsageDocument;
  expect(takeLease(leased, { profileId: id, model: opus, now: now + 1, holder: "b" })).toBeUndefined();
  expect(stateOf(leased, id, opus, now + 1)).toMatchObject({
    state: "cooldown",
    reason: "leased",
    until: now + 2 * minute,
  });
  expect(stateOf(leased, id, opus, now + 1, { holder: "a" })).toMatchObject({ state: "probing", reason: "own_lease" });
  expect(takeLease(leased, { profileId: id, model: opus, now: now + 1, holder: "a" })).toBe(leased);
});

test("a probe whose process died keeps the others out for two minutes", () => {
  const now = t0 + 30 * second;
  const leased = takeLease(fail(emptyUsage, "rate_limit", t0), { profileId: id, model: opus, now, holder: "a" });
  const later = now + 2 * minute;
  expect(stateOf(leased, id, opus, later)).toMatchObject({ state: "probing" });
  expect(takeLease(leased as UsageDocument, { profileId: id, model: opus, now: later, holder: "b" })).toBeDefined();
});

test("a probe that ends without a verdict gives its lease back, whatever the reason", () => {
  const now = t0 + 30 * second;
  const lease = { profileId: id, model: opus, now, holder: "a" };
  const leased = takeLease(fail(emptyUsage, "rate_limit", t0), lease) as UsageDocument;
  const released = afterFailure(leased, { ...lease, failure: { class: "request" } });
  expect(stateOf(released, id, opus, now)).toMatchObject({ state: "probing", reason: "window_over" });
  expect(releaseLease(leased, { ...lease, holder: "b" })).toBe(leased);
});

test("a probe of the account that meets a limit of one model leaves the account free for the next probe", () => {
  const now = t0 + 10 * minute;
  const lease = { profileId: id, model: opus, now, holder: "a" };
  const leased = takeLease(fail(emptyUsage, "billing", t0), lease) as UsageDocument;
  const usage = afterFailure(leased, { ...lease, failure: { class: "rate_limit" } });
  expect(stateOf(usage, id, opus, now)).toMatchObject({ state: "cooldown", class: "rate_limit" });
  expect(stateOf(usage, id, haiku, now)).toMatchObject({ state: "probing", class: "billing" });
});

test("where both the account and the model have been failing, the probe needs both leases", () => {
  const usage = fail(fail(emptyUsage, "rate_limit", t0), "auth", t0);
  const now = t0 + 5 * minute;
  const leased = takeLease(usage, { profileId: id, model: opus, now, holder: "a" }) as UsageDocument;
  expect(stateOf(leased, id, haiku, now)).toMatchObject({ state: "cooldown", class: "auth", reason: "leased" });
  expect(takeLease(leased, { profileId: id, model: haiku, now, holder: "b" })).toBeUndefined();
});

test("success clears every counter of what succeeded and nothing else", () => {
  const failed = fail(fail(fail(emptyUsage, "auth", t0), "rate_limit", t0), "rate_limit", t0, undefined, haiku);
  const usage = afterSuccess(failed, { profileId: id, model: opus, now: t0 + hour });
  expect(Object.keys(usage.profiles[id]?.windows ?? {})).toEqual([haiku]);
  expect(usage.profiles[id]).toMatchObject({ lastUsed: t0 + hour, lastGood: t0 + hour });
  expect(stateOf(usage, id, opus, t0 + hour)).toEqual({ state: "ready" });
});

test("a day without a failure resets the ladder", () => {
  let usage = fail(emptyUsage, "rate_limit", t0);
  usage = fail(usage, "rate_limit", t0 + minute);
  const later = t0 + minute + 24 * hour;
  expect(fail(usage, "rate_limit", later - 1).profiles[id]?.windows[opus]).toMatchObject({ errorCount: 3, step: 3 });
  expect(stateOf(usage, id, opus, later)).toEqual({ state: "ready" });
  usage = fail(usage, "rate_limit", later);
  expect(stateOf(usage, id, opus, later).until).toBe(later + 30 * second);
  expect(usage.profiles[id]?.windows[opus]).toMatchObject({ errorCount: 1, step: 1 });
});

test("a stated time beyond an hour is shown as stated, and one probe an hour is allowed", () => {
  const until = t0 + 5 * hour;
  let usage = fail(emptyUsage, "rate_limit", t0, until);
  expect(stateOf(usage, id, opus, t0 + 59 * minute)).toEqual({
    state: "cooldown",
    class: "rate_limit",
    reason: "window",
    until,
    changesAt: t0 + hour,
  });
  const now = t0 + hour;
  expect(stateOf(usage, id, opus, now)).toMatchObject({ state: "probing", reason: "hourly_probe", needsLease: true });
  usage = takeLease(usage, { profileId: id, model: opus, now, holder: "a" }) as UsageDocument;
  expect(stateOf(usage, id, opus, now + 1)).toMatchObject({ state: "cooldown", until });
  usage = afterFailure(usage, {
    profileId: id,
    model: opus,
    now: now + second,
    failure: { class: "rate_limit" },
    holder: "a",
  });
  expect(stateOf(usage, id, opus, now + 59 * minute)).toMatchObject({ state: "cooldown", until });
  expect(stateOf(usage, id, opus, now + hour)).toMatchObject({ state: "probing", reason: "hourly_probe" });
  expect(stateOf(usage, id, opus, until)).toMatchObject({ state: "probing", reason: "window_over" });
});

test("a stated time of an hour or less is waited for", () => {
  const usage = fail(emptyUsage, "rate_limit", t0, t0 + hour);
  expect(stateOf(usage, id, opus, t0 + hour - 1).state).toBe("cooldown");
});

test("of two windows the longer speaks, and a change of either is announced", () => {
  const usage = fail(fail(emptyUsage, "billing", t0), "rate_limit", t0, t0 + 5 * hour);
  expect(stateOf(usage, id, opus, t0)).toMatchObject({
    state: "cooldown",
    class: "rate_limit",
    until: t0 + 5 * hour,
    changesAt: t0 + 10 * minute,
  });
  expect(stateOf(usage, id, haiku, t0)).toMatchObject({ state: "disabled", class: "billing", until: t0 + 10 * minute });
});

test("a person who pins after the failure is believed at once, one who pinned before is not", () => {
  const usage = fail(fail(emptyUsage, "billing", t0), "rate_limit", t0);
  expect(stateOf(usage, id, opus, t0 + second, { pinnedAt: t0 - 1 }).state).toBe("disabled");
  expect(stateOf(usage, id, opus, t0 + second, { pinnedAt: t0 + 1 })).toEqual({
    state: "probing",
    class: "billing",
    reason: "pinned",
  });
  const again = fail(usage, "billing", t0 + 2 * second);
  expect(stateOf(again, id, opus, t0 + 3 * second, { pinnedAt: t0 + 1 }).state).toBe("disabled");
});

test("a believed person does not wait for another request's probe", () => {
  const now = t0 + 30 * second;
  const lease = { profileId: id, model: opus, now };
  const leased = takeLease(fail(emptyUsage, "rate_limit", t0), { ...lease, holder: "a" }) as UsageDocument;
  expect(takeLease(leased, { ...lease, holder: "b", pinnedAt: now })).toBe(leased);
});

test.each([
  ["timeout", undefined, t0 + 5 * second],
  ["server_error", undefined, t0 + 5 * second],
  ["unknown", undefined, t0 + 5 * second],
  ["overloaded", undefined, t0 + 5 * second],
  ["overloaded", t0 + minute, undefined],
  ["server_error", t0 + hour, undefined],
  ["rate_limit", undefined, undefined],
  ["model_not_found", undefined, undefined],
  ["auth", undefined, undefined],
  ["billing", undefined, undefined],
] as const)("%s, stated until %p, is a last resort from %p", (failureClass, retryAt, from) => {
  expect(lastResortAt(fail(emptyUsage, failureClass, t0, retryAt), id, opus, t0 + second)).toBe(from);
});

test("a last resort is tried once in five seconds, also while a probe is under way", () => {
  let usage = fail(emptyUsage, "timeout", t0);
  const ask = { profileId: id, model: opus, holder: "a", lastResort: true };
  expect(takeLease(usage, { ...ask, now: t0 + 4999 })).toBeUndefined();
  usage = takeLease(usage, { ...ask, now: t0 + 5000 }) as UsageDocument;
  expect(takeLease(usage, { ...ask, now: t0 + 9999, holder: "b" })).toBeUndefined();
  usage = takeLease(usage, { ...ask, now: t0 + 10_000, holder: "b" }) as UsageDocument;
  usage = takeLease(usage, { ...ask, now: t0 + 30_000 }) as UsageDocument;
  expect(stateOf(usage, id, opus, t0 + 31_000)).toMatchObject({ reason: "leased" });
  expect(lastResortAt(usage, id, opus, t0 + 31_000)).toBe(t0 + 35_000);
});

test("a last resort is none when the account itself rests, or when it does not rest at all", () => {
  expect(lastResortAt(fail(fail(emptyUsage, "timeout", t0), "auth", t0), id, opus, t0)).toBeUndefined();
  expect(lastResortAt(emptyUsage, id, opus, t0)).toBeUndefined();
  expect(lastResortAt(undefined, id, opus, t0)).toBeUndefined();
});

test("a mild window that meets a limit blocks from then on, though not longer", () => {
  const usage = fail(fail(emptyUsage, "timeout", t0), "rate_limit", t0 + 5 * second);
  expect(stateOf(usage, id, opus, t0 + 6 * second)).toMatchObject({ class: "rate_limit", until: t0 + 30 * second });
  expect(lastResortAt(usage, id, opus, t0 + 20 * second)).toBeUndefined();
});

test("a clock that was a day ahead leaves no block of a day behind", () => {
  const tomorrow = t0 + 24 * hour;
  for (const failureClass of ["rate_limit", "billing", "auth"] as const) {
    const usage = fail(emptyUsage, failureClass, tomorrow);
    expect(["ready", "probing"]).toContain(stateOf(usage, id, opus, t0).state);
    expect(blocksOf(usage, t0)).toEqual([]);
  }
  const stated = fail(emptyUsage, "rate_limit", tomorrow, tomorrow + 72 * hour);
  expect(stateOf(stated, id, opus, t0)).toMatchObject({ state: "probing", reason: "hourly_probe" });
});

test("a clock that was ahead leaves neither a lease nor a last resort out of reach", () => {
  const ahead = t0 + 6 * hour;
  const lease = { profileId: id, model: opus, now: ahead, holder: "a" };
  const limited = fail(emptyUsage, "rate_limit", ahead - 30 * second);
  const leased = takeLease(limited, lease) as UsageDocument;
  expect(stateOf(leased, id, opus, t0)).toMatchObject({ state: "probing", needsLease: true });

  const tired = fail(emptyUsage, "timeout", t0);
  const tried = takeLease(tired, { ...lease, now: t0 + 20 * second, lastResort: true }) as UsageDocument;
  expect(lastResortAt(tried, id, opus, t0 + second)).toBe(t0 + second);
});

test("a cleared profile is ready at once and keeps what it did last", () => {
  const good = afterSuccess(emptyUsage, { profileId: id, model: opus, now: t0 });
  const usage = clearProfile(fail(fail(good, "billing", t0), "rate_limit", t0), id);
  expect(stateOf(usage, id, opus, t0)).toEqual({ state: "ready" });
  expect(usage.profiles[id]).toMatchObject({ lastGood: t0, windows: {} });
  expect(clearProfile(usage, id)).toBe(usage);
  expect(withoutProfile(usage, id).profiles).toEqual({});
});

test("a new credential under an old name has proven nothing and failed at nothing; when the name was used stays", () => {
  const limits = { requests: { remaining: 3, limit: 50, resetAt: t0 + minute }, at: t0 };
  const good = afterSuccess(emptyUsage, { profileId: id, model: opus, now: t0, limits });
  const usage = afterReplacement(fail(good, "billing", t0), id);
  expect(usage.profiles[id]).toEqual({ lastUsed: t0, windows: {} });
  expect(afterReplacement(usage, id)).toBe(usage);
  expect(afterReplacement(emptyUsage, id)).toBe(emptyUsage);
});

test("what is left over is kept under the profile that asked", () => {
  const limits = { requests: { remaining: 3, limit: 50, resetAt: t0 + minute }, at: t0 };
  const usage = afterSuccess(emptyUsage, { profileId: id, model: opus, now: t0, limits });
  expect(fail(usage, "rate_limit", t0).profiles[id]?.limits).toEqual(limits);
  expect(parseUsage(serializeUsage(usage))).toEqual(usage);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  "7",
  '{"version":2,"profiles":{"a:b":{}}}',
  '{"version":1,"profiles":[]}',
  '{"version":1}',
])("a broken record %j counts as never counted", (body) => {
  expect(parseUsage(body)).toEqual(emptyUsage);
});

test("broken parts of a record are dropped and the rest stays", () => {
  const usage = fail(afterSuccess(emptyUsage, { profileId: id, model: haiku, now: t0 }), "billing", t0);
  const body = JSON.parse(serializeUsage(usage));
  body.profiles["anthropic:broken"] = 7;
  body.profiles[id].windows.odd = { class: "unheard_of", since: 1, until: 2, lastFailureAt: 1 };
  body.profiles[id].windows.endless = { class: "billing", since: t0, until: "never", lastFailureAt: t0 };
  body.profiles[id].limits = "plenty";
  body.profiles[id].future = true;
  expect(parseUsage(JSON.stringify(body))).toEqual(usage);
});

test("a rest that a clock set back has put into the future counts for the end that is told", () => {
  const future = fail(emptyUsage, "rate_limit", t0);
  const before = t0 - 30 * second - 1;
  const usage = fail(future, "auth", before);
  expect(stateOf(future, id, opus, before)).toMatchObject({ state: "probing", reason: "window_over" });
  expect(stateOf(usage, id, opus, before)).toMatchObject({ state: "cooldown", class: "auth", until: t0 + 30 * second });
  expect(stateOf(usage, id, haiku, before)).toMatchObject({ until: before + minute });
  expect(stateOf(usage, id, opus, t0 + 30 * second).state).toBe("probing");
});
