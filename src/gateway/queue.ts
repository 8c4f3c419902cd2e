/** What stands between who produces and one who reads: what is pushed is read in order, without a loss. */
export interface Queue<T> {
  push(value: T): void;
  end(): void;
  fail(error: unknown): void;
  read(): AsyncGenerator<T, void, void>;
}

export function createQueue<T>(): Queue<T> {
  const waiting: T[] = [];
  let finished: { readonly error?: unknown } | undefined;
  let wake = (): void => undefined;
  return {
    push(value) {
      waiting.push(value);
      wake();
    },
    end() {
      finished ??= {};
      wake();
    },
    fail(error) {
      finished ??= { error };
      wake();
    },
    async *read() {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift() as T;
        if (finished) {
          if ("error" in finished) throw finished.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
