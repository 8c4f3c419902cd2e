/** Times of many runs of one thing, in ms, ascending. */
export type Sample = readonly number[];

export function percentile(sample: Sample, share: number): number {
  return sample[Math.min(sample.length - 1, Math.floor(sample.length * share))] ?? Number.NaN;
}
export const p50 = (sample: Sample): number => percentile(sample, 0.5);
export const p99 = (sample: Sample): number => percentile(sample, 0.99);

export const toSample = (times: Iterable<number>): Sample => Float64Array.from(times).sort() as unknown as Sample;

/** The times of several things in each round, in ms. */
export type Rounds<Name extends string> = Record<Name, readonly number[]>;

/** Runs several things by turns, so that whatever else the machine does meanwhile hits all of them alike. */
export async function inRounds<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, () => unknown>>,
): Promise<Rounds<Name>> {
  const entries = Object.entries(things) as [Name, () => unknown][];
  const times = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    for (const [name, thing] of shuffled(entries)) {
      const from = performance.now();
      await thing();
      // The first tenth warms up.
      if (round >= 0) times[name].push(performance.now() - from);
    }
  }
  return times;
}

/** The same, of which each thing's own times are wanted. */
export async function byTurns<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, Sample>> {
  const times = Object.entries<readonly number[]>(await inRounds(rounds, things));
  return Object.fromEntries(times.map(([name, list]) => [name, toSample(list)])) as Record<Name, Sample>;
}

/** How many times as long one takes as another, in the middle of the rounds: in each the machine was as fast for both. */
export function timesAsLong(one: readonly number[] = [], other: readonly number[] = []): number {
  return p50(toSample(one.map((time, round) => time / (other[round] ?? Number.NaN))));
}

/** Nobody shall always come after the same one, with its caches and its leftovers on the disk. */
function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

const figure = (value: number): string => value.toPrecision(3);
export const us = (ms: number): string => `${figure(ms * 1000)} µs`;
export const inMs = (ms: number): string => `${figure(ms)} ms`;

/** One line: what, its figure, and the ratio to what it is measured against; the aim is information, never a test. */
export function report(
  what: string,
  value: string,
  ratio?: { readonly of: number; readonly to: string; readonly aim?: number },
): void {
  const { of: times, to, aim } = ratio ?? {};
  const against = times === undefined ? "" : ` = ${figure(times)} × ${to}`;
  const judged =
    times === undefined || aim === undefined ? "" : ` (aim ≤ ${aim} ×: ${times <= aim ? "reached" : "MISSED"})`;
  console.log(`${what}: ${value}${against}${judged}`);
}

/** The same for an aim that is not a ratio. */
export function reportAgainst(what: string, ms: number, aimMs: number): void {
  console.log(`${what}: ${us(ms)} (aim ≤ ${us(aimMs)}: ${ms <= aimMs ? "reached" : "MISSED"})`);
}
