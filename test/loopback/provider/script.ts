/** One step of an answer that a test gives out by hand. */
export type Step = { readonly text: string } | { readonly raw: string } | "end" | "cut" | "reset";

/** An answer under the test's control: the client sees what was handed out and waits for the rest. */
export interface Script extends AsyncIterable<Step> {
  text(text: string): void;
  /** Bytes as they are: a comment, half an event. */
  raw(bytes: string): void;
  end(): void;
  /** Ends the response without the closing event. */
  cut(): void;
  /** Tears the connection. */
  reset(): void;
}

export function createScript(): Script {
  const steps: Step[] = [];
  let wake: (() => void) | undefined;
  const push = (step: Step): void => {
    steps.push(step);
    wake?.();
  };
  return {
    text: (text) => push({ text }),
    raw: (raw) => push({ raw }),
    end: () => push("end"),
    cut: () => push("cut"),
    reset: () => push("reset"),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const step = steps.shift();
        if (step === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        yield step;
        if (typeof step === "string") return;
      }
    },
  };
}
