import { isDeepStrictEqual } from "node:util";

/** One entry of a list that goes, comes, or is another one from now on. Each sees what the ones before it have made. */
export type ListStep =
  | { readonly kind: "remove"; readonly index: number }
  | { readonly kind: "insert" | "set"; readonly index: number; readonly value: unknown };

type List = readonly unknown[];
/** For each entry of the list that is wanted: which entry of the one before stays for it; nothing where it is new. */
type Kept = readonly (number | undefined)[];

/**
 * How one list becomes another with as few entries touched as can be, so that what stands beside the others stays.
 *
 * @example listSteps(["a", "b"], ["c", "b"]); // [{ kind: "set", index: 0, value: "c" }]
 */
export function listSteps(before: List, after: List): readonly ListStep[] {
  const replaced = replacements(before, after);
  if (replaced) return replaced;
  const kept = [keptToEnd(before, after), keptFrom(before, after)].reduce((a, b) => (count(b) > count(a) ? b : a));
  const stays = new Set(kept);
  const gone = before.flatMap((_, index) => (stays.has(index) ? [] : [{ kind: "remove" as const, index }]));
  const come = after.flatMap((value, index) =>
    kept[index] === undefined ? [{ kind: "insert" as const, index, value }] : [],
  );
  return [...gone.reverse(), ...come];
}

/** Others in their places: nothing else moves. */
function replacements(before: List, after: List): readonly ListStep[] | undefined {
  if (before.length !== after.length) return undefined;
  const changed = after.flatMap((value, index) => (isDeepStrictEqual(before[index], value) ? [] : [{ index, value }]));
  const isElsewhere = (list: List, value: unknown): boolean => list.some((other) => isDeepStrictEqual(other, value));
  const areNew = changed.every(({ index, value }) => !isElsewhere(before, value) && !isElsewhere(after, before[index]));
  return areNew ? changed.map(({ index, value }) => ({ kind: "set", index, value })) : undefined;
}

function keptFrom(before: List, after: List): Kept {
  let from = 0;
  return after.map((value) => {
    const index = before.findIndex((other, at) => at >= from && isDeepStrictEqual(other, value));
    if (index < 0) return undefined;
    from = index + 1;
    return index;
  });
}

/** The same from the end: what was put before all the others leaves them in their places. */
function keptToEnd(before: List, after: List): Kept {
  const last = before.length - 1;
  return keptFrom(before.toReversed(), after.toReversed())
    .map((index) => (index === undefined ? undefined : last - index))
    .toReversed();
}

const count = (kept: Kept): number => kept.filter((index) => index !== undefined).length;
