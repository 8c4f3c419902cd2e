/**
 * Edits that lead from `a` to `b`: insertions, deletions, substitutions and swaps of neighbours. More than `most` is
 * not counted to the end.
 */
function distance(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let lastLeast = 0;
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    // Further from the diagonal than `most` no way leads back in time.
    const end = Math.min(b.length, row + most);
    const current: number[] = new Array(b.length + 1).fill(Number.POSITIVE_INFINITY);
    current[0] = row;
    let least = row;
    for (let column = Math.max(1, row - most); column <= end; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current[column] = cost;
      if (cost < least) least = cost;
    }
    // A swap looks two rows back, so one hopeless row is not enough.
    if (least > most && lastLeast > most) return least;
    lastLeast = least;
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/**
 * The names a person may have meant, nearest first: small slips of the finger, names that hold what was typed, and
 * where there are none names that stand in it. Compared without case. Long inputs are cut: a name nobody could mean
 * costs nothing.
 */
export function nearNames(typed: string, names: Iterable<string>, most = 3): string[] {
  const wanted = typed.toLowerCase().slice(0, 64);
  if (wanted === "") return [];
  const allowedSlips = wanted.length <= 3 ? 1 : wanted.length <= 7 ? 2 : 3;
  const ranked: { name: string; rank: number }[] = [];
  for (const name of new Set(names)) {
    const lower = name.toLowerCase();
    const slips =
      Math.abs(lower.length - typed.length) <= allowedSlips
        ? distance(wanted, lower, allowedSlips)
        : Number.POSITIVE_INFINITY;
    if (slips <= allowedSlips) ranked.push({ name, rank: slips });
    else if (wanted.length >= 3 && lower.includes(wanted)) ranked.push({ name, rank: 4 + lower.length / 1000 });
    else if (lower.length >= 3 && wanted.includes(lower)) ranked.push({ name, rank: 8 - lower.length / 1000 });
  }
  const nearer = ranked.filter(({ rank }) => rank < 6);
  return (nearer.length > 0 ? nearer : ranked)
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** A hint: the near names, or what helps where there are none. */
export function didYouMean(near: readonly string[], otherwise: string): string {
  return near.length > 0 ? `Did you mean ${near.join(" or ")}?` : otherwise;
}
