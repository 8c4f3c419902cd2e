/** One thing that is taken over: where it stands there, and where it will stand here. */
export interface Taken {
  readonly from: string;
  readonly to: string;
}

/** What is taken over, line by line, and what is not because something stands here already. */
export interface Tally {
  readonly taken: readonly Taken[];
  /** Already here as it is there. */
  readonly present: readonly Taken[];
  /** Here is something else, which stays. */
  readonly kept: readonly Taken[];
}

/** A tally that is still counted. */
export interface OpenTally extends Tally {
  /** @returns whether the line is taken: nothing stands here in its place. */
  takes<T>(line: Taken, here: T | undefined, isSame: (here: T) => boolean): boolean;
}

export function createTally(begun: Tally): OpenTally {
  const taken = [...begun.taken];
  const present = [...begun.present];
  const kept = [...begun.kept];
  return {
    taken,
    present,
    kept,
    takes(line, here, isSame) {
      (here === undefined ? taken : isSame(here) ? present : kept).push(line);
      return here === undefined;
    },
  };
}
