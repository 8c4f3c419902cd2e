/** setTimeout counts no further; a longer wait is no deadline at all. */
const longest = 2 ** 31 - 1;

/** Why a request is given up, once it is: by a person or a shutdown, or by our own time limit. */
export interface Watch {
  /** Aborts the request. */
  readonly signal: AbortSignal;
  readonly stopped: "abort" | "deadline" | undefined;
  /** From now on, `ms` may pass until the next call of `expect`, `rest` or `end`. */
  expect(ms: number): void;
  /** Nothing is waited for. */
  rest(): void;
  /** Lets go of the timers and the listener, and of a request that still runs. */
  end(): void;
}

/** @param wholeMs so long may pass from now on, whatever is expected meanwhile. */
export function createWatch(given: AbortSignal, wholeMs = Number.POSITIVE_INFINITY): Watch {
  const controller = new AbortController();
  let stopped: Watch["stopped"];
  let timer: NodeJS.Timeout | undefined;
  const stop = (why: Watch["stopped"]): void => {
    stopped ??= why;
    controller.abort();
  };
  const whole = wholeMs <= longest ? setTimeout(stop, wholeMs, "deadline") : undefined;
  const onAbort = (): void => stop("abort");
  given.addEventListener("abort", onAbort, { once: true });
  if (given.aborted) onAbort();

  return {
    signal: controller.signal,
    get stopped() {
      return stopped;
    },
    expect(ms) {
      clearTimeout(timer);
      if (ms <= longest) timer = setTimeout(stop, ms, "deadline");
    },
    rest() {
      clearTimeout(timer);
    },
    end() {
      clearTimeout(timer);
      clearTimeout(whole);
      given.removeEventListener("abort", onAbort);
      controller.abort();
    },
  };
}
