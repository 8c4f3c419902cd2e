import { isModelpinError } from "../domain/errors.js";
import type { Examined } from "./examine.js";

/** What became of one fix. */
export interface Mended {
  readonly check: string;
  /** What was done, or why it could not be. */
  readonly did: string;
  readonly worked: boolean;
}

/** Does everything safe that the findings offer, one after the other. A fix that fails keeps no other from being done. */
export async function mend(examined: readonly Examined[]): Promise<Mended[]> {
  const mended: Mended[] = [];
  for (const { check, findings } of examined) {
    for (const { fix, what } of findings) {
      if (!fix) continue;
      try {
        mended.push({ check, did: await fix.run(), worked: true });
      } catch (error) {
        const why = isModelpinError(error) ? error.message : ((error as NodeJS.ErrnoException).code ?? "unknown");
        mended.push({ check, did: `Could not be mended (${why}): ${what}`, worked: false });
      }
    }
  }
  return mended;
}
