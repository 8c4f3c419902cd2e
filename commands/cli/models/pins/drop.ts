import type { Pins } from "../../../../src/auth/pins.js";
import type { SessionKey } from "../../../../src/domain/ids.js";
import type { PinRecord } from "../../../../src/domain/pin.js";
import { meantOf, type PinFilter } from "./filter.js";

/**
 * Drops what is still meant when it is written: somebody may have chosen anew since it was listed.
 * @returns what was dropped.
 */
export async function dropPin(pins: Pins, session: SessionKey, filter: PinFilter): Promise<PinRecord | undefined> {
  let dropped: PinRecord | undefined;
  await pins.change(session, (before) => {
    const part = before && meantOf(filter, before);
    dropped = part;
    if (!before || !part) return before;
    const { pin, once, ...rest } = before;
    return { ...rest, ...(pin && !part.pin ? { pin } : {}), ...(once && !part.once ? { once } : {}) };
  });
  return dropped;
}
