import type { Clock, Surface } from "./answer.js";

/** Keeps the typing indicator alive until the result is called. Nothing waits for it and its failures are nobody's. */
export function keepTyping(surface: Pick<Surface, "typing" | "typingMs">, clock: Clock): () => void {
  let stopped = surface.typing === undefined;
  let takeBack = (): void => {};
  const beat = (): void => {
    if (stopped) return;
    takeBack = clock.after(surface.typingMs ?? 4500, beat);
    try {
      surface.typing?.().catch(() => {});
    } catch {}
  };
  beat();
  return () => {
    stopped = true;
    takeBack();
  };
}
