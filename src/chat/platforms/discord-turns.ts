/** Answers of one conversation one after another, of several side by side. */
export interface Turns {
  /** Runs `turn` after those of the same conversation. A turn never rejects. */
  add(conversation: string, turn: () => Promise<void>): void;
  /** Something else that a shutdown waits for; it never rejects. */
  track(running: Promise<void>): void;
  /** Resolves when nothing is running any more. */
  settled(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();

  function track(promise: Promise<void>): void {
    running.add(promise);
    void promise.finally(() => running.delete(promise));
  }

  return {
    track,
    add(conversation, turn) {
      const mine = (last.get(conversation) ?? Promise.resolve()).then(turn);
      last.set(conversation, mine);
      track(mine);
      void mine.finally(() => {
        if (last.get(conversation) === mine) last.delete(conversation);
      });
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
