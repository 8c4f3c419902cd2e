/**
 * A clock for what ages: it goes as `now` goes, and on from where it stood when that is set back. What is kept for a
 * minute would otherwise be kept for as long as somebody set the clock back.
 *
 * @param now ms since the epoch.
 */
export function steady(now: () => number): () => number {
  let last = now();
  let lost = 0;
  return () => {
    const read = now();
    if (read < last) lost += last - read;
    last = read;
    return read + lost;
  };
}
