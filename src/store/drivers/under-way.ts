/** The work that a driver has accepted and not yet finished, so that closing can wait for it. */
export interface UnderWay {
  follow<T>(work: Promise<T>): Promise<T>;
  finished(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const running = new Set<Promise<unknown>>();
  return {
    async follow(work) {
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    async finished() {
      await Promise.allSettled(running);
    },
  };
}
