import type { Json } from "./message-rules.js";

/** One HTTP request and what it was answered. */
export interface Exchange {
  readonly method: string;
  /** Without `/api/v10`. */
  readonly path: string;
  readonly body: Json;
  readonly status: number;
  readonly answer: Json;
  /** The server's clock when it came. */
  readonly at: number;
}

/** What happened so far, and a way to wait for what has not happened yet. */
export interface Log {
  readonly exchanges: Exchange[];
  happened(): void;
  /** Resolves with the first truthy value of `probe`, asked now and whenever something happens at the server. */
  waitFor<T>(probe: () => T | undefined | null | false | "" | 0, what?: string): Promise<T>;
}

/** A ceiling against hanging tests, never a measurement. */
const ceiling = 30_000;

export function createLog(): Log {
  const exchanges: Exchange[] = [];
  const waiting = new Set<() => void>();
  return {
    exchanges,
    happened() {
      for (const look of [...waiting]) look();
    },
    waitFor(probe, what = "something") {
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = (): void => {
          try {
            const value = probe();
            if (!value) return;
            stop();
            resolve(value);
          } catch (error) {
            stop();
            reject(error);
          }
        };
        const timer = setTimeout(() => {
          stop();
          const tail = exchanges.slice(-8).map(({ method, path, status }) => `${method} ${path} ${status}`);
          reject(new Error(`loopback Discord waited in vain for ${what}; last requests:\n${tail.join("\n")}`));
        }, ceiling);
        waiting.add(look);
        look();
      });
    },
  };
}
