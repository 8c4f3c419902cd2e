import { KillHouse } from "../fixtures/kill/round.js";
import { writingVerbs } from "../fixtures/kill/verbs.js";

let house: KillHouse;
beforeAll(async () => {
  house = await KillHouse.build();
});
afterAll(() => house.remove());

/** Where it hurts: a lock in hand, a file about to become another, one thing stored and the next not. */
const sharp = /^(rename|commit) /;
const rounds = 4;

/** Some of the sharp moments, from the first to the last. Every step of every verb: npm run bench -- verb-kill */
function momentsOf(steps: readonly string[]): number[] {
  const all = steps.flatMap((step, at) => (sharp.test(step) ? [at] : []));
  const few = Array.from({ length: rounds }, (_, index) => all[Math.round((index * (all.length - 1)) / (rounds - 1))]);
  return [...new Set(few)].filter((at) => at !== undefined);
}

test.each(writingVerbs)(
  "killed at any moment, $line leaves old or new, and ends when it is typed again",
  async (verb) => {
    const { steps, after } = await house.undisturbed(verb);
    const moments = momentsOf(steps);
    expect(moments.length).toBeGreaterThan(1);
    for (const at of moments) expect([steps[at], await house.flawsOf(verb, at, after)]).toEqual([steps[at], []]);
  },
);
