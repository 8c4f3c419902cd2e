import type { SessionKey } from "./ids.js";
import type { PinRecord, SessionPin } from "./pin.js";

/** A pin and how it came to apply: a layer for one turn, the conversation's own, or the surrounding one's. */
export interface EffectivePin {
  readonly pin: SessionPin;
  readonly layer: "once" | "pin" | "inherited";
  /** Whose record it is. */
  readonly session: SessionKey;
}

/**
 * Which pin is in force: the conversation's layer for one turn, its own pin, else the surrounding conversation's pin
 * (never its layer: that is for its own next turn).
 */
export function effectivePin(
  own: { readonly session: SessionKey; readonly record: PinRecord | null | undefined },
  parent: { readonly session: SessionKey; readonly record: PinRecord | null | undefined } | undefined,
  options: { readonly withOnce: boolean },
): EffectivePin | undefined {
  const mine = pinOf(own.record, options.withOnce);
  if (mine) return { pin: mine.pin, layer: mine.once ? "once" : "pin", session: own.session };
  const theirs = parent && pinOf(parent.record, false);
  return theirs && parent && { pin: theirs.pin, layer: "inherited", session: parent.session };
}

/** A record's layer for one turn, else its pin. */
function pinOf(
  record: PinRecord | null | undefined,
  withOnce: boolean,
): { pin: SessionPin; once: boolean } | undefined {
  if (withOnce && record?.once) return { pin: record.once, once: true };
  return record?.pin && { pin: record.pin, once: false };
}
