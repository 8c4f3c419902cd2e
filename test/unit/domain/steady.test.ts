import fc from "fast-check";
import { steady } from "../../../src/domain/steady.js";

test("what ages goes on ageing when the clock is set back", () => {
  let now = 1000;
  const clock = steady(() => now);
  now = 1600;
  expect(clock()).toBe(1600);
  now = 100;
  expect(clock()).toBe(1600);
  now = 500;
  expect(clock()).toBe(2000);
});

test("it never goes back, and forward exactly as far as the clock went forward", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -86_400_000, max: 86_400_000 })), (steps) => {
      let now = 1_800_000_000_000;
      const clock = steady(() => now);
      for (const step of steps) {
        const before = clock();
        now += step;
        expect(clock() - before).toBe(Math.max(0, step));
      }
    }),
  );
});
