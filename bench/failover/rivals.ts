import type { LoopbackProvider } from "../../test/loopback/provider/start-provider.js";
import { asks } from "./request.js";
import { ids, type Policy } from "./scenario.js";

const minute = 60_000;

interface Rest {
  until: number;
  failures: number;
}

function rotating(
  provider: LoopbackProvider,
  windows: readonly number[],
  order: (lastUsed: ReadonlyMap<string, number>) => readonly string[],
): Policy {
  const rests = new Map<string, Rest>();
  const lastUsed = new Map<string, number>();
  return {
    async message(_, at) {
      let failed = 0;
      for (const id of order(lastUsed)) {
        const rest = rests.get(id);
        if (rest && at < rest.until) continue;
        lastUsed.set(id, at);
        if (await asks(provider.origin, id)) {
          rests.delete(id);
          return { answeredBy: id, failed };
        }
        failed++;
        const failures = (rest?.failures ?? 0) + 1;
        rests.set(id, { until: at + (windows[Math.min(failures, windows.length) - 1] ?? 0), failures });
      }
      return { answeredBy: undefined, failed };
    },
    close: async () => undefined,
  };
}

/** Whoever rested longest is next; failures open windows of 1, 5, 25 and 60 min, whatever the provider states. */
export async function roundRobin(provider: LoopbackProvider): Promise<Policy> {
  const order = (lastUsed: ReadonlyMap<string, number>) =>
    [...ids].sort((a, b) => (lastUsed.get(a) ?? 0) - (lastUsed.get(b) ?? 0));
  return rotating(
    provider,
    [1, 5, 25, 60].map((minutes) => minutes * minute),
    order,
  );
}

/** The first one until it fails, then the next; a failure opens a window of 1 h. */
export async function fillFirst(provider: LoopbackProvider): Promise<Policy> {
  return rotating(provider, [60 * minute], () => ids);
}
