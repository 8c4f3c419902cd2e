import { setTimeout } from "node:timers/promises";

/** Waits so many ms. Ends early, without a complaint, when the signal says so. */
export async function timer(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
