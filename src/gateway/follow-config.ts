import type { ModelAuth } from "../auth/model-auth.js";
import { timer } from "../auth/timer.js";
import type { PlatformLog } from "../chat/platform.js";

export interface FollowConfigOptions {
  readonly auth: Pick<ModelAuth, "config" | "sources">;
  readonly log: PlatformLog;
  /** The configuration or the environment says something else than before. */
  readonly changed: () => Promise<void>;
  /** Waits so many ms, or less when the signal says so. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const everyMs = 1000;

/**
 * Looks once a second whether somebody has edited the configuration or `.env`. An edit that cannot be used is told once,
 * with its error; what was said before applies until it is mended.
 */
export function followConfig({ auth, log, changed, wait = timer }: FollowConfigOptions): { close(): Promise<void> } {
  const closing = new AbortController();
  let { config } = auth.config();
  let environment = auth.sources.environment();
  let told: string | undefined;

  async function look(): Promise<void> {
    await auth.sources.refresh();
    const state = auth.config();
    const message = state.problem?.message;
    if (message !== told) {
      told = message;
      if (message === undefined) log.info("The configuration is in order again, and applies.");
      else log.warn("The edited configuration is not used; what it said before applies", state.problem);
    }
    const seen = auth.sources.environment();
    if (state.config === config && seen === environment) return;
    config = state.config;
    environment = seen;
    await changed();
  }

  const following = (async () => {
    while (!closing.signal.aborted) {
      await wait(everyMs, closing.signal);
      if (closing.signal.aborted) return;
      await look().catch((error: unknown) => log.warn("An edit of the configuration could not be followed", error));
    }
  })();
  return {
    async close() {
      closing.abort();
      await following;
    },
  };
}
