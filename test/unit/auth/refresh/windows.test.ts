import fc from "fast-check";
import { duenessOf, isWaiting, retryDelayMs } from "../../../../src/auth/refresh/windows.js";

const minute = 60_000;

test.each([
  [undefined, undefined, "fresh"],
  [60 * minute, undefined, "fresh"],
  [5 * minute + 1, undefined, "fresh"],
  [5 * minute, undefined, "advisory"],
  [minute + 1, undefined, "advisory"],
  [minute, undefined, "urgent"],
  [0, undefined, "urgent"],
  [-minute, undefined, "urgent"],
  [5 * minute, 60 * minute, "advisory"],
  [minute, 5 * minute, "fresh"],
  [50_000, 5 * minute, "advisory"],
  [10_000, 5 * minute, "urgent"],
])("with %p ms left of %p it is %s", (left, lifetime, expected) => {
  const now = Date.UTC(2026, 0, 1);
  expect(duenessOf(left === undefined ? undefined : now + left, lifetime, now)).toBe(expected);
});

test("a new token is never due, and once due it only grows more urgent", () => {
  const order = ["fresh", "advisory", "urgent"];
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 10 ** 10 }), fc.array(fc.nat(10 ** 10)), (lifetime, ages) => {
      expect(duenessOf(lifetime, lifetime, 0)).toBe("fresh");
      const ranks = [...ages].sort((a, b) => a - b).map((age) => order.indexOf(duenessOf(lifetime, lifetime, age)));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }),
  );
});

test("delays double from 1 s to 30 s, a fifth more or less", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => retryDelayMs(failures, 0.5))).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect([retryDelayMs(1, 0), retryDelayMs(1, 0.9999)]).toEqual([800, 1200]);
});

test("an appointment further away than any delay was set by another clock", () => {
  expect([undefined, 999, 1000, 1001, 61_000, 61_001].map((at) => isWaiting(at, 1000))).toEqual([
    false,
    false,
    false,
    true,
    true,
    false,
  ]);
});
